package dev.gamut.node.machine;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;

/// How far a partition's log is applied: written in the same batch as what the entries changed, so
/// that an entry is applied exactly once whatever is lost (etcd once kept them apart, and skipped
/// entries after a crash).
public record Position(long index, long term, HybridTime time) {
  public static final Position START = new Position(0, 0, HybridTime.ZERO);
  private static final int FORMAT = 1;

  public Bytes encode() {
    ByteWriter out = new ByteWriter(32);
    return out.u8(FORMAT).varint(index).varint(term).i64(time.value()).take();
  }

  public static Position decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("position format " + format + " is not known here");
    }
    Position position = new Position(in.varint(), in.varint(), new HybridTime(in.i64()));
    in.finish();
    return position;
  }
}
