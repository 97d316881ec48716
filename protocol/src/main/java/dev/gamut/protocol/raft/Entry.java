package dev.gamut.protocol.raft;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;

/// One entry of the log. Two entries with the same index and term are the same entry (Raft §3.5).
///
/// Format 1:
///
///     index    varint
///     term     varint
///     time     i64
///     kind     u8      0 no operation, 1 command
///     payload  bytes
///
/// @param index from 1
/// @param time rises strictly with the index, stamped by the leader that proposed the entry
public record Entry(long index, long term, HybridTime time, Kind kind, Bytes payload) {
  /// What an entry costs beside its payload, in memory and on the way, roughly.
  public static final int OVERHEAD = 48;

  /// The codes are part of the format.
  public enum Kind {
    /// Appended by a new leader so that it can commit in its own term; has no payload.
    NOOP,
    COMMAND;

    static Kind of(int code) throws MalformedException {
      return switch (code) {
        case 0 -> NOOP;
        case 1 -> COMMAND;
        default -> throw new MalformedException("unknown kind of entry " + code);
      };
    }
  }

  public long sizeBytes() {
    return OVERHEAD + (long) payload.length();
  }

  public void write(ByteWriter out) {
    writeBody(out.varint(index));
  }

  public static Entry read(ByteReader in) throws MalformedException {
    return readBody(in.varint(), in);
  }

  /// All but the index, which a message with consecutive entries says once.
  void writeBody(ByteWriter out) {
    out.varint(term).i64(time.value()).u8(kind.ordinal()).bytes(payload);
  }

  static Entry readBody(long index, ByteReader in) throws MalformedException {
    long term = in.varint();
    HybridTime time = new HybridTime(in.i64());
    Kind kind = Kind.of(in.u8());
    if (index <= 0 || term <= 0) {
      throw new MalformedException("an entry at index " + index + " of term " + term);
    }
    return new Entry(index, term, time, kind, in.bytes());
  }
}
