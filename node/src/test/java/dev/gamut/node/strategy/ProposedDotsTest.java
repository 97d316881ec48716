package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Move;
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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A dot that a home gives to a proposal gets into its log before any later one does. After a crash
/// it would otherwise be a gap for ever: of nobody would it be known that it came to nothing.
final class ProposedDotsTest {
  private static final NodeId SELF = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final NodeId JOINER = new NodeId(4);
  private static final PartitionId ID = new PartitionId(7);
  private static final Bytes PLACE = Key.of("k").place(PartitionBy.RANGE);
  private static final Bytes ANOTHER = Key.of("m").place(PartitionBy.RANGE);
  private static final int ROUND_TRIPS = 8;

  private static final PartitionDescriptor BEFORE =
      described(PartitionDescriptor.FIRST_EPOCH, null);
  private static final PartitionDescriptor MOVING =
      described(
          PartitionDescriptor.FIRST_EPOCH + 1, new Move(D, JOINER, 9, false, Move.Stage.JOINING));

  private static final TableSpec TABLE =
      new TableSpec(
          "t",
          StrategyKind.LEADERLESS,
          PartitionBy.RANGE,
          1,
          3,
          List.of(),
          new Quorums(2, 1, false, ConflictPolicy.LAST_WRITER_WINS));

  private final LoneHome home = new LoneHome(SELF, BEFORE, TABLE);

  private static PartitionDescriptor described(long epoch, @Nullable Move move) {
    return new PartitionDescriptor(
        ID,
        new TableId(1),
        epoch,
        1,
        Bytes.EMPTY,
        null,
        List.of(SELF, C, D),
        new PartitionDescriptor.Peers(List.of(), List.of(1L, 2L, 3L), List.of(), move, List.of()));
  }

  /// A write that nobody waits for.
  private record Written(Request request, long deadlineNanos) implements Call {
    @Override
    public void answer(Result result, @Nullable Receipt receipt) {}
  }

  private void put(Bytes place, Condition condition) {
    Operation.Put put = new Operation.Put(place, condition, Value.bytes(Bytes.utf8("v")));
    home.replica().handle(new Written(Requests.to(ID).asks(put), Long.MAX_VALUE));
  }

  /// The other homes, which hold nothing, promise and accept whatever they are asked.
  private static void othersAgree(LoneHome with, int roundTrips) throws MalformedException {
    for (int i = 0; i < roundTrips; i++) {
      with.pass();
      List<LoneReplicaHost.Sent> asked = List.copyOf(with.host.sent);
      with.host.sent.clear();
      for (LoneReplicaHost.Sent sent : asked) {
        ByteReader in = new ByteReader(sent.body());
        PaxosMessage answer = in.u8() == LoneHome.PAXOS ? agrees(PaxosCodec.read(in)) : null;
        if (answer != null) {
          with.receive(sent.to(), out -> PaxosCodec.write(out.u8(LoneHome.PAXOS), answer));
        }
      }
    }
    with.pass();
  }

  private static @Nullable PaxosMessage agrees(PaxosMessage asked) {
    return switch (asked) {
      case PaxosMessage.Prepare(long id, Bytes _, Ballot ballot) ->
          new PaxosMessage.Promise(
              id,
              ballot,
              new AcceptorState(ballot, Ballot.NONE, Bytes.EMPTY, Ballot.NONE),
              0,
              Item.NOTHING.encode());
      case PaxosMessage.Accept accept -> new PaxosMessage.Accepted(accept.id(), accept.ballot());
      default -> null;
    };
  }

  /// What the next process of the node has seen in the end.
  private Frontier seenAfterACrash(PartitionDescriptor then) throws MalformedException {
    LoneHome next = new LoneHome(then, TABLE, home);
    othersAgree(next, ROUND_TRIPS);
    return next.machine.seen();
  }

  @Test
  void withoutRoomItIsLoggedAllTheSame() throws MalformedException {
    home.host.room = false;
    put(PLACE, new Condition.Absent());
    othersAgree(home, 1);
    put(ANOTHER, new Condition.Always());
    home.pass();
    assertEquals(Frontier.ofRange(1, 1, 2), seenAfterACrash(BEFORE));
  }

  @Test
  void noneIsGivenWhenOthersPromiseMeanwhile() throws MalformedException {
    put(PLACE, new Condition.Absent());
    othersAgree(home, ROUND_TRIPS);
    assertEquals(Frontier.ofRange(1, 1, 1), home.machine.seen(), "this home decided the last");
    home.store.readsLate(true);
    home.replica().become(MOVING);
    put(PLACE, new Condition.Present());
    home.pass();
    put(ANOTHER, new Condition.Always());
    home.pass();
    assertEquals(Frontier.ofRange(1, 1, 2), seenAfterACrash(MOVING));
  }
}
