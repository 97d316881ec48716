package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.model.Value;
import dev.gamut.node.StepLoop;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SweepTest {
  private static final PartitionDescriptor PARTITION =
      new PartitionDescriptor(
          new PartitionId(7),
          new TableId(1),
          1,
          1,
          Bytes.utf8("a"),
          Bytes.utf8("x"),
          List.of(new NodeId(1)));

  private static final Value VALUE = Value.bytes(Bytes.utf8("v"));

  /// More than it looks at in one step.
  private static final int MANY = 300;

  private final StepLoop loop = new StepLoop();
  private final MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.AT_ONCE));
  private final List<String> collected = new ArrayList<>();
  private final Sweep sweep = new Sweep(store, PARTITION, this::collect);

  /// Only notes what is to be collected: whoever is looked at again is collected again.
  private void collect(List<Bytes> places, Frontier collectable) {
    places.forEach(place -> collected.add(place.toUtf8() + " " + collectable));
  }

  private static Frontier upTo(long sequence) {
    return Frontier.ofRange(1, 1, sequence);
  }

  private static Item.Sibling sibling(long sequence, Value value) {
    return new Item.Sibling(
        new Version(HybridTime.ofMillis(sequence), new Dot(1, sequence)), value);
  }

  private static Item.Sibling tombstone(long sequence) {
    return sibling(sequence, Value.TOMBSTONE);
  }

  private void hold(String place, Item.Sibling... siblings) {
    Bytes key = StoreKeys.item(PARTITION.table(), Bytes.utf8(place));
    store.write(new Store.Batch().put(key, new Item(List.of(siblings), Frontier.EMPTY).encode()));
  }

  /// What is to be collected after some steps, more than one sweep takes.
  private List<String> swept() {
    for (int i = 0; i < 5; i++) {
      sweep.step();
      loop.settle();
    }
    List<String> all = List.copyOf(collected);
    collected.clear();
    return all;
  }

  private List<String> swept(long collectable) {
    sweep.collectable(upTo(collectable));
    return swept();
  }

  @Test
  void findsTheTombstonesOfItsPartitionThatAreCollectable() {
    hold("Z", tombstone(1));
    hold("b", tombstone(2));
    hold("c", sibling(3, VALUE));
    hold("d", sibling(4, VALUE), tombstone(5));
    hold("e", tombstone(9));
    hold("x", tombstone(6));
    assertEquals(List.of(), swept());
    assertEquals(List.of("b 1:1-8", "d 1:1-8"), swept(8));
  }

  @Test
  void looksAgainOnceMoreIsCollectableAndOnlyAsLongAsThereAreTombstones() {
    hold("b", tombstone(5));
    assertEquals(List.of(), swept(4));
    assertEquals(List.of("b 1:1-5"), swept(5));
    hold("c", tombstone(6));
    assertEquals(List.of(), swept(6));
    sweep.due();
    assertEquals(List.of("b 1:1-6", "c 1:1-6"), swept());
    assertEquals(List.of(), swept());
  }

  @Test
  void findsTheLaterOfTwoTombstonesOfAKeyTheNextTime() {
    hold("b", tombstone(5), tombstone(7));
    assertEquals(List.of("b 1:1-6"), swept(6));
    hold("b", tombstone(7));
    assertEquals(List.of("b 1:1-7"), swept(7));
  }

  @Test
  void looksAgainWhenSomethingBecomesDueWhileItReads() {
    store.readsLate(true);
    sweep.collectable(upTo(5));
    sweep.step();
    hold("b", tombstone(5));
    sweep.due();
    sweep.step();
    loop.settle();
    assertEquals(List.of(), collected);
    assertEquals(List.of("b 1:1-5"), swept());
  }

  @Test
  void looksAtAFewItemsAStep() {
    for (int i = 0; i < MANY; i++) {
      hold("b%03d".formatted(i), tombstone(i + 1));
    }
    sweep.collectable(upTo(MANY));
    sweep.step();
    int first = collected.size();
    assertEquals(256, first);
    sweep.step();
    assertEquals(
        Stream.iterate(0, i -> i + 1).limit(MANY).map(i -> "b%03d 1:1-300".formatted(i)).toList(),
        collected);
  }
}
