package dev.gamut.node.machine;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;

/// An entry as a machine sees it, whichever strategy ordered it.
///
/// @param payload a [Command], or empty for an entry that asks for nothing
public record LogEntry(long index, long term, HybridTime time, Bytes payload) {
  private static final int FORMAT = 1;

  /// The form in which a strategy without a log format of its own keeps entries in the journal:
  /// `format u8 = 1 · term varint · time i64 · payload`. The index is the journal's.
  public Bytes encode() {
    ByteWriter out = new ByteWriter(24 + payload.length());
    return out.u8(FORMAT).varint(term).i64(time.value()).raw(payload).take();
  }

  public static LogEntry decode(long index, Bytes record) throws MalformedException {
    ByteReader in = new ByteReader(record);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("entry format " + format + " is not known here");
    }
    return new LogEntry(index, in.varint(), new HybridTime(in.i64()), in.rest());
  }

  public Position position() {
    return new Position(index, term, time);
  }
}
