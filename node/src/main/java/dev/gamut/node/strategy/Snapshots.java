package dev.gamut.node.strategy;

import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.Position;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.raft.RaftEffect;
import dev.gamut.protocol.raft.RaftEvent;
import dev.gamut.protocol.raft.SnapshotPoint;
import dev.gamut.storage.SnapshotInstaller;
import dev.gamut.storage.SnapshotReader;
import dev.gamut.storage.Store;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A partition's snapshots: the views that a leader sends chunks of, and the one that is being
/// installed here. Installing goes through durable marks, so that a crash at any step leaves either
/// the old state, or one that knows it is incomplete, or the new one:
///
///     mark *installing* durable → log wiped, durable → data wiped, chunks written
///     → position and data complete, mark gone, durable → log begins behind the snapshot, durable
final class Snapshots {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Machine machine;
  private final int chunkBytes;
  private final Map<NodeId, Sending> sending = new TreeMap<>();
  private @Nullable Installing installing;

  private record Sending(long snapshotId, SnapshotPoint point, SnapshotReader reader) {}

  private record Waiting(RaftEffect.InstallChunk chunk, Steps steps) {}

  /// A snapshot on its way into the store.
  private static final class Installing {
    private final long snapshotId;
    private final SnapshotInstaller installer;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean busy;

    Installing(long snapshotId, SnapshotInstaller installer) {
      this.snapshotId = snapshotId;
      this.installer = installer;
    }
  }

  /// What installing needs of the replica.
  interface Steps {
    void wipeLog(Runnable done);

    void restartLog(Position installed, Runnable done);

    void installed();
  }

  Snapshots(ReplicaHost host, PartitionDescriptor descriptor, Machine machine, int chunkBytes) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.chunkBytes = chunkBytes;
  }

  void read(RaftEffect.ReadSnapshotChunk wanted, Position applied, Consumer<RaftEvent> step) {
    if (wanted.chunk() == 0) {
      open(wanted, applied);
    }
    Sending open = sending.get(wanted.to());
    if (open == null || open.snapshotId() != wanted.snapshotId()) {
      step.accept(new RaftEvent.SnapshotFailed(wanted.to(), wanted.snapshotId()));
      return;
    }
    open.reader()
        .next(
            chunk ->
                step.accept(
                    new RaftEvent.SnapshotChunkRead(
                        wanted.to(),
                        wanted.snapshotId(),
                        open.point(),
                        wanted.chunk(),
                        chunk.data(),
                        chunk.last())));
  }

  private void open(RaftEffect.ReadSnapshotChunk wanted, Position applied) {
    Sending old = sending.remove(wanted.to());
    if (old != null) {
      old.reader().close();
    }
    host.event(descriptor.id() + " sends a snapshot at " + applied.index() + " to " + wanted.to());
    sending.put(
        wanted.to(),
        new Sending(
            wanted.snapshotId(),
            new SnapshotPoint(applied.index(), applied.term(), applied.time()),
            new SnapshotReader(host.store().view(), machine.snapshotRanges(), chunkBytes)));
  }

  void close(NodeId to, long snapshotId) {
    Sending open = sending.get(to);
    if (open != null && open.snapshotId() == snapshotId) {
      sending.remove(to);
      open.reader().close();
    }
  }

  void closeAll() {
    sending.values().forEach(open -> open.reader().close());
    sending.clear();
    installing = null;
  }

  /// Takes the next chunk. Several may be waiting: each is begun when the one before is done, lest
  /// the wiping that the first one begins with takes the data of a later one with it.
  void install(RaftEffect.InstallChunk chunk, Steps steps) {
    Installing under = installing;
    if (chunk.chunk() == 0) {
      under = begin(chunk);
      installing = under;
    }
    if (under == null || under.snapshotId != chunk.snapshotId()) {
      return;
    }
    under.waiting.add(new Waiting(chunk, steps));
    next(under);
  }

  private Installing begin(RaftEffect.InstallChunk chunk) {
    host.event(descriptor.id() + " installs a snapshot at " + chunk.point().index());
    return new Installing(
        chunk.snapshotId(),
        new SnapshotInstaller(
            host.store(),
            StoreKeys.installing(descriptor.id()),
            StoreKeys.position(descriptor.id()),
            machine.snapshotRanges()));
  }

  private void next(Installing under) {
    if (under.busy || under != installing || under.waiting.isEmpty()) {
      return;
    }
    under.busy = true;
    Waiting first = under.waiting.remove();
    if (first.chunk().chunk() == 0) {
      under.installer.begin(() -> first.steps().wipeLog(() -> write(under, first)));
    } else {
      write(under, first);
    }
  }

  private void write(Installing under, Waiting now) {
    if (under != installing) {
      return;
    }
    try {
      under.installer.chunk(
          now.chunk().data(),
          () -> {
            if (now.chunk().last()) {
              finish(now.chunk(), under.installer, now.steps());
            } else {
              under.busy = false;
              now.steps().installed();
              next(under);
            }
          });
    } catch (MalformedException e) {
      host.event(descriptor.id() + " refuses a chunk of a snapshot: " + e.getMessage());
    }
  }

  private void finish(RaftEffect.InstallChunk chunk, SnapshotInstaller installer, Steps steps) {
    SnapshotPoint point = chunk.point();
    Position position = new Position(point.index(), point.term(), point.time());
    Store.Batch last =
        new Store.Batch().put(StoreKeys.position(descriptor.id()), position.encode());
    installer.finish(
        last,
        () ->
            machine.load(
                () -> {
                  installing = null;
                  steps.restartLog(position, steps::installed);
                }));
  }
}
