package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.LostValue;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a replica loses that nobody who wrote had seen, and what is no loss.
final class LostValuesTest {
  private static final Bytes PLACE = Bytes.utf8("k");
  private static final Item.Sibling RED = sibling(1, 10, "red", 1);
  private static final Item.Sibling BLUE = sibling(2, 20, "blue", 2);

  private ItemRules rules = new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, true);
  private Item item = Item.NOTHING;
  private Frontier seen = Frontier.EMPTY;
  private final List<LostValue> lost = new ArrayList<>();

  private static Item.Sibling sibling(long origin, long millis, String value, long name) {
    Version version = new Version(HybridTime.ofMillis(millis), new Dot(origin, 1));
    Value stored = value.isEmpty() ? Value.TOMBSTONE : Value.bytes(Bytes.utf8(value));
    return new Item.Sibling(version, stored, new WriteName(name, 1));
  }

  private void apply(LogRecord record) {
    Application applied = Application.of(record, _ -> item, seen, rules);
    item = applied.items().getOrDefault(PLACE, item);
    seen = applied.seen();
    lost.addAll(applied.lost());
  }

  private void take(Item.Sibling sibling, Dot... superseded) {
    Frontier context = Frontier.EMPTY;
    for (Dot dot : superseded) {
      context = context.with(dot);
    }
    apply(new LogRecord.Take(new Write(PLACE, sibling, context)));
  }

  private void handed(Item.Sibling... siblings) {
    Item whole = new Item(List.of(siblings), Frontier.EMPTY);
    apply(new LogRecord.Merge(List.of(new Handed(PLACE, whole, whole.seen()))));
  }

  private void assertRedIsLost() {
    assertEquals(List.of(BLUE), item.siblings());
    assertEquals(List.of(new LostValue(PLACE, RED, BLUE.version())), lost);
  }

  @Test
  void whicheverComesFirstTheSameValueIsLost() {
    take(RED);
    take(BLUE);
    assertRedIsLost();
  }

  @Test
  void whicheverComesLastTheSameValueIsLost() {
    take(BLUE);
    take(RED);
    assertRedIsLost();
  }

  @Test
  void aReplicaThatGetsBothAtOnceLosesOne() {
    handed(RED, BLUE);
    assertRedIsLost();
  }

  @Test
  void whatIsLostIsLostOnce() {
    take(BLUE);
    handed(RED, BLUE);
    handed(RED, BLUE);
    take(RED);
    assertRedIsLost();
  }

  @Test
  void whoWroteAfterTheValueSupersedesIt() {
    take(RED);
    take(BLUE, RED.dot());
    take(RED);
    assertEquals(List.of(BLUE), item.siblings());
    assertEquals(List.of(), lost);
  }

  /// A context covers what its writer had seen, and not what came beside it.
  @Test
  void whatComesBesideASupersededValueIsLost() {
    Item.Sibling green = sibling(3, 15, "green", 3);
    take(RED);
    take(green);
    assertEquals(List.of(new LostValue(PLACE, RED, green.version())), lost);
    lost.clear();
    take(BLUE, RED.dot());
    assertEquals(List.of(new LostValue(PLACE, green, BLUE.version())), lost);
  }

  @Test
  void aReplicasOwnWriteSupersedesWhatItHolds() {
    take(RED);
    apply(new LogRecord.Mint(PLACE, BLUE, null));
    assertEquals(List.of(BLUE), item.siblings());
    assertEquals(List.of(), lost);
  }

  @Test
  void aDeleteThatLosesLosesNothing() {
    take(sibling(1, 10, "", 1));
    take(BLUE);
    assertEquals(List.of(BLUE), item.siblings());
    assertEquals(List.of(), lost);
  }

  @Test
  void aValueThatLosesToADeleteIsLost() {
    Item.Sibling delete = sibling(2, 20, "", 2);
    take(delete);
    take(RED);
    assertEquals(List.of(new LostValue(PLACE, RED, delete.version())), lost);
  }

  @Test
  void anotherAttemptAtAWriteIsTheSameWrite() {
    take(RED);
    take(sibling(2, 20, "red", 1));
    assertEquals(List.of(), lost);
  }

  @Test
  void siblingsLoseNothing() {
    rules = new ItemRules(ConflictPolicy.SIBLINGS, 64, true);
    take(RED);
    take(BLUE);
    assertEquals(List.of(RED, BLUE), item.siblings());
    assertEquals(List.of(), lost);
  }

  @Test
  void aFallbackLosesAsAHomeDoes() {
    rules = new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, false);
    take(RED);
    take(BLUE);
    assertRedIsLost();
  }
}
