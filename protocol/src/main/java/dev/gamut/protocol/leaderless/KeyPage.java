package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replica holds of some buckets' keys, from a place on.
///
/// @param before what the replica had seen when it began to read: all of that was applied
/// @param after what it had seen when it had read: nothing else was
/// @param keys those with a value, in their order
/// @param next where to go on; null at the end
public record KeyPage(Frontier before, Frontier after, List<KeyHashes> keys, @Nullable Bytes next) {
  public KeyPage {
    keys = List.copyOf(keys);
  }

  void write(ByteWriter out) {
    before.write(out);
    after.write(out);
    out.varint(keys.size());
    keys.forEach(key -> key.write(out));
    out.bool(next != null);
    if (next != null) {
      out.bytes(next);
    }
  }

  static KeyPage read(ByteReader in) throws MalformedException {
    Frontier before = Frontier.read(in);
    Frontier after = Frontier.read(in);
    int count = in.count(2);
    List<KeyHashes> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keys.add(KeyHashes.read(in));
    }
    return new KeyPage(before, after, keys, in.bool() ? in.bytes() : null);
  }
}
