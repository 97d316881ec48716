package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When an acceptor lets go of the state of a key.
final class CollectingTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId B = new NodeId(2);
  private static final NodeId STRANGER = new NodeId(9);
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Bytes VALUE = Bytes.utf8("v");
  private static final long QUIET = 60;
  private static final long LAP = 5;

  private final Collecting collecting = new Collecting(new CollectingConfig(QUIET, LAP, 10));
  private BallotFloor floor = BallotFloor.NONE;
  private AcceptorState state = decided(7);
  private long now = 1;

  CollectingTest() {
    collecting.become(List.of(A, B), false);
  }

  private static Ballot ballot(long round) {
    return new Ballot(round, 1L << 32);
  }

  private static AcceptorState decided(long round) {
    return new AcceptorState(ballot(round), Ballot.NONE, Bytes.EMPTY, ballot(round));
  }

  private static AcceptorState inDoubt(long round) {
    return new AcceptorState(ballot(round), ballot(round), VALUE, Ballot.NONE);
  }

  private List<CollectingEffect> step(CollectingEvent event) {
    List<CollectingEffect> effects = new ArrayList<>();
    collecting.step(event, new Now(now, 0), effects);
    return effects;
  }

  /// A lap through the only key; what it wants done, with floors raised at once.
  private List<CollectingEffect> lap() {
    now += LAP;
    List<CollectingEffect> wanted = new ArrayList<>();
    for (CollectingEffect effect : step(new CollectingEvent.Tick(floor, 1))) {
      if (effect instanceof CollectingEffect.Walk(long lap, _)) {
        List<CollectingEvent.Held> held = List.of(new CollectingEvent.Held(KEY, state));
        wanted.addAll(step(new CollectingEvent.Walked(lap, held, null)));
      }
    }
    for (CollectingEffect effect : wanted) {
      if (effect instanceof CollectingEffect.Log(PaxosMessage.Raise(BallotFloor to))) {
        floor = floor.raisedTo(to);
      }
    }
    return wanted;
  }

  private void laps(long nanos) {
    for (long until = now + nanos; now < until; ) {
      lap();
    }
  }

  private void told(NodeId from, long below) {
    step(new CollectingEvent.Received(from, new PaxosMessage.Settled(below)));
  }

  private static boolean drops(List<CollectingEffect> effects) {
    return effects.stream()
        .anyMatch(
            effect ->
                effect instanceof CollectingEffect.Log(PaxosMessage record)
                    && record instanceof PaxosMessage.Drop);
  }

  @Test
  void whatWasPromisedAWhileAgoIsRefusedAndOthersAreAsked() {
    laps(QUIET - LAP);
    assertEquals(BallotFloor.NONE, floor, "not before it is quiet");
    laps(3 * LAP);
    assertEquals(8, floor.refusedBelow());
    assertEquals(
        List.of(
            new CollectingEffect.Send(A, new PaxosMessage.Settle(8)),
            new CollectingEffect.Send(B, new PaxosMessage.Settle(8))),
        lap());
  }

  @Test
  void aStateGoesOnceEverybodyIsSettled() {
    laps(2 * QUIET);
    told(A, 8);
    told(STRANGER, 8);
    assertFalse(drops(lap()), "B is not settled");
    told(B, 7);
    assertFalse(drops(lap()), "not that far");
    told(B, 8);
    assertEquals(List.of(new CollectingEffect.Log(new PaxosMessage.Drop(List.of(KEY), 8))), lap());
  }

  @Test
  void whatIsInDoubtIsFinishedAndNotCalledSettled() {
    state = inDoubt(7);
    laps(2 * QUIET);
    assertEquals(8, floor.refusedBelow());
    assertEquals(
        List.of(new CollectingEffect.Send(A, new PaxosMessage.Settled(0))),
        step(new CollectingEvent.Received(A, new PaxosMessage.Settle(8))));
    step(new CollectingEvent.Finished(KEY));
    assertTrue(lap().contains(new CollectingEffect.Finish(KEY)));
    state = decided(9);
    assertTrue(lap().contains(new CollectingEffect.Send(A, new PaxosMessage.Settled(8))));
  }

  @Test
  void oneThatKeepsNothingRaisesItsFloorWhenItIsAsked() {
    List<CollectingEffect> effects =
        step(new CollectingEvent.Received(A, new PaxosMessage.Settle(8)));
    assertTrue(
        effects.contains(new CollectingEffect.Log(new PaxosMessage.Raise(new BallotFloor(8, 0)))));
  }

  @Test
  void whileAReplicaMovesNothingGoes() {
    laps(2 * QUIET);
    told(A, 8);
    told(B, 8);
    collecting.become(List.of(A, B), true);
    assertEquals(List.of(), lap());
    collecting.become(List.of(A, B), false);
    assertFalse(drops(lap()), "what was told before does not count");
    told(A, 8);
    told(B, 8);
    assertTrue(drops(lap()));
  }

  @Test
  void belowTheFloorNothingIsPromisedAcceptedOrBroughtBack() {
    BallotFloor at = new BallotFloor(8, 8);
    Ballot below = ballot(7);
    Ballot least = new Ballot(8, 0);
    AcceptorState none = AcceptorState.NOTHING;
    assertEquals(
        new Acceptance(none, new PaxosMessage.Refused(1, below, least)),
        Acceptance.of(new PaxosMessage.Prepare(1, KEY, below), none, at));
    assertEquals(
        new Acceptance(none, new PaxosMessage.Refused(1, below, least)),
        Acceptance.of(new PaxosMessage.Accept(1, KEY, below, below, VALUE), none, at));
    assertEquals(
        new Acceptance(none, new PaxosMessage.Committed(1, below)),
        Acceptance.of(new PaxosMessage.Commit(1, KEY, below, VALUE), none, at));
    assertEquals(
        decided(8),
        Acceptance.of(new PaxosMessage.Commit(1, KEY, ballot(8), VALUE), none, at).state());
  }

  @Test
  void aKeptStateIsContinuedAboveTheFloorAndADroppedOneIsNot() {
    BallotFloor at = new BallotFloor(7, 0);
    Ballot next = new Ballot(7, (1L << 32) + 1);
    PaxosMessage.Accept accept = new PaxosMessage.Accept(1, KEY, next, ballot(7), VALUE);
    assertEquals(
        new PaxosMessage.Accepted(1, next), Acceptance.of(accept, decided(7), at).answer());
    assertEquals(
        new PaxosMessage.Refused(1, next, at.promised()),
        Acceptance.of(accept, AcceptorState.NOTHING, at).answer());
  }
}
