package dev.gamut.node.strategy;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.node.StepLoop;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A replica of a leaderless partition, and nobody else: a test says what the others say.
final class LoneHome {
  /// The first byte of what replicas say to each other: of which protocol it is.
  static final int PLAIN = 0;

  static final int PAXOS = 1;
  static final int MOVING = 2;
  private static final long TENTH = 100_000_000;

  private final StepLoop loop = new StepLoop();
  final MemoryStore store;
  final LoneReplicaHost host;
  final LeaderlessMachine machine;
  private @Nullable Replica replica;

  LoneHome(NodeId self, PartitionDescriptor descriptor, TableSpec table) {
    this(self, descriptor, table, null);
  }

  /// The next process of a node whose store had written nothing yet: all that is left is the log.
  LoneHome(PartitionDescriptor descriptor, TableSpec table, LoneHome before) {
    this(
        before.host.self(), descriptor, table, before.host.recovered(descriptor.id()), before.host);
  }

  /// @param group what the journal holds of it; null for nothing
  LoneHome(
      NodeId self,
      PartitionDescriptor descriptor,
      TableSpec table,
      @Nullable RecoveredGroup group) {
    this(self, descriptor, table, group, null);
  }

  private LoneHome(
      NodeId self,
      PartitionDescriptor descriptor,
      TableSpec table,
      @Nullable RecoveredGroup group,
      @Nullable LoneReplicaHost before) {
    store = new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
    host = new LoneReplicaHost(self, loop, store);
    if (before != null) {
      host.withLogOf(before);
    }
    ConflictLedger ledger =
        new ConflictLedger(
            store,
            descriptor,
            ConflictLedger.Bounds.DEFAULT,
            new ConflictLedger.Witness(host::wallMillis, () -> {}));
    machine = new LeaderlessMachine(store, descriptor, table, self, ledger);
    new ReplicaStarter(
            host,
            descriptor,
            machine,
            group,
            new ReplicaStarter.Tuning(
                RaftConfig.defaults(),
                descriptor.replicas().size(),
                10,
                1 << 10,
                ComparingConfig.defaults(),
                CollectingConfig.defaults()))
        .start(StrategyKind.LEADERLESS, started -> replica = started);
    pass();
  }

  Replica replica() {
    return requireNonNull(replica);
  }

  /// A tenth of a second and the end of a turn.
  void pass() {
    loop.pass(TENTH);
    endTurn();
  }

  /// What was appended becomes durable and is applied.
  void endTurn() {
    replica().endTurn();
    loop.settle();
  }

  void receive(NodeId from, Consumer<ByteWriter> message) throws MalformedException {
    ByteWriter out = new ByteWriter(64);
    message.accept(out);
    replica().receive(from, new ByteReader(out.take()));
  }
}
