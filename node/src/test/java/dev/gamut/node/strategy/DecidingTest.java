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
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.Receipt;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.node.Requests;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of values that a decided write supersedes.
final class DecidingTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final PartitionId ID = new PartitionId(7);
  private static final Bytes PLACE = Key.of("k").place(PartitionBy.RANGE);

  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          ID,
          new TableId(1),
          PartitionDescriptor.FIRST_EPOCH,
          1,
          Bytes.EMPTY,
          null,
          List.of(SELF, C, D),
          new PartitionDescriptor.Peers(List.of(), List.of(1L, 2L, 3L)));

  private static final TableSpec TABLE =
      new TableSpec(
          "t",
          StrategyKind.LEADERLESS,
          PartitionBy.RANGE,
          1,
          3,
          List.of(),
          new Quorums(2, 2, false, ConflictPolicy.LAST_WRITER_WINS));

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  /// A write under a condition that nobody waits for.
  private record Written(Request request, long deadlineNanos) implements Call {
    @Override
    public void answer(Result result, @Nullable Receipt receipt) {}
  }

  private static Item held(long origin, long millis) {
    Version version = new Version(HybridTime.ofMillis(millis), new Dot(origin, 1));
    Value value = Value.bytes(Bytes.utf8("of " + origin));
    return new Item(List.of(new Item.Sibling(version, value)), Frontier.EMPTY);
  }

  private static void promises(LoneHome home, NodeId from, Bytes view) throws MalformedException {
    for (LoneReplicaHost.Sent sent : List.copyOf(home.host.sent)) {
      ByteReader in = new ByteReader(sent.body());
      if (sent.to().equals(from)
          && in.u8() == LoneHome.PAXOS
          && PaxosCodec.read(in) instanceof PaxosMessage.Prepare(long id, Bytes _, Ballot ballot)) {
        AcceptorState promised = new AcceptorState(ballot, Ballot.NONE, Bytes.EMPTY, Ballot.NONE);
        home.receive(
            from,
            out ->
                PaxosCodec.write(
                    out.u8(LoneHome.PAXOS),
                    new PaxosMessage.Promise(id, ballot, promised, 0, view)));
        return;
      }
    }
    throw new AssertionError(from + " was not asked");
  }

  private static void supersedeTwoThatHadNotSeenEachOther() throws MalformedException {
    LoneHome home = new LoneHome(SELF, DESCRIPTOR, TABLE);
    Operation.Put put =
        new Operation.Put(PLACE, new Condition.Present(), Value.bytes(Bytes.utf8("new")));
    home.replica().handle(new Written(Requests.to(ID).asks(put), Long.MAX_VALUE));
    promises(home, C, held(2, 1_000_000).encode());
    promises(home, D, held(3, 1_000_001).encode());
    home.pass();
    List<Dot> lost = new ArrayList<>();
    home.machine
        .ledger()
        .read(
            new Operation.GetConflicts(ID, null, Long.MAX_VALUE, 10, 1 << 16),
            result -> {
              for (Result.Noted noted : ((Result.ConflictsAre) result).conflicts()) {
                lost.add(noted.value().lost().dot());
              }
            });
    assertEquals(List.of(new Dot(2, 1)), lost, "the earlier was overwritten unseen");
  }

  @Test
  void whatAQuorumShowsBesideTheLatestIsNotedByWhoSupersedesIt() throws MalformedException {
    supersedeTwoThatHadNotSeenEachOther();
  }

  @Test
  void notToNoteItIsFound() {
    Defect.plant(EnumSet.of(Defect.DECIDE_WITHOUT_LEDGER));
    assertThrows(AssertionError.class, DecidingTest::supersedeTwoThatHadNotSeenEachOther);
  }
}
