package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.LostValue;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.model.Value;
import dev.gamut.node.StepLoop;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a replica keeps of the values that it lost, at each bound and one past it.
final class ConflictLedgerTest {
  private static final long WINDOW = 1_000;
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          new PartitionId(7), new TableId(1), 1, 1, Bytes.EMPTY, null, List.of(new NodeId(1)));

  private final StepLoop loop = new StepLoop();
  private MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
  private long nowMillis = 1_000_000;
  private long counted;

  private ConflictLedger ledger(long bytesMax) {
    ConflictLedger ledger =
        new ConflictLedger(
            store,
            DESCRIPTOR,
            new ConflictLedger.Bounds(WINDOW, bytesMax),
            new ConflictLedger.Witness(() -> nowMillis, () -> counted++));
    List<Boolean> loaded = new ArrayList<>();
    ledger.load(() -> loaded.add(true));
    assertEquals(List.of(true), loaded);
    return ledger;
  }

  private static LostValue value(String key, long sequence) {
    Version version = new Version(HybridTime.ofMillis(sequence), new Dot(1, sequence));
    Version winner = new Version(HybridTime.ofMillis(sequence + 1), new Dot(2, sequence));
    Value bytes = Value.bytes(Bytes.utf8("v" + sequence % 10));
    return new LostValue(Bytes.utf8(key), new Item.Sibling(version, bytes), winner);
  }

  private void lose(ConflictLedger ledger, LostValue... values) {
    Store.Batch batch = new Store.Batch();
    ledger.add(List.of(values), true, batch);
    ledger.save(batch);
    store.write(batch);
  }

  private static Result.ConflictsAre page(
      ConflictLedger ledger, @Nullable String key, long below, int countMax) {
    List<Result> answers = new ArrayList<>();
    Bytes place = key == null ? null : Bytes.utf8(key);
    ledger.read(
        new Operation.GetConflicts(DESCRIPTOR.id(), place, below, countMax, 1 << 20), answers::add);
    return assertInstanceOf(Result.ConflictsAre.class, answers.getFirst());
  }

  private static List<Long> sequences(Result.ConflictsAre page) {
    return page.conflicts().stream().map(n -> n.value().lost().dot().sequence()).toList();
  }

  private static List<Long> all(ConflictLedger ledger) {
    return sequences(page(ledger, null, Long.MAX_VALUE, 1_000));
  }

  /// Records of values in the store, whether or not anybody is shown them.
  private int stored() {
    return store
        .look(
            new Store.Range(
                StoreKeys.conflict(DESCRIPTOR, Long.MAX_VALUE),
                StoreKeys.conflict(DESCRIPTOR, 0),
                1_000_000,
                Integer.MAX_VALUE))
        .entries()
        .size();
  }

  @Test
  void theLatestLossComesFirstPageByPage() {
    ConflictLedger ledger = ledger(1 << 20);
    lose(ledger, value("a", 1), value("b", 2));
    nowMillis++;
    lose(ledger, value("a", 3));
    assertEquals(3, counted);
    Result.ConflictsAre first = page(ledger, null, Long.MAX_VALUE, 2);
    assertEquals(List.of(3L, 2L), sequences(first));
    assertEquals(nowMillis, first.conflicts().getFirst().millis());
    assertEquals(value("a", 3), first.conflicts().getFirst().value());
    Result.ConflictsAre second = page(ledger, null, first.below(), 2);
    assertEquals(List.of(1L), sequences(second));
    assertEquals(0, second.below());
  }

  @Test
  void oneKeyIsAskedFor() {
    ConflictLedger ledger = ledger(1 << 20);
    lose(ledger, value("a", 1), value("b", 2), value("a", 3), value("b", 4));
    assertEquals(List.of(3L, 1L), sequences(page(ledger, "a", Long.MAX_VALUE, 10)));
    Result.ConflictsAre first = page(ledger, "a", Long.MAX_VALUE, 1);
    assertEquals(List.of(3L), sequences(first));
    assertEquals(List.of(1L), sequences(page(ledger, "a", first.below(), 1)));
  }

  @Test
  void aValueIsShownUntilTheWindowIsOver() {
    ConflictLedger ledger = ledger(1 << 20);
    lose(ledger, value("a", 1));
    nowMillis += WINDOW;
    assertEquals(List.of(1L), all(ledger));
    lose(ledger);
    assertEquals(1, stored());
    nowMillis++;
    assertEquals(List.of(), all(ledger));
    assertEquals(1, stored());
    lose(ledger);
    assertEquals(0, stored(), "the next batch takes it out of the store");
  }

  @Test
  void aClockThatStepsBackDoesNotDisturbTheOrder() {
    ConflictLedger ledger = ledger(1 << 20);
    lose(ledger, value("a", 1));
    nowMillis -= 10;
    lose(ledger, value("a", 2));
    Result.ConflictsAre both = page(ledger, null, Long.MAX_VALUE, 10);
    assertEquals(List.of(2L, 1L), sequences(both));
    assertEquals(
        List.of(1_000_000L, 1_000_000L),
        both.conflicts().stream().map(Result.Noted::millis).toList());
  }

  @Test
  void theOldestGoWhenThereIsNoRoomAndAreCounted() {
    long each = sizeOf(value("a", 10));
    ConflictLedger ledger = ledger(3 * each);
    lose(ledger, value("a", 11), value("a", 12), value("a", 13));
    assertEquals(List.of(13L, 12L, 11L), all(ledger));
    assertEquals(0, page(ledger, null, Long.MAX_VALUE, 1).dropped());
    nowMillis++;
    lose(ledger, value("a", 14));
    assertEquals(List.of(14L, 13L, 12L), all(ledger));
    assertEquals(3, stored());
    Result.ConflictsAre page = page(ledger, null, Long.MAX_VALUE, 1);
    assertEquals(1, page.dropped());
    assertEquals(nowMillis - 1, page.droppedMillis());
    nowMillis += WINDOW;
    assertEquals(0, page(ledger, null, Long.MAX_VALUE, 1).dropped(), "it would be over by now");
  }

  private long sizeOf(LostValue value) {
    MemoryStore aside =
        new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
    Store.Batch batch = new Store.Batch();
    new ConflictLedger(
            aside,
            DESCRIPTOR,
            new ConflictLedger.Bounds(WINDOW, 1 << 20),
            new ConflictLedger.Witness(() -> nowMillis, () -> {}))
        .add(List.of(value), true, batch);
    return batch.sizeBytes();
  }

  /// What was flushed is there again, and what was not is applied again: once.
  @Test
  void aCrashNeitherLosesNorRepeats() {
    ConflictLedger before = ledger(1 << 20);
    lose(before, value("a", 1), value("a", 2));
    store.flush();
    assertTrue(store.completeFlush());
    lose(before, value("a", 3));
    assertEquals(List.of(3L, 2L, 1L), all(before));
    store.crashKeeping(0);
    store = store.reopen(loop);
    ConflictLedger after = ledger(1 << 20);
    assertEquals(List.of(2L, 1L), all(after));
    lose(after, value("a", 3));
    lose(after, value("a", 4));
    assertEquals(List.of(4L, 3L, 2L, 1L), all(after));
  }

  @Test
  void whatIsKnownInMemoryComesBack() {
    long each = sizeOf(value("a", 10));
    ConflictLedger before = ledger(3 * each);
    lose(before, value("a", 11), value("a", 12), value("a", 13), value("a", 14));
    ConflictLedger after = ledger(3 * each);
    assertEquals(1, page(after, null, Long.MAX_VALUE, 1).dropped());
    lose(after, value("a", 15));
    assertEquals(List.of(15L, 14L, 13L), all(after));
    assertEquals(3, stored());
    assertEquals(2, page(after, null, Long.MAX_VALUE, 1).dropped());
  }
}
