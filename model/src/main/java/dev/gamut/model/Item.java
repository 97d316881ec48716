package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import java.util.ArrayList;
import java.util.List;

/// What a key holds: one or more concurrent siblings, each a value with its version. Under a
/// strategy with one order of writes there is exactly one.
///
/// Format 1: `format u8 = 1 · count varint · (version 24 bytes · kind u8 · length varint ·
/// bytes)*`. Kind 255 will be the tombstone of strategies that need one.
public record Item(List<Sibling> siblings) {
  private static final int FORMAT = 1;

  /// One of the values that a key holds.
  public record Sibling(Version version, Value value) {}

  public Item {
    siblings = List.copyOf(siblings);
    Invariant.require(!siblings.isEmpty(), "an item without siblings%s", "");
  }

  public static Item of(Version version, Value value) {
    return new Item(List.of(new Sibling(version, value)));
  }

  /// The only sibling, under a strategy with one order of writes.
  public Sibling single() {
    Invariant.check(siblings.size() == 1, "%d siblings where one is expected", siblings.size());
    return siblings.getFirst();
  }

  public void write(ByteWriter out) {
    out.u8(FORMAT).varint(siblings.size());
    for (Sibling sibling : siblings) {
      sibling.version().write(out);
      sibling.value().write(out);
    }
  }

  public static Item read(ByteReader in) throws MalformedException {
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("item format " + format + " is not known here");
    }
    int count = in.count(Version.SIZE);
    if (count == 0) {
      throw new MalformedException("an item without siblings");
    }
    List<Sibling> siblings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Version version = Version.read(in);
      siblings.add(new Sibling(version, Value.read(in)));
    }
    return new Item(siblings);
  }

  public Bytes encode() {
    ByteWriter out = new ByteWriter(40 + siblings.getFirst().value().bytes().length());
    write(out);
    return out.take();
  }

  public static Item decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    Item item = read(in);
    in.finish();
    return item;
  }
}
