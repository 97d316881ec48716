package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.raft.FollowerStatus;
import dev.gamut.protocol.raft.HardState;
import dev.gamut.protocol.raft.Raft;
import dev.gamut.protocol.raft.Role;
import dev.gamut.protocol.raft.SnapshotPoint;

/// Keeps the record beside a group's log in the journal, and decides where the log may be cut:
/// below what the store has flushed, and not before slow followers have the entries, unless the
/// journal presses; then they get a snapshot.
final class Compaction {
  /// Entries kept behind the flushed position, so that a follower that was away briefly needs none.
  private final long entriesKept;

  private final ReplicaHost host;
  private Kept kept;

  /// What lies beside the log. Format 1: `format u8 = 1 · hard state · index varint · term varint ·
  /// time i64`, the last three being the point after which the log begins.
  record Kept(HardState state, SnapshotPoint point) {
    private static final int FORMAT = 1;

    Bytes encode() {
      ByteWriter out = new ByteWriter(48).u8(FORMAT);
      state.write(out);
      return out.varint(point.index()).varint(point.term()).i64(point.time().value()).take();
    }

    static Kept decode(Bytes bytes) throws MalformedException {
      ByteReader in = new ByteReader(bytes);
      int format = in.u8();
      if (format != FORMAT) {
        throw new MalformedException("group state format " + format + " is not known here");
      }
      HardState state = HardState.read(in);
      SnapshotPoint point = new SnapshotPoint(in.varint(), in.varint(), new HybridTime(in.i64()));
      in.finish();
      return new Kept(state, point);
    }
  }

  Compaction(ReplicaHost host, Kept kept, long entriesKept) {
    this.host = host;
    this.kept = kept;
    this.entriesKept = entriesKept;
  }

  void keep(HardState state) {
    kept = new Kept(state, kept.point());
    host.logState(kept.encode());
  }

  /// The highest index that nobody should need from the log any more.
  long limit(Raft raft) {
    long limit = raft.appliedIndex() - entriesKept;
    if (raft.role() == Role.LEADER) {
      for (FollowerStatus follower : raft.followers()) {
        limit = Math.min(limit, follower.matchIndex());
      }
    }
    return Math.max(limit, host.logPressure());
  }

  /// Drops the log up to a position.
  void cut(Position at) {
    point(new SnapshotPoint(at.index(), at.term(), at.time()));
    host.logStart(at.index() + 1);
  }

  /// Drops the whole log, because a snapshot begins to be installed.
  void wipe() {
    host.logReset();
    point(SnapshotPoint.ZERO);
  }

  /// The log begins behind a snapshot that was installed.
  void restart(SnapshotPoint at) {
    host.logStart(at.index() + 1);
    point(at);
  }

  private void point(SnapshotPoint at) {
    kept = new Kept(kept.state(), at);
    host.logState(kept.encode());
  }
}
