package dev.gamut.node.strategy;

import dev.gamut.base.LogLine;
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

  /// A snapshot on its way into the store.
  private record Installing(long snapshotId, SnapshotInstaller installer) {}

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
    host.count(ReplicaEvent.SNAPSHOT_SENT);
    host.event(
        LogLine.of(
            "snapshot-send",
            "partition",
            descriptor.id(),
            "index",
            applied.index(),
            "to",
            wanted.to()));
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
    cancelInstalling();
  }

  /// What is still under way for an older snapshot must not touch the data of a newer one.
  private void cancelInstalling() {
    if (installing != null) {
      installing.installer().cancel();
      installing = null;
    }
  }

  /// Takes the next chunk; several may be under way.
  void install(RaftEffect.InstallChunk chunk, Steps steps) {
    if (chunk.chunk() == 0) {
      cancelInstalling();
      installing = begin(chunk, steps);
    }
    Installing under = installing;
    if (under != null && under.snapshotId() == chunk.snapshotId()) {
      write(under, chunk, steps);
    }
  }

  private Installing begin(RaftEffect.InstallChunk chunk, Steps steps) {
    host.count(ReplicaEvent.SNAPSHOT_INSTALLED);
    long index = chunk.point().index();
    host.event(LogLine.of("snapshot-install", "partition", descriptor.id(), "index", index));
    SnapshotInstaller installer =
        new SnapshotInstaller(
            host.store(),
            StoreKeys.installing(descriptor.id()),
            StoreKeys.position(descriptor.id()),
            machine.snapshotRanges());
    installer.begin(InstallingMark.encode(chunk.givenUp()), steps::wipeLog, () -> {});
    return new Installing(chunk.snapshotId(), installer);
  }

  private void write(Installing under, RaftEffect.InstallChunk chunk, Steps steps) {
    try {
      under.installer().chunk(chunk.data(), () -> written(under, chunk, steps));
    } catch (MalformedException e) {
      host.event(
          LogLine.of("snapshot-refused", "partition", descriptor.id(), "reason", e.getMessage()));
      cancelInstalling();
    }
  }

  private void written(Installing under, RaftEffect.InstallChunk chunk, Steps steps) {
    if (chunk.last()) {
      finish(under, chunk, steps);
    } else {
      steps.installed();
    }
  }

  private void finish(Installing under, RaftEffect.InstallChunk chunk, Steps steps) {
    SnapshotPoint point = chunk.point();
    Position position = new Position(point.index(), point.term(), point.time());
    Store.Batch last =
        new Store.Batch().put(StoreKeys.position(descriptor.id()), position.encode());
    if (point.leavesBehind(chunk.givenUp())) {
      BehindMark.put(last, descriptor.id());
    }
    under
        .installer()
        .finish(
            last,
            () ->
                machine.load(
                    () -> {
                      if (isUnderWay(under.installer())) {
                        installing = null;
                        steps.restartLog(position, steps::installed);
                      }
                    }));
  }

  private boolean isUnderWay(SnapshotInstaller installer) {
    return installing != null && installing.installer() == installer;
  }
}
