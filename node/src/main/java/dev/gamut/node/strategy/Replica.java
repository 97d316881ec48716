package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.wire.NodeStatus;
import java.util.List;

/// One node's copy of one partition, run by the table's strategy: the seam between a node and its
/// strategies. A node knows nothing of how replicas agree, and a strategy nothing of sockets, files
/// or other partitions; what it needs it asks of its [ReplicaHost].
///
/// Everything is called on the loop that owns the replica.
public interface Replica {
  PartitionDescriptor descriptor();

  /// The catalog describes the partition anew; this node has a part in it still. Takes effect once
  /// [#descriptor] says so.
  default void become(PartitionDescriptor next) {
    throw new IllegalStateException("replicas of " + next.id() + " do not move");
  }

  /// Sees an operation through, as its coordinator: answers it now or later, exactly once.
  void handle(Call call);

  /// Takes what another replica of the partition sent with [ReplicaHost#send].
  void receive(NodeId from, ByteReader message) throws MalformedException;

  /// The process of a node with another replica has probably ended (see
  /// [dev.gamut.world.Network.Receiver#ended]).
  default void peerEnded(NodeId peer) {}

  /// Ends a turn for which the replica asked: what it gathered leaves now, as one batch.
  void endTurn();

  /// Called now and then: lets go of what the journal holds and nobody needs any more, hands
  /// leadership back to whom it belongs.
  void tend();

  /// What its [DotLog] takes, of a leaderless replica.
  default DotLogUse dotLogUse() {
    return DotLogUse.NONE;
  }

  /// Memory for keys that others lack.
  ///
  /// @param kept whether nothing of it may be forgotten
  record DotLogUse(long bytes, boolean kept) {
    static final DotLogUse NONE = new DotLogUse(0, false);
  }

  NodeStatus.ReplicaStatus status();

  /// Every step of its answers to an [dev.gamut.model.Level] that this strategy can give, for the
  /// error that names them.
  List<dev.gamut.model.Level.Kind> levelsOffered();

  /// Stops: unfinished calls are answered, nothing is sent any more.
  void close();
}
