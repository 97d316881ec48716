package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.CollectingEvent.Held;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.journal.RecoveredGroup;
import dev.gamut.wire.Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A home that lost what it had: what it does until it is rebuilt, and what becomes of the writes
/// that it alone had.
final class RebuiltHomeTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final PartitionId ID = new PartitionId(7);
  private static final Bytes KEY = Bytes.utf8("k");
  private static final long LOST_ORIGIN = 1;
  private static final int ASK = 0;
  private static final int PAGE = 4;

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private static PartitionDescriptor partition(List<NodeId> rebuilding) {
    return new PartitionDescriptor(
        ID,
        new TableId(1),
        2,
        9,
        Bytes.EMPTY,
        null,
        List.of(SELF, C, D),
        new PartitionDescriptor.Peers(
            List.of(), List.of(9L, 2L, 3L), List.of(LOST_ORIGIN), null, rebuilding));
  }

  private static TableSpec table(int write) {
    Quorums quorums = new Quorums(2, write, false, ConflictPolicy.SIBLINGS);
    return new TableSpec("t", StrategyKind.LEADERLESS, PartitionBy.RANGE, 1, 3, List.of(), quorums);
  }

  private static void tells(LoneHome home, NodeId from, Frontier seen) throws MalformedException {
    home.receive(
        from,
        out ->
            LeaderlessCodec.write(
                out.u8(LoneHome.PLAIN), new LeaderlessMessage.FrontierIs(seen, HybridTime.ZERO)));
  }

  /// Answers the question for a page of an acceptor, if it was asked.
  private static boolean answers(LoneHome home, NodeId from, List<Held> states)
      throws MalformedException {
    for (LoneReplicaHost.Sent sent : List.copyOf(home.host.sent)) {
      ByteReader in = new ByteReader(sent.body());
      if (sent.to().equals(from) && in.u8() == LoneHome.MOVING && in.u8() == ASK) {
        home.host.sent.clear();
        AcceptorPages.Page page =
            new AcceptorPages.Page(in.varint(), null, states, BallotFloor.NONE, Frontier.EMPTY);
        home.receive(from, out -> page.write(out.u8(LoneHome.MOVING).u8(PAGE)));
        home.pass();
        return true;
      }
    }
    return false;
  }

  private static boolean promises(LoneHome home) throws MalformedException {
    home.host.sent.clear();
    PaxosMessage question = new PaxosMessage.Prepare(5, KEY, new Ballot(7, 7));
    home.receive(C, out -> PaxosCodec.write(out.u8(LoneHome.PAXOS), question));
    home.pass();
    return home.host.sent.stream().anyMatch(sent -> sent.body().get(0) == LoneHome.PAXOS);
  }

  private static void promisesNothingBeforeItIsRebuilt() throws MalformedException {
    LoneHome home = new LoneHome(SELF, partition(List.of(SELF)), table(2));
    assertFalse(promises(home), "others may have promised more");
  }

  @Test
  void itIsRebuiltOnceItHasWhatAllOthersHaveAndPromised() throws MalformedException {
    promisesNothingBeforeItIsRebuilt();
    LoneHome home = new LoneHome(SELF, partition(List.of(SELF)), table(2));
    tells(home, C, Frontier.EMPTY);
    home.pass();
    assertFalse(answers(home, C, List.of()), "not asked before all were heard");
    tells(home, D, Frontier.EMPTY);
    home.pass();
    assertTrue(answers(home, C, List.of()));
    assertTrue(home.host.suggested.isEmpty(), "one home was not asked yet");
    assertTrue(answers(home, D, List.of()));
    home.pass();
    assertEquals(new Operation.Rebuilt(ID, 2, SELF), home.host.suggested.getFirst());

    home.replica().become(partition(List.of()).next(List.of(SELF, C, D), peers()));
    home.pass();
    assertTrue(promises(home));
  }

  private static PartitionDescriptor.Peers peers() {
    return partition(List.of()).peers();
  }

  @Test
  void toPromiseBeforeThatIsFound() {
    Defect.plant(EnumSet.of(Defect.PROMISE_BEFORE_REBUILT));
    assertThrows(AssertionError.class, RebuiltHomeTest::promisesNothingBeforeItIsRebuilt);
  }

  @Test
  void whoeverIsDamagedAsksForAnotherInItsPlace() {
    LoneHome home =
        new LoneHome(SELF, partition(List.of()), table(2), RecoveredGroup.damaged(ID, Bytes.EMPTY));
    assertEquals("damaged", home.replica().status().role());
    home.replica().tend();
    assertEquals(List.of(new Operation.RebuildReplica(ID, SELF, 9, false)), home.host.suggested);
  }

  @Test
  void whereTheOthersMayLackWhatItAcknowledgedItSaysSoAndAsksForNothing() {
    LoneHome home =
        new LoneHome(SELF, partition(List.of()), table(1), RecoveredGroup.damaged(ID, Bytes.EMPTY));
    home.replica().tend();
    home.replica().tend();
    assertTrue(home.host.suggested.isEmpty());
    List<String> told =
        home.host.events.stream().filter(event -> event.contains("not-rebuilt")).toList();
    assertEquals(1, told.size(), "it is said once");
    assertTrue(told.getFirst().contains("--force"), told.getFirst());

    home.replica().become(partition(List.of(C)));
    home.replica().tend();
    assertTrue(home.host.suggested.isEmpty());
  }

  @Test
  void whoseWritesOthersKnowBetterHasLostThem() throws MalformedException {
    LoneHome home = new LoneHome(SELF, partition(List.of()), table(2));
    tells(home, C, Frontier.of(new Dot(9, 3)));
    assertEquals(1, home.host.lost.size());
    LoneHome other = new LoneHome(SELF, partition(List.of()), table(2));
    tells(other, C, Frontier.of(new Dot(2, 3)));
    assertTrue(other.host.lost.isEmpty());
  }

  private static LogRecord.Take write(long sequence) {
    Version version = new Version(HybridTime.ofMillis(1), new Dot(LOST_ORIGIN, sequence));
    Item.Sibling sibling = new Item.Sibling(version, Value.bytes(Bytes.utf8("v")));
    return new LogRecord.Take(new Write(KEY, sibling, Frontier.EMPTY));
  }

  private static Held inDoubt(long sequence) {
    Ballot ballot = new Ballot(4, 4);
    Bytes proposal = write(sequence).encode();
    return new Held(KEY, new AcceptorState(ballot, ballot, proposal, Ballot.NONE));
  }

  /// Of the lost home C has writes 1 and 4, and D 1 and 2: nobody has 3.
  private static Frontier closed(Held... states) throws MalformedException {
    LoneHome home = new LoneHome(SELF, partition(List.of()), table(2));
    tells(home, C, Frontier.ofRange(LOST_ORIGIN, 1, 1).with(new Dot(LOST_ORIGIN, 4)));
    home.replica().tend();
    home.pass();
    assertFalse(answers(home, C, List.of()), "D was not heard yet");
    tells(home, D, Frontier.ofRange(LOST_ORIGIN, 1, 2));
    home.replica().tend();
    home.pass();
    assertTrue(answers(home, C, List.of(states)));
    assertTrue(answers(home, D, List.of()));
    home.replica().tend();
    home.pass();
    assertInstanceOf(LeaderlessReplica.class, home.replica());
    return home.machine.seen();
  }

  private static void leavesOpenWhatMayBeDecided() throws MalformedException {
    assertEquals(Frontier.EMPTY, closed(inDoubt(3)), "it may be decided yet");
  }

  @Test
  void aGapThatAHomeLeftWhichIsGoneIsClosed() throws MalformedException {
    assertEquals(Frontier.of(new Dot(LOST_ORIGIN, 3)), closed());
    assertEquals(Frontier.of(new Dot(LOST_ORIGIN, 3)), closed(inDoubt(2)), "that is another");
    leavesOpenWhatMayBeDecided();
  }

  @Test
  void toCloseWhatMayBeDecidedIsFound() {
    Defect.plant(EnumSet.of(Defect.VOID_WHAT_IS_IN_DOUBT));
    assertThrows(AssertionError.class, RebuiltHomeTest::leavesOpenWhatMayBeDecided);
  }

  @Test
  void onlyTheFirstHomeClosesGapsAndOnlyWhileNobodyMoves() throws MalformedException {
    LoneHome home = new LoneHome(SELF, partition(List.of(C)), table(2));
    tells(home, C, Frontier.EMPTY);
    tells(home, D, Frontier.of(new Dot(LOST_ORIGIN, 4)));
    home.replica().tend();
    home.pass();
    assertTrue(asked(home).isEmpty());
  }

  private static List<NodeId> asked(LoneHome home) {
    List<NodeId> asked = new ArrayList<>();
    for (LoneReplicaHost.Sent sent : home.host.sent) {
      if (sent.body().get(0) == LoneHome.MOVING) {
        asked.add(sent.to());
      }
    }
    return asked;
  }
}
