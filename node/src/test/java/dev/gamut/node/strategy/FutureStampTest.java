package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A proposal is believed as far ahead of the clock as a plain write is. Adopted, the stamp of one
/// wrong clock would keep all homes from writing until its time has come.
final class FutureStampTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId OTHER = new NodeId(2);
  private static final PartitionId ID = new PartitionId(7);
  private static final Bytes PLACE = Key.of("k").place(PartitionBy.RANGE);
  private static final Ballot BALLOT = new Ballot(7, 7);

  /// How far ahead is believed.
  private static final long AHEAD_MAX_MILLIS = 500;

  private final LoneHome home =
      new LoneHome(
          SELF,
          new PartitionDescriptor(
              ID,
              new TableId(1),
              PartitionDescriptor.FIRST_EPOCH,
              1,
              Bytes.EMPTY,
              null,
              List.of(SELF, OTHER),
              new PartitionDescriptor.Peers(List.of(), List.of(1L, 2L))),
          new TableSpec(
              "t",
              StrategyKind.LEADERLESS,
              PartitionBy.RANGE,
              1,
              2,
              List.of(),
              new Quorums(1, 1, false, ConflictPolicy.SIBLINGS)));

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private Bytes proposal(long aheadMillis) {
    Version version =
        new Version(
            HybridTime.ofMillis(home.host.wallMillis() + aheadMillis), new Dot(2, aheadMillis));
    Item.Sibling sibling = new Item.Sibling(version, Value.bytes(Bytes.utf8("v")), WriteName.NONE);
    return new LogRecord.Take(new Write(PLACE, sibling, Frontier.EMPTY)).encode();
  }

  /// What this home answers.
  private List<Object> answers(PaxosMessage question) throws MalformedException {
    home.host.sent.clear();
    home.receive(OTHER, out -> PaxosCodec.write(out.u8(LoneHome.PAXOS), question));
    home.endTurn();
    List<Object> answers = new ArrayList<>();
    for (LoneReplicaHost.Sent sent : home.host.sent) {
      ByteReader in = new ByteReader(sent.body());
      Object answer = in.u8() == LoneHome.PAXOS ? PaxosCodec.read(in) : LeaderlessCodec.read(in);
      if (!(answer instanceof LeaderlessMessage.FrontierIs)) {
        answers.add(answer);
      }
    }
    return answers;
  }

  private void story() throws MalformedException {
    assertEquals(
        List.of(new LeaderlessMessage.ClockRefused(0, 1)),
        answers(new PaxosMessage.Accept(5, PLACE, BALLOT, BALLOT, proposal(AHEAD_MAX_MILLIS + 1))));
    assertEquals(
        List.of(new LeaderlessMessage.ClockRefused(0, 1)),
        answers(new PaxosMessage.Commit(5, PLACE, BALLOT, proposal(AHEAD_MAX_MILLIS + 1))));
    assertEquals(Frontier.EMPTY, home.machine.seen());
    assertEquals(
        List.of(new PaxosMessage.Accepted(6, BALLOT)),
        answers(new PaxosMessage.Accept(6, PLACE, BALLOT, BALLOT, proposal(AHEAD_MAX_MILLIS))));
  }

  @Test
  void aProposalStampedTooFarAheadIsNotAccepted() throws MalformedException {
    story();
  }

  @Test
  void toAcceptItIsFound() {
    Defect.plant(EnumSet.of(Defect.ACCEPT_ANY_STAMP));
    assertThrows(AssertionError.class, this::story);
  }
}
