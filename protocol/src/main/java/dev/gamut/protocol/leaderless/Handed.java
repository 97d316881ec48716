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
/// @param dots that whoever has merged the item has seen, superseded ones among them
public record Handed(Bytes place, Item item, Frontier dots) {
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
    return new Handed(in.bytes(), Item.read(in), Frontier.read(in));
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
