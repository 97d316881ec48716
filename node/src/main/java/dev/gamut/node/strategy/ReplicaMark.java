package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// What lies beside the log of a leaderless replica: whose log it is, and the epoch in which it was
/// last, or which it has left. A replica that was dropped leaves it too: its node may be restarted
/// with an older catalog that still gives the partition a home there, and with nothing else to tell
/// that others have counted on its having left.
///
/// `origin varint · epoch varint`; nothing before replicas moved.
public record ReplicaMark(long origin, long epoch) {
  static ReplicaMark decode(Bytes mark) {
    try {
      ByteReader in = new ByteReader(mark);
      return new ReplicaMark(in.varint(), in.varint());
    } catch (MalformedException e) {
      throw new IllegalStateException("the mark of a replica cannot be read", e);
    }
  }

  public Bytes encode() {
    return new ByteWriter(18).varint(origin).varint(epoch).take();
  }

  /// Whether what lies beside a log is of a later epoch than one.
  public static boolean isLater(Bytes mark, long epoch) {
    return !mark.isEmpty() && decode(mark).epoch > epoch;
  }
}
