package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;

/// What must hold of an item for a write to take effect.
public sealed interface Condition {
  /// No condition: the write needs no look at the item.
  record Always() implements Condition {}

  record Absent() implements Condition {}

  record Present() implements Condition {}

  /// The item has this version.
  record VersionIs(Version version) implements Condition {}

  /// The item has this value: compare-and-set.
  record ValueIs(Value value) implements Condition {}

  /// The write supersedes what its writer had seen, and nothing else: where writes are in one order
  /// it takes effect only if nothing else is there, and where they may be concurrent whatever else
  /// is there stays beside it.
  record Seen(Context context) implements Condition {}

  default void write(ByteWriter out) {
    switch (this) {
      case Always() -> out.u8(0);
      case Absent() -> out.u8(1);
      case Present() -> out.u8(2);
      case VersionIs(Version version) -> version.write(out.u8(3));
      case ValueIs(Value value) -> value.write(out.u8(4));
      case Seen(Context context) -> context.write(out.u8(5));
    }
  }

  static Condition read(ByteReader in) throws MalformedException {
    return switch (in.u8()) {
      case 0 -> new Always();
      case 1 -> new Absent();
      case 2 -> new Present();
      case 3 -> new VersionIs(Version.read(in));
      case 4 -> new ValueIs(Value.read(in));
      case 5 -> new Seen(Context.read(in));
      default -> throw new MalformedException("unknown condition");
    };
  }
}
