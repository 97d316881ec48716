package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Item;
import dev.gamut.model.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which values a key holds, as replicas are compared: their dots and a hash of each.
public record KeyHashes(Bytes place, List<Live> live) {
  public record Live(Dot dot, long hash) {}

  public KeyHashes {
    live = List.copyOf(live);
  }

  /// Null for a key without a value.
  public static @Nullable KeyHashes of(Bytes place, Item item) {
    List<Live> live = new ArrayList<>(item.siblings().size());
    long at = Token.of(place);
    for (Item.Sibling sibling : item.live()) {
      live.add(new Live(sibling.dot(), ItemHashes.of(at, sibling)));
    }
    return live.isEmpty() ? null : new KeyHashes(place, live);
  }

  @Nullable Live of(Dot dot) {
    for (Live each : live) {
      if (each.dot().equals(dot)) {
        return each;
      }
    }
    return null;
  }

  List<Dot> dots() {
    return live.stream().map(Live::dot).toList();
  }

  void write(ByteWriter out) {
    out.bytes(place).varint(live.size());
    for (Live each : live) {
      out.varint(each.dot().origin()).varint(each.dot().sequence()).i64(each.hash());
    }
  }

  static KeyHashes read(ByteReader in) throws MalformedException {
    Bytes place = in.bytes();
    int count = in.count(10);
    List<Live> live = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      live.add(new Live(new Dot(in.varint(), in.varint()), in.i64()));
    }
    return new KeyHashes(place, live);
  }
}
