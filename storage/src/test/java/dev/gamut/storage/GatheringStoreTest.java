package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.MemoryStore.Flushing;
import dev.gamut.storage.MemoryStore.Options;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class GatheringStoreTest {
  /// Room for two or three of the values here.
  private static final long RECENT_BYTES_MAX = 400;

  private final TestLoop loop = new TestLoop();

  @Nested
  final class Contract extends StoreContract {
    private final Subject subject = new Subject(loop, 1_000);

    @Override
    protected Store open() {
      return subject.open();
    }

    @Override
    protected void crash(Store store) {
      subject.crash();
    }

    @Override
    protected void beginStall(Store store) {
      subject.behind().stall(true);
    }

    @Override
    protected void endStall(Store store) {
      subject.behind().stall(false);
    }

    @Override
    protected Store coldReads(Store store) {
      subject.behind().readsLate(true);
      return store;
    }
  }

  @Nested
  final class Model extends StoreModelContract {
    private final Subject subject = new Subject(loop, 600);

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
      subject.crash();
    }

    @Override
    protected void beginStall(Store store) {}

    @Override
    protected void endStall(Store store) {}

    @Override
    protected Store coldReads(Store store) {
      subject.behind().readsLate(true);
      return store;
    }
  }

  /// A gathering store over one in memory, opened again after its end.
  private static final class Subject {
    private final TestLoop loop;
    private final long bytesMax;
    private final Entropy entropy = Entropy.seeded(7);
    private @Nullable MemoryStore behind;

    Subject(TestLoop loop, long bytesMax) {
      this.loop = loop;
      this.bytesMax = bytesMax;
    }

    GatheringStore open() {
      MemoryStore before = behind;
      behind =
          before == null
              ? new MemoryStore(loop, new Options(Flushing.NEXT_TURN, 4096))
              : before.reopen(loop);
      return new GatheringStore(behind, bytesMax, RECENT_BYTES_MAX);
    }

    MemoryStore behind() {
      return java.util.Objects.requireNonNull(behind);
    }

    void crash() {
      behind().crash(entropy);
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  private static Batch put(String key, String value) {
    return new Batch().put(bytes(key), bytes(value));
  }

  private static @Nullable String read(Store store, String key) {
    List<@Nullable Bytes> answers = new ArrayList<>();
    store.get(bytes(key), answers::add);
    Bytes value = answers.getFirst();
    return value == null ? null : value.toUtf8();
  }

  @Test
  void smallBatchesReachTheStoreBehindAsOneAndAKeyOnce() {
    Subject subject = new Subject(loop, 100);
    GatheringStore store = subject.open();
    for (int i = 0; i < 50; i++) {
      store.write(put("position", String.valueOf(i)));
    }
    assertEquals("49", read(store, "position"));
    assertNull(read(subject.behind(), "position"));
    store.handOn();
    assertEquals("49", read(subject.behind(), "position"));
    assertEquals(1, subject.behind().unflushedCount());
  }

  @Test
  void whatWouldBeTooMuchHandsOnWhatIsThereFirst() {
    Subject subject = new Subject(loop, 20);
    GatheringStore store = subject.open();
    store.write(put("a", "1234567890"));
    store.write(put("b", "12345678"));
    assertNull(read(subject.behind(), "a"));
    store.write(put("c", "x"));
    assertEquals("1234567890", read(subject.behind(), "a"));
    assertEquals("12345678", read(subject.behind(), "b"));
    assertNull(read(subject.behind(), "c"));
    store.write(put("d", "x".repeat(20)));
    assertEquals("x", read(subject.behind(), "c"));
    assertEquals("x".repeat(20), read(subject.behind(), "d"));
  }

  @Test
  void aSequenceIsFlushedOnceItsBatchWasHandedOnAndFlushed() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    long first = store.write(put("a", "1"));
    store.flush();
    long second = store.write(put("b", "2"));
    loop.runPosted();
    assertTrue(store.flushedSequence() >= first && store.flushedSequence() < second);
    store.flush();
    loop.runPosted();
    assertEquals(second, store.flushedSequence());
  }

  @Test
  void whileTheStoreBehindStallsScansAndViewsStillSeeWhatIsGathered() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    store.write(put("a", "1").put(bytes("b"), bytes("1")).put(bytes("c"), bytes("1")));
    store.handOn();
    subject.behind().stall(true);
    store.write(new Batch().delete(bytes("a")).put(bytes("b"), bytes("2")));
    store.write(put("bb", "2"));
    assertEquals("b=2 bb=2 c=1", scan(store, 10));
    assertEquals("b=2", scan(store, 1));
    try (Store.View view = store.view()) {
      subject.behind().stall(false);
      store.write(put("d", "3"));
      store.write(put("b", "4"));
      List<Store.Page> pages = new ArrayList<>();
      view.scan(new Range(Bytes.EMPTY, null, 10, 1000), pages::add);
      loop.runUntil(() -> !pages.isEmpty());
      assertEquals("b=2 bb=2 c=1", StoreHarness.text(pages.getFirst().entries()));
    }
    assertEquals("b=4 bb=2 c=1 d=3", scan(store, 10));
  }

  @Test
  void onceItIsStoppedTheStoreBehindMayBeClosedUnderAScan() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    subject.behind().stall(true);
    store.write(put("a", "1"));
    List<Store.Page> pages = new ArrayList<>();
    store.scan(new Range(Bytes.EMPTY, null, 10, 1000), pages::add);
    store.stop();
    store.scan(new Range(Bytes.EMPTY, null, 10, 1000), pages::add);
    subject.behind().close();
    loop.runPosted();
    assertEquals(List.of(), pages);
  }

  private String scan(Store store, int countMax) {
    List<Store.Page> pages = new ArrayList<>();
    store.scan(new Range(Bytes.EMPTY, null, countMax, 1000), pages::add);
    loop.runUntil(() -> !pages.isEmpty());
    return StoreHarness.text(pages.getFirst().entries());
  }

  @Test
  void aFlushAskedForInAStallHappensAfterIt() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    subject.behind().stall(true);
    long sequence = store.write(put("a", "1"));
    List<String> told = new ArrayList<>();
    store.flush(() -> told.add("flushed"));
    store.flush();
    loop.runPosted();
    assertEquals(List.of(), told);
    subject.behind().stall(false);
    loop.runUntil(() -> !told.isEmpty());
    assertEquals(sequence, store.flushedSequence());
  }

  @Test
  void whatIsReadAgainIsNotAskedOfTheStoreBehindUntilOthersAreReadMore() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    subject.behind().write(put("a", "1"));
    assertEquals("1", read(store, "a"));
    subject.behind().write(put("a", "2"));
    assertEquals("2", read(store, "a"));
    subject.behind().write(put("a", "3"));
    assertEquals("2", read(store, "a"));
    for (int i = 0; i < 1_000; i++) {
      assertNull(read(store, "other " + i % 100));
      // It was used since it came in or was looked at last: another goes.
      assertEquals("2", read(store, "a"));
    }
    for (int i = 0; i < 1_000; i++) {
      assertNull(read(store, "other " + i % 100));
    }
    assertEquals("3", read(store, "a"));
  }

  @Test
  void whatIsKnownOfAKeyChangesWithIt() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    assertNull(read(store, "a"));
    assertNull(read(store, "a"));
    for (Batch batch :
        List.of(
            put("a", "1"),
            new Batch().delete(bytes("a")),
            put("a", "2"),
            put("a", "3".repeat(2_000)),
            new Batch().deleteRange(bytes("a"), bytes("b")),
            put("a", "4"))) {
      store.write(batch);
      Bytes value = batch.changes().getFirst().value();
      String expected = value == null ? null : value.toUtf8();
      assertEquals(expected, read(store, "a"));
      store.handOn();
      assertEquals(expected, read(store, "a"));
    }
  }

  @Test
  void anAnswerThatComesLateIsNotTakenForWhatWasWrittenSince() {
    Subject subject = new Subject(loop, 1_000);
    GatheringStore store = subject.open();
    subject.behind().write(put("a", "1"));
    subject.behind().readsLate(true);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      store.get(bytes("a"), value -> answers.add(value == null ? "" : value.toUtf8()));
    }
    store.write(put("a", "2"));
    store.handOn();
    loop.runUntil(() -> answers.size() == 3);
    subject.behind().readsLate(false);
    assertEquals("2", read(store, "a"));
  }
}
