package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.OperationId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller asks of the client. Every call ends, with exactly one [Reply], at the latest when
/// its time is up.
public sealed interface Call {
  /// Time from the submission to the reply, retries included.
  long timeoutNanos();

  /// Changes who keeps a leaderless partition, or how far that is.
  sealed interface ReplicaChange extends Call {}

  record Get(String table, Key key, ReadTerms terms) implements Call {
    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  record Put(String table, Key key, Value value, Condition condition, WriteTerms terms)
      implements Call {
    public Put(String table, Key key, Value value, Condition condition, long timeoutNanos) {
      this(table, key, value, condition, WriteTerms.within(timeoutNanos));
    }

    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  record Delete(String table, Key key, Condition condition, WriteTerms terms) implements Call {
    public Delete(String table, Key key, Condition condition, long timeoutNanos) {
      this(table, key, condition, WriteTerms.within(timeoutNanos));
    }

    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  /// Reads several items at once; each is answered for itself.
  record GetMany(String table, List<Key> keys, ReadTerms terms) implements Call {
    public GetMany {
      keys = List.copyOf(keys);
    }

    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  /// Writes several items at once; each is answered for itself, and nothing holds them together.
  record PutMany(String table, List<Entry> entries, WriteTerms terms) implements Call {
    public PutMany {
      entries = List.copyOf(entries);
    }

    public PutMany(String table, List<Entry> entries, long timeoutNanos) {
      this(table, entries, WriteTerms.within(timeoutNanos));
    }

    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  /// One item of a [PutMany].
  record Entry(Key key, Value value, Condition condition) {
    public static Entry of(Key key, Value value) {
      return new Entry(key, value, new Condition.Always());
    }
  }

  /// A write that the caller names, so that it may be sent again by anybody, after this client is
  /// gone too, and takes effect once. The reply speaks of this call alone: that it failed says
  /// nothing of an earlier one of the same name.
  ///
  /// @param write a put, a delete, or several puts, of which the i-th, from 0, is named by the
  ///   operation's number plus i
  /// @param operation of a client id that was granted to the caller, see [GrantClient]
  record Named(Call write, OperationId operation) implements Call {
    public Named {
      Invariant.require(
          write instanceof Put || write instanceof Delete || write instanceof PutMany,
          "only writes of items have names, not %s",
          write);
      Invariant.require(operation.client() != 0, "a name without a client%s", "");
    }

    @Override
    public long timeoutNanos() {
      return write.timeoutNanos();
    }
  }

  /// Asks the catalog for a client id with which the caller names writes.
  ///
  /// @param lifetimeMillis for how long it is good
  record GrantClient(long lifetimeMillis, long timeoutNanos) implements Call {
    public GrantClient {
      requireTime(timeoutNanos);
    }
  }

  /// One page of the items in a range. Each partition's part is read at the level asked for; the
  /// parts, and the pages, are read one after the other, not at one moment.
  record Scan(String table, ScanRange range, PageRequest page, ReadTerms terms) implements Call {
    @Override
    public long timeoutNanos() {
      return terms.timeoutNanos();
    }
  }

  /// What a scan would do, and why. Nothing is read.
  record Explain(String table, ScanRange range, long timeoutNanos) implements Call {
    public Explain {
      requireTime(timeoutNanos);
    }
  }

  /// How all nodes of the catalog are.
  record GetStatus(long timeoutNanos) implements Call {
    public GetStatus {
      requireTime(timeoutNanos);
    }
  }

  /// The values that lost to concurrent writes of a last-writer-wins table, those found last, as
  /// far as its replicas still have them in their conflict ledgers. Nodes that do not answer are
  /// named: what only they know of is missing then.
  ///
  /// @param key only of this one; null for all
  record GetConflicts(String table, @Nullable Key key, int countMax, long timeoutNanos)
      implements Call {
    public GetConflicts {
      requireTime(timeoutNanos);
    }
  }

  record CreateTable(TableSpec spec, long timeoutNanos) implements Call {
    public CreateTable {
      requireTime(timeoutNanos);
    }
  }

  record DropTable(String table, long timeoutNanos) implements Call {
    public DropTable {
      requireTime(timeoutNanos);
    }
  }

  /// Gives a range table that is cut later its partitions. Fails with [Failure.Reason#TABLE_EXISTS]
  /// when it has them already, because somebody was faster, or wrote.
  record CutTable(String table, List<Bytes> splitAt, long timeoutNanos) implements Call {
    public CutTable {
      splitAt = List.copyOf(splitAt);
      TableSpec.requireRising(splitAt);
      requireTime(timeoutNanos);
    }
  }

  /// Has a replica of a leaderless partition taken to another node. Returns when that has begun;
  /// the catalog tells when it has ended.
  ///
  /// @param lost whether the node that it is taken from will never come back
  record MoveReplica(PartitionId partition, NodeId from, NodeId to, boolean lost, long timeoutNanos)
      implements ReplicaChange {
    public MoveReplica {
      requireTime(timeoutNanos);
    }
  }

  /// Writes off what a replica of a leaderless partition has, to be rebuilt in its place. Answered
  /// once it has begun; the catalog tells when it has ended.
  ///
  /// @param origin of the replica that is written off
  /// @param forced whether it is done even when what was acknowledged may be lost by it
  record RebuildReplica(
      PartitionId partition, NodeId node, long origin, boolean forced, long timeoutNanos)
      implements ReplicaChange {
    public RebuildReplica {
      requireTime(timeoutNanos);
    }
  }

  /// Gives up a move that is still in that epoch, unless the replica has arrived.
  record CancelMove(PartitionId partition, long epoch, long timeoutNanos) implements ReplicaChange {
    public CancelMove {
      requireTime(timeoutNanos);
    }
  }

  /// The newest catalog; when nobody leads the catalog's group, the one that some node has.
  record GetCatalog(long timeoutNanos) implements Call {
    public GetCatalog {
      requireTime(timeoutNanos);
    }
  }

  /// A table as the newest catalog has it; when nobody leads the catalog's group, as some node
  /// knows it.
  record GetTable(String table, long timeoutNanos) implements Call {
    public GetTable {
      requireTime(timeoutNanos);
    }
  }

  private static void requireTime(long timeoutNanos) {
    Invariant.require(timeoutNanos > 0, "a timeout of %d nanoseconds", timeoutNanos);
  }
}
