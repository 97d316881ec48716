package dev.gamut.node.strategy;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.model.Catalog;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.world.Loop;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a node lends to one of its replicas: the doors, narrowed to that partition.
public interface ReplicaHost {
  NodeId self();

  long monotonicNanos();

  /// The latest that the time of day may be; for stamps only.
  long wallMillis();

  Loop loop();

  Store store();

  /// A number that differs between nodes, partitions and starts.
  long seed();

  /// Asks for [Replica#endTurn] at the end of this turn.
  void touch();

  /// Appends an entry to the partition's log in the journal; one at or below the last replaces the
  /// log from there.
  void logEntry(long index, Bytes record);

  /// Keeps a small record beside the log: the latest wins.
  void logState(Bytes state);

  /// Drops the log below an index.
  void logStart(long firstIndex);

  /// Drops the whole log and its state.
  void logReset();

  /// Runs a task once all that this replica appended so far is durable; tasks run in order.
  void onceDurable(Runnable task);

  /// Reads entries back; an empty list when the first is not there any more.
  void readLog(long from, long toExclusive, int bytesMax, Consumer<List<Bytes>> answer);

  /// Entries that should be in the journal are not: the replica ends, and is built anew from
  /// others.
  void logLost(String what);

  /// Up to where the replica should let go of entries because the journal needs their room, even at
  /// the price of a snapshot for a slow follower; 0 for no pressure.
  long logPressure();

  /// How large the replica's [DotLog] may be.
  ///
  /// @param bytes that it has
  long dotLogBytesMax(long bytes);

  /// Whether the dot logs of the node's fallbacks have reached their bound.
  boolean isDotLogFull();

  /// Whether the journal takes what others can send again; if not, the rest of its room is for what
  /// frees some.
  boolean hasRoom();

  /// Sends a message to the replica of the same partition on another node, perhaps in vain.
  void send(NodeId to, Consumer<ByteWriter> message);

  /// Has the catalog changed, perhaps in vain.
  void suggest(Operation.ReplicaChange change);

  /// What the node has applied of the catalog; for the catalog's replica, on whose loop it is kept.
  Catalog catalog();

  /// Whether bulk to that node would be queued now.
  boolean isWritable(NodeId to);

  /// Who watches; null in a server.
  @Nullable Probe probe();

  /// Counts something that befell the replica.
  void count(ReplicaEvent event);

  /// Writes a line to the node's log ([dev.gamut.base.LogLine]): something that matters happened.
  void event(String what);
}
