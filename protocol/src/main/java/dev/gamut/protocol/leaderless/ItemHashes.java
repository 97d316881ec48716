package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Token;
import dev.gamut.model.WriteName;
import java.util.List;

/// Hashes of what a key holds, by which replicas are compared: of its values alone. Tombstones and
/// contexts go at a moment of each replica's own.
public final class ItemHashes {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;

  private ItemHashes() {}

  static long of(Bytes place) {
    return end(Token.of(place));
  }

  /// 0 for a key without a value.
  public static long of(Bytes place, Item item) {
    return item.siblings().isEmpty() ? 0 : of(Token.of(place), item);
  }

  /// @param at the hash of its place
  static long of(long at, Item item) {
    long hash = 0;
    List<Item.Sibling> siblings = item.siblings();
    for (int i = 0; i < siblings.size(); i++) {
      Item.Sibling sibling = siblings.get(i);
      hash ^= sibling.value().isTombstone() ? 0 : of(at, sibling);
    }
    return hash;
  }

  /// @param at the hash of its place
  static long of(long at, Item.Sibling sibling) {
    Version version = sibling.version();
    WriteName name = sibling.name();
    long hash = mix(at, version.time().value());
    hash = mix(mix(hash, version.dot().origin()), version.dot().sequence());
    hash = mix(mix(hash, name.client()), name.sequence());
    hash = mix(hash, sibling.value().kind().ordinal());
    return end(mix(hash, Token.of(sibling.value().bytes())));
  }

  static long mix(long hash, long with) {
    return Long.rotateLeft((hash ^ with * P2) * P1, 29);
  }

  static long end(long hash) {
    long mixed = (hash ^ hash >>> 33) * P2;
    mixed = (mixed ^ mixed >>> 29) * P1;
    return mixed ^ mixed >>> 32;
  }
}
