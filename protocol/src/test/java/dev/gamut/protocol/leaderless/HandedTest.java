package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HandedTest {
  private static final Bytes PLACE = Bytes.utf8("k");

  private static Item.Sibling sibling(long sequence) {
    Version version = new Version(HybridTime.ofMillis(1_000 + sequence), new Dot(1, sequence));
    return new Item.Sibling(version, Value.bytes(PLACE), WriteName.NONE);
  }

  @Test
  void whoHoldsAValueHasSeenIt() {
    // Asked for the first dot, another hands over the item as it is: the third write is in it.
    Item now = new Item(List.of(sibling(3)), Frontier.ofRange(1, 1, 3));
    LogRecord.Merge merge =
        new LogRecord.Merge(List.of(new Handed(PLACE, now, Frontier.of(new Dot(1, 1)))));
    Item held = new Item(List.of(sibling(2)), Frontier.EMPTY);
    ItemRules rules = new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, true);
    Application applied = Application.of(merge, _ -> held, Frontier.of(new Dot(1, 2)), rules);
    assertEquals(List.of(sibling(3)), applied.items().values().iterator().next().siblings());
    assertTrue(
        applied.seen().covers(new Dot(1, 3)),
        "others would not know why it dropped the second: " + applied.seen());
  }
}
