package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.storage.MemoryStore.Flushing;
import dev.gamut.storage.MemoryStore.Options;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Condition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest {
  private final TestLoop loop = new TestLoop();

  @Nested
  final class Contract extends StoreContract {
    private final Subject subject = new Subject(loop, Flushing.NEXT_TURN);

    @Override
    protected Store open() {
      return subject.open();
    }

    @Override
    protected void crash(Store store) {
      subject.crash(store);
    }

    @Override
    protected void beginStall(Store store) {
      ((MemoryStore) store).stall(true);
    }

    @Override
    protected void endStall(Store store) {
      ((MemoryStore) store).stall(false);
    }

    @Override
    protected Store coldReads(Store store) {
      ((MemoryStore) store).readsLate(true);
      return store;
    }
  }

  @Nested
  final class Model extends StoreModelContract {
    private final Subject subject = new Subject(loop, Flushing.NEXT_TURN);

    @Override
    protected int seedCount() {
      return 60;
    }

    @Override
    protected Store open() {
      return subject.open();
    }

    @Override
    protected void crash(Store store) {
      subject.crash(store);
    }

    @Override
    protected void beginStall(Store store) {}

    @Override
    protected void endStall(Store store) {}

    @Override
    protected Store coldReads(Store store) {
      ((MemoryStore) store).readsLate(true);
      return store;
    }
  }

  /// Opens a store again after its end.
  private static final class Subject {
    private final TestLoop loop;
    private final Flushing flushing;
    private final Entropy entropy = Entropy.seeded(7);
    private @Nullable MemoryStore last;

    Subject(TestLoop loop, Flushing flushing) {
      this.loop = loop;
      this.flushing = flushing;
    }

    Store open() {
      last = last == null ? new MemoryStore(loop, new Options(flushing, 4096)) : last.reopen(loop);
      return last;
    }

    void crash(Store store) {
      ((MemoryStore) store).crash(entropy);
    }
  }

  private static Batch put(String key, String value) {
    return new Batch().put(Bytes.utf8(key), Bytes.utf8(value));
  }

  private static @Nullable String get(Store store, String key) {
    List<String> answers = new ArrayList<>();
    store.get(Bytes.utf8(key), value -> answers.add(value == null ? "" : value.toUtf8()));
    return answers.getFirst();
  }

  @Test
  void aFlushThatWaitsToBeToldCoversWhatWasWrittenBeforeItBegan() {
    MemoryStore store = new MemoryStore(loop, Options.of(Flushing.WHEN_TOLD));
    long first = store.write(put("a", "1"));
    store.flush();
    store.write(put("b", "2"));
    assertEquals(0, store.flushedSequence());
    assertTrue(store.completeFlush());
    assertEquals(first, store.flushedSequence());
    assertEquals(1, store.unflushedCount());
    assertFalse(store.completeFlush());
    store.crashKeeping(0);
    MemoryStore next = store.reopen(loop);
    assertEquals("1", get(next, "a"));
    assertEquals("", get(next, "b"));
  }

  @Test
  void everyNumberOfLostBatchesIsPossible() {
    boolean[] seen = new boolean[4];
    for (int seed = 0; seed < 100; seed++) {
      MemoryStore store = new MemoryStore(loop, Options.of(Flushing.WHEN_TOLD));
      for (String value : List.of("1", "2", "3")) {
        store.write(put("a", value));
      }
      store.crash(Entropy.seeded(seed));
      String survived = get(store.reopen(loop), "a");
      seen[survived == null || survived.isEmpty() ? 0 : Integer.parseInt(survived)] = true;
    }
    for (boolean each : seen) {
      assertTrue(each);
    }
  }

  @Test
  void aStoreThatEndedMayNotBeUsed() {
    MemoryStore store = new MemoryStore(loop, Options.of(Flushing.AT_ONCE));
    assertThrows(Invariant.Violation.class, () -> store.reopen(loop));
    store.crash(Entropy.seeded(1));
    assertThrows(Invariant.Violation.class, () -> store.write(put("a", "1")));
    assertThrows(Invariant.Violation.class, () -> store.get(Bytes.EMPTY, _ -> {}));
    store.close();
  }

  @Test
  void closingWithAViewOpenIsADefect() {
    MemoryStore store = new MemoryStore(loop, Options.of(Flushing.AT_ONCE));
    Store.View view = store.view();
    assertThrows(Invariant.Violation.class, store::close);
    view.close();
    store.close();
  }

  @Test
  void aFullStoreStallsWritesAndAnswersReadsUntilThereIsRoom() {
    MemoryStore store = new MemoryStore(loop, Options.of(Flushing.AT_ONCE));
    List<Condition> heard = new ArrayList<>();
    store.onCondition(heard::add);
    store.write(put("a", "1"));
    store.become(new Condition.Full("no space left"));
    assertEquals(Store.STALLED, store.write(put("a", "2")));
    assertEquals("1", get(store, "a"));
    store.become(new Condition.Healthy());
    assertTrue(store.write(put("a", "3")) > 0);
    loop.runPosted();
    assertEquals(List.of(new Condition.Full("no space left"), new Condition.Healthy()), heard);
  }

  @Test
  void aSmallValueDoesNotKeepALargeFrameAlive() {
    MemoryStore store = new MemoryStore(loop, Options.of(Flushing.AT_ONCE));
    Bytes frame = Bytes.wrap(new byte[1 << 20]);
    store.write(new Batch().put(frame.slice(0, 16), frame.slice(16, 316)));
    List<Integer> sizes = new ArrayList<>();
    store.scan(
        new Store.Range(Bytes.EMPTY, null, 1, 1000),
        page -> {
          sizes.add(page.entries().getFirst().key().array().length);
          sizes.add(page.entries().getFirst().value().array().length);
        });
    assertEquals(List.of(16, 300), sizes);
  }
}
