package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Item;
import java.util.ArrayList;
import java.util.List;

/// The current state of a key that one replica hands to another.
///
/// @param item with everything that its sender had seen of the key in the context
/// @param dots that whoever has merged the item has seen: those of its siblings, and perhaps some
///   that are superseded there
public record Handed(Bytes place, Item item, Frontier dots) {
  public Handed {
    // Whoever holds what he does not say that he has seen drops other values for no reason that
    // others know of.
    for (Item.Sibling sibling : item.siblings()) {
      dots = dots.with(sibling.dot());
    }
  }

  /// Of an item as it is held: what is superseded there is known by its context alone.
  public static Handed of(Bytes place, Item item) {
    return new Handed(place, item, Frontier.EMPTY);
  }

  /// About how many bytes it takes in a message.
  public int sizeBytes() {
    int size = 64 + place.length();
    for (Item.Sibling sibling : item.siblings()) {
      size += 32 + sibling.value().bytes().length();
    }
    return size;
  }

  void write(ByteWriter out) {
    item.write(out.bytes(place));
    dots.write(out);
  }

  static Handed read(ByteReader in) throws MalformedException {
    Bytes place = in.bytes();
    Item item = Item.read(in);
    for (Item.Sibling sibling : item.siblings()) {
      if (sibling.dot().sequence() <= 0) {
        throw new MalformedException("no write has the dot " + sibling.dot());
      }
    }
    return new Handed(place, item, Frontier.read(in));
  }

  static void writeAll(List<Handed> all, ByteWriter out) {
    out.varint(all.size());
    all.forEach(each -> each.write(out));
  }

  static List<Handed> readAll(ByteReader in) throws MalformedException {
    int count = in.count(4);
    List<Handed> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      all.add(read(in));
    }
    return List.copyOf(all);
  }
}
