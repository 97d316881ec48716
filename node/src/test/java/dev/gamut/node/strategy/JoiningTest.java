package dev.gamut.node.strategy;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.node.StepLoop;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.paxos.CollectingEvent.Held;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.storage.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a replica takes over from the acceptors of all homes before it takes part.
final class JoiningTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final NodeId SELF = new NodeId(4);
  private static final PartitionId ID = new PartitionId(7);
  private static final int PLAIN = 0;
  private static final int MOVING = 2;
  private static final int ASK = 0;
  private static final int PAGE = 4;
  private static final long TENTH = 100_000_000;

  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          ID,
          new TableId(1),
          2,
          1,
          Bytes.EMPTY,
          null,
          List.of(A, C, D),
          new PartitionDescriptor.Peers(
              List.of(),
              List.of(1L, 2L, 3L),
              List.of(),
              new Move(A, SELF, 9, false, Move.Stage.JOINING)));

  private static final TableSpec TABLE =
      new TableSpec("t", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 3, List.of());

  private final StepLoop loop = new StepLoop();
  private final MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
  private final LoneReplicaHost host = new LoneReplicaHost(SELF, loop, store);
  private final LeaderlessMachine machine =
      new LeaderlessMachine(
          store,
          DESCRIPTOR,
          TABLE,
          SELF,
          new ConflictLedger(
              store,
              DESCRIPTOR,
              ConflictLedger.Bounds.DEFAULT,
              new ConflictLedger.Witness(host::wallMillis, () -> {})));
  private @Nullable Replica replica;

  private Replica replica() {
    return requireNonNull(replica);
  }

  private void start() {
    new ReplicaStarter(
            host,
            DESCRIPTOR,
            machine,
            null,
            new ReplicaStarter.Tuning(
                RaftConfig.defaults(),
                3,
                10,
                1 << 10,
                ComparingConfig.defaults(),
                CollectingConfig.defaults()))
        .start(StrategyKind.LEADERLESS, started -> replica = started);
    pass();
  }

  /// A tenth of a second, in which what was appended becomes durable and is applied.
  private void pass() {
    loop.pass(TENTH);
    replica().endTurn();
    loop.settle();
  }

  private void receive(NodeId from, Consumer<ByteWriter> message) throws MalformedException {
    ByteWriter out = new ByteWriter(64);
    message.accept(out);
    replica().receive(from, new ByteReader(out.take()));
  }

  /// The home that was asked for a page of its acceptor's states, answers.
  private void answer(NodeId home, BallotFloor floor, List<Held> states) throws MalformedException {
    List<Long> asked = new ArrayList<>();
    for (LoneReplicaHost.Sent sent : host.sent) {
      ByteReader in = new ByteReader(sent.body());
      if (sent.to().equals(home) && in.u8() == MOVING && in.u8() == ASK) {
        asked.add(in.varint());
      }
    }
    host.sent.clear();
    assertEquals(1, asked.size(), home + " is asked once");
    AcceptorPages.Page page =
        new AcceptorPages.Page(asked.getFirst(), null, states, floor, Frontier.EMPTY);
    receive(home, out -> page.write(out.u8(MOVING).u8(PAGE)));
    pass();
  }

  @Test
  void itHasTheFloorThatCoversWhatAnyHomeHasDropped() throws MalformedException {
    start();
    for (NodeId home : List.of(A, C, D)) {
      receive(
          home,
          out ->
              LeaderlessCodec.write(
                  out.u8(PLAIN),
                  new LeaderlessMessage.FrontierIs(Frontier.EMPTY, HybridTime.ZERO)));
    }
    host.sent.clear();
    pass();
    AcceptorState decided =
        new AcceptorState(new Ballot(9, 1), Ballot.NONE, Bytes.EMPTY, new Ballot(9, 1));
    answer(A, new BallotFloor(5, 2), List.of());
    answer(C, new BallotFloor(8, 3), List.of(new Held(Bytes.utf8("k"), decided)));
    assertTrue(host.suggested.isEmpty(), "one home was not asked yet");
    answer(D, new BallotFloor(6, 6), List.of());
    assertEquals(new BallotFloor(8, 6), machine.acceptor().floor());
    assertEquals(1, machine.acceptor().count());
    pass();
    assertEquals(ID, host.suggested.getFirst().partition());
  }
}
