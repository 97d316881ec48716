package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a proposer makes of acceptors that have let go of what they knew.
final class ProposerTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId B = new NodeId(2);
  private static final NodeId C = new NodeId(3);
  private static final Bytes KEY = Bytes.utf8("k");
  private static final Bytes OLD = Bytes.utf8("old");
  private static final Bytes NEW = Bytes.utf8("new");
  private static final long PAUSE = 1_000_000_000;

  private final Proposer proposer =
      new Proposer(SELF, Acceptors.of(List.of(SELF, B, C)), 1, PaxosConfig.defaults(), 1);
  private long nowNanos = 1;

  private List<PaxosEffect> step(PaxosEvent event) {
    List<PaxosEffect> effects = new ArrayList<>();
    proposer.step(event, new Now(nowNanos, 100), effects);
    return effects;
  }

  private List<PaxosEffect> answer(NodeId from, PaxosMessage.Answer answer) {
    return step(new PaxosEvent.Received(from, answer));
  }

  private static List<PaxosMessage> sent(List<PaxosEffect> effects, NodeId to) {
    List<PaxosMessage> sent = new ArrayList<>();
    for (PaxosEffect effect : effects) {
      if (effect instanceof PaxosEffect.Send(NodeId node, PaxosMessage message)
          && node.equals(to)) {
        sent.add(message);
      }
    }
    return sent;
  }

  private static PaxosMessage.Prepare prepare(List<PaxosEffect> effects) {
    return (PaxosMessage.Prepare) sent(effects, SELF).getLast();
  }

  private static AcceptorState state(Ballot promised, Ballot accepted, Ballot committed) {
    Bytes proposal = accepted.equals(Ballot.NONE) ? Bytes.EMPTY : OLD;
    return new AcceptorState(promised, accepted, proposal, committed);
  }

  @Test
  void whatWasInDoubtBeforeItWasSettledIsNotFinished() {
    PaxosMessage.Prepare asked = prepare(step(new PaxosEvent.Begin(1, KEY)));
    Ballot ballot = asked.ballot();
    Ballot early = new Ballot(5, 7);
    // B was in doubt of an early proposal when it promised. It has settled that since, and so C has
    // dropped what it knew of the decision that overtook it.
    answer(
        B,
        new PaxosMessage.Promise(
            asked.id(), ballot, state(ballot, early, Ballot.NONE), 0, Bytes.EMPTY));
    AcceptorState fresh = state(ballot, Ballot.NONE, Ballot.NONE);
    assertEquals(List.of(), answer(C, new PaxosMessage.Promise(asked.id(), ballot, fresh, 6, NEW)));
    nowNanos += PAUSE;
    List<PaxosEffect> again = step(new PaxosEvent.TimerFired());
    assertEquals(List.of(asked), sent(again, B), "B is asked again");
    assertEquals(List.of(), sent(again, C));
    AcceptorState settled = state(ballot, Ballot.NONE, new Ballot(5, 9));
    List<PaxosEffect> chosen =
        answer(B, new PaxosMessage.Promise(asked.id(), ballot, settled, 0, NEW));
    assertEquals(
        List.of(
            new PaxosEffect.Choose(
                1,
                KEY,
                List.of(new PaxosEffect.View(B, NEW), new PaxosEffect.View(C, NEW)),
                false)),
        chosen);
  }

  /// Has an operation decided with B; returns its ballot.
  private Ballot decide(long operation) {
    PaxosMessage.Prepare asked = prepare(step(new PaxosEvent.Begin(operation, KEY)));
    Ballot ballot = asked.ballot();
    AcceptorState promised = state(ballot, Ballot.NONE, Ballot.NONE);
    for (NodeId node : List.of(SELF, B)) {
      answer(node, new PaxosMessage.Promise(asked.id(), ballot, promised, 0, Bytes.EMPTY));
    }
    step(new PaxosEvent.Propose(operation, NEW));
    answer(SELF, new PaxosMessage.Accepted(asked.id(), ballot));
    answer(B, new PaxosMessage.Accepted(asked.id(), ballot));
    answer(SELF, new PaxosMessage.Committed(asked.id(), ballot));
    return ballot;
  }

  private PaxosMessage.Accept proposeNext(long operation) {
    assertTrue(step(new PaxosEvent.Begin(operation, KEY)).getLast() instanceof PaxosEffect.Choose);
    List<PaxosEffect> proposed = step(new PaxosEvent.Propose(operation, OLD));
    return (PaxosMessage.Accept) sent(proposed, SELF).getLast();
  }

  @Test
  void nothingOfAnotherProposerLiesBetweenABallotAndTheOneThatContinuesIt() {
    Ballot held = decide(1);
    PaxosMessage.Accept next = proposeNext(2);
    assertEquals(held, next.after());
    assertEquals(new Ballot(held.round(), held.proposer() + 1), next.ballot());
    Ballot between = new Ballot(held.round(), held.proposer() | 0xffff_ffffL);
    assertNull(between.following(), "there is no more room");
    assertNotNull(held.following());
  }

  @Test
  void aProposerThatWasRestartedMakesOtherBallots() {
    Entropy entropy = Entropy.seeded(1);
    Set<Long> names = new HashSet<>();
    for (int start = 0; start < 1_000; start++) {
      long name = Ballot.newProposer(7, entropy);
      assertEquals(7, name >>> 32, "all are this home's");
      assertTrue(names.add(name & ~0xfffL), "with room for what each continues");
    }
  }

  @Test
  void promisesAreAskedForAtOnceWhenAcceptorsHaveDroppedWhatIsContinued() {
    decide(1);
    PaxosMessage.Accept next = proposeNext(2);
    List<PaxosEffect> refused =
        answer(SELF, new PaxosMessage.Refused(next.id(), next.ballot(), Ballot.NONE));
    assertTrue(prepare(refused).ballot().compareTo(next.ballot()) > 0);
  }

  @Test
  void oneThatLagsBehindIsNoReasonToGiveUpAndTwoAre() {
    decide(1);
    PaxosMessage.Accept next = proposeNext(2);
    answer(SELF, new PaxosMessage.Accepted(next.id(), next.ballot()));
    PaxosMessage.Refused lags = new PaxosMessage.Refused(next.id(), next.ballot(), Ballot.NONE);
    assertEquals(List.of(), answer(B, lags));
    assertTrue(prepare(answer(C, lags)).ballot().compareTo(next.ballot()) > 0);
  }

  @Test
  void belowTheFloorNothingIsContinued() {
    Ballot held = decide(1);
    step(new PaxosEvent.Raised(held.round() + 50));
    assertEquals(held.round() + 50, prepare(step(new PaxosEvent.Begin(2, KEY))).ballot().round());
  }
}
