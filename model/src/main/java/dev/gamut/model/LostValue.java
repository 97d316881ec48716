package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;

/// A value of a last-writer-wins table that a replica dropped although nobody who wrote over it had
/// seen it: a concurrent write was stamped later. What the conflict ledger keeps.
///
/// `place bytes · version · name · value · winner version`.
///
/// @param winner what it lost to there; elsewhere it may have lost to another
public record LostValue(Bytes place, Item.Sibling lost, Version winner) {
  /// The least that [#write] needs.
  public static final int SIZE_MIN = 2 * Version.SIZE + 3;

  public void write(ByteWriter out) {
    lost.version().write(out.bytes(place));
    lost.name().write(out);
    lost.value().write(out);
    winner.write(out);
  }

  public static LostValue read(ByteReader in) throws MalformedException {
    Bytes place = in.bytes();
    Version version = Version.read(in);
    WriteName name = WriteName.read(in);
    Item.Sibling lost = new Item.Sibling(version, Value.read(in), name);
    return new LostValue(place, lost, Version.read(in));
  }
}
