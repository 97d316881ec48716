package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.LostValue;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replica's own log holds: every change of its items, durable before it is applied. What
/// comes of a record is a function of it and of the state before it only.
///
/// Format 1: `format u8 = 1 · kind u8 · fields`.
public sealed interface LogRecord {
  int FORMAT = 1;

  /// A write that this replica coordinates. What it supersedes is decided when it is applied.
  ///
  /// @param context what its caller had seen; null for a caller who did not say
  record Mint(Bytes place, Item.Sibling sibling, @Nullable Context context) implements LogRecord {
    public Dot dot() {
      return sibling.dot();
    }
  }

  /// A write that another replica coordinates.
  record Take(Write write) implements LogRecord {}

  /// States of keys that another replica handed over.
  record Merge(List<Handed> items) implements LogRecord {
    public Merge {
      items = List.copyOf(items);
    }
  }

  /// Some keys hold what has done its work: a home's tombstones, whatever a fallback holds.
  ///
  /// @param collected for a home, dots that no home can meet again, and nothing concurrent with
  ///   them; for a fallback, dots that every home has
  record Collect(List<Bytes> places, Frontier collected) implements LogRecord {
    public Collect {
      places = List.copyOf(places);
    }
  }

  /// This replica has taken over all that another held: it has seen what that had.
  record Caught(Frontier seen) implements LogRecord {}

  /// Values that another replica's conflict ledger has, which leaves.
  record Note(List<LostValue> lost) implements LogRecord {
    public Note {
      lost = List.copyOf(lost);
    }
  }

  /// Whatever this replica stamps from now on is later than this.
  record Floor(HybridTime at) implements LogRecord {}

  /// The keys whose items it changes, and whose items must be known to apply it.
  default List<Bytes> places() {
    return switch (this) {
      case Mint mint -> List.of(mint.place());
      case Take(Write write) -> List.of(write.place());
      case Merge(List<Handed> items) -> items.stream().map(Handed::place).toList();
      case Collect(List<Bytes> places, _) -> places;
      case Caught _, Floor _, Note _ -> List.of();
    };
  }

  /// The latest stamp in it.
  default HybridTime time() {
    return switch (this) {
      case Mint mint -> mint.sibling().version().time();
      case Take(Write write) -> write.sibling().version().time();
      case Merge(List<Handed> items) -> {
        HybridTime latest = HybridTime.ZERO;
        for (Handed handed : items) {
          HybridTime time = handed.item().time();
          latest = time.compareTo(latest) > 0 ? time : latest;
        }
        yield latest;
      }
      case Collect _, Caught _, Note _ -> HybridTime.ZERO;
      case Floor(HybridTime at) -> at;
    };
  }

  default Bytes encode() {
    ByteWriter out = new ByteWriter(128).u8(FORMAT);
    switch (this) {
      case Mint(Bytes place, Item.Sibling sibling, Context context) -> {
        sibling.version().write(out.u8(1).bytes(place));
        sibling.name().write(out);
        sibling.value().write(out);
        out.bool(context != null);
        if (context != null) {
          context.write(out);
        }
      }
      case Take(Write write) -> write.write(out.u8(2));
      case Merge(List<Handed> items) -> Handed.writeAll(items, out.u8(3));
      case Collect(List<Bytes> places, Frontier collected) -> {
        out.u8(4).varint(places.size());
        places.forEach(out::bytes);
        collected.write(out);
      }
      case Caught(Frontier seen) -> seen.write(out.u8(6));
      case Floor(HybridTime at) -> out.u8(5).i64(at.value());
      case Note(List<LostValue> lost) -> {
        out.u8(7).varint(lost.size());
        lost.forEach(value -> value.write(out));
      }
    }
    return out.take();
  }

  static LogRecord decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("log record format " + format + " is not known here");
    }
    int kind = in.u8();
    LogRecord record =
        switch (kind) {
          case 1 -> readMint(in);
          case 2 -> new Take(Write.read(in));
          case 3 -> new Merge(Handed.readAll(in));
          case 4 -> readCollect(in);
          case 6 -> new Caught(Frontier.read(in));
          case 5 -> new Floor(new HybridTime(in.i64()));
          case 7 -> new Note(readLost(in));
          default -> throw new MalformedException("unknown log record " + kind);
        };
    in.finish();
    return record;
  }

  private static List<LostValue> readLost(ByteReader in) throws MalformedException {
    int count = in.count(LostValue.SIZE_MIN);
    List<LostValue> lost = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lost.add(LostValue.read(in));
    }
    return lost;
  }

  private static Collect readCollect(ByteReader in) throws MalformedException {
    int count = in.count(1);
    List<Bytes> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      places.add(in.bytes());
    }
    return new Collect(places, Frontier.read(in));
  }

  private static Mint readMint(ByteReader in) throws MalformedException {
    Bytes place = in.bytes();
    Version version = Version.read(in);
    WriteName name = WriteName.read(in);
    Item.Sibling sibling = new Item.Sibling(version, Value.read(in), name);
    return new Mint(place, sibling, in.bool() ? Context.read(in) : null);
  }
}
