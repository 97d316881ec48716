package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.node.machine.Position;
import dev.gamut.protocol.raft.SnapshotPoint;
import org.jspecify.annotations.Nullable;

/// What stands in the store while a replica under Raft installs a snapshot: the end of the log that
/// it gave up for that, by which it votes after a crash, too (see Start#givenUp).
final class InstallingMark {
  private static final Bytes UNKNOWN = Bytes.wrap(new byte[] {1});

  private InstallingMark() {}

  static Bytes encode(@Nullable SnapshotPoint givenUp) {
    return givenUp == null
        ? UNKNOWN
        : new Position(givenUp.index(), givenUp.term(), givenUp.time()).encode();
  }

  static @Nullable SnapshotPoint decode(Bytes mark) {
    if (mark.equals(UNKNOWN)) {
      return null;
    }
    try {
      Position end = Position.decode(mark);
      return new SnapshotPoint(end.index(), end.term(), end.time());
    } catch (MalformedException e) {
      throw new IllegalStateException("the mark of an installation cannot be read", e);
    }
  }
}
