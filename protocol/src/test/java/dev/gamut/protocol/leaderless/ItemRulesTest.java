package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The bounds of what a key may hold, at each and one past it.
final class ItemRulesTest {
  private static final Bytes PLACE = Bytes.utf8("k");

  private final ItemRules rules = new ItemRules(ConflictPolicy.SIBLINGS, 3, true);

  private static Item.Sibling sibling(long sequence, int bytes) {
    Version version = new Version(HybridTime.ofMillis(sequence), new Dot(1, sequence));
    return new Item.Sibling(version, Value.bytes(Bytes.wrap(new byte[bytes])), WriteName.NONE);
  }

  private static Item holding(int... sizes) {
    List<Item.Sibling> siblings = new ArrayList<>();
    for (int size : sizes) {
      siblings.add(sibling(siblings.size() + 1, size));
    }
    return new Item(siblings, Frontier.EMPTY);
  }

  private @Nullable Write mint(Item held, int bytes) {
    return rules.mint(new LogRecord.Mint(PLACE, sibling(9, bytes), null), held);
  }

  @Test
  void asManySiblingsAsAreAllowed() {
    assertNotNull(mint(holding(1, 1), 1));
    assertNull(mint(holding(1, 1, 1), 1));
  }

  @Test
  void asManyBytesOfThemAsAreAllowed() {
    int half = Item.SIBLING_BYTES_MAX / 2;
    assertNotNull(mint(holding(half), half));
    assertNull(mint(holding(half), half + 1));
  }
}
