package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;

/// Whose the state of a leaderless replica is, and in which epoch it was last. A node that takes
/// part in a partition again, or in another role, is another replica, with a later origin: it must
/// not go on with what it had before, even when it stopped before that was gone. And it must not
/// fall back into an older epoch, which others have counted on its having left, because the catalog
/// that it finds when it is restarted is an older one.
///
/// Beside the log: a [ReplicaMark]; in the store, under `origin`: `origin varint`.
final class ReplicaIdentity {
  private static final String ORIGIN = "origin";

  private final Store store;
  private final Bytes key;
  private final NodeId self;
  private final long origin;
  private final PartitionDescriptor partition;
  private boolean saved;
  private Standing stored = Standing.OWN;

  /// What is found, seen from the catalog's description.
  enum Standing {
    /// It is this replica's.
    OWN,
    /// It is an earlier replica's, and is to be forgotten.
    OLDER,
    /// The catalog is older than that.
    NEWER
  }

  ReplicaIdentity(Store store, PartitionDescriptor partition, NodeId self) {
    this.store = store;
    this.key = StoreKeys.state(partition, ORIGIN);
    this.self = self;
    this.origin = partition.originOf(self);
    this.partition = partition;
  }

  void save(Store.Batch batch) {
    if (!saved) {
      saved = true;
      batch.put(key, new ByteWriter(9).varint(origin).take());
    }
  }

  void load(Runnable done) {
    store.get(
        key,
        found -> {
          stored = found == null ? Standing.OWN : standing(originIn(found));
          saved = found != null && stored == Standing.OWN;
          done.run();
        });
  }

  /// Of what the store holds.
  Standing stored() {
    return stored;
  }

  /// What is kept beside the log of this replica while it is in an epoch.
  Bytes mark(PartitionDescriptor in) {
    return new ReplicaMark(in.originOf(self), in.epoch()).encode();
  }

  /// Of what lies beside a log. Before replicas moved nothing did.
  Standing logged(Bytes mark) {
    boolean first = partition.epoch() == PartitionDescriptor.FIRST_EPOCH;
    if (mark.isEmpty()) {
      return first ? Standing.OWN : Standing.OLDER;
    }
    Standing standing = standing(ReplicaMark.decode(mark).origin());
    return standing == Standing.OWN && ReplicaMark.isLater(mark, partition.epoch())
        ? Standing.NEWER
        : standing;
  }

  private Standing standing(long of) {
    if (of == origin || Defect.REJOIN_WITH_OLD_STATE.isPlanted()) {
      return Standing.OWN;
    }
    return of < origin ? Standing.OLDER : Standing.NEWER;
  }

  private static long originIn(Bytes record) {
    try {
      return new ByteReader(record).varint();
    } catch (MalformedException e) {
      throw new IllegalStateException("whose items these are cannot be read", e);
    }
  }
}
