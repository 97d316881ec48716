package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every store promises; each implementation extends it.
public abstract class StoreContract extends StoreHarness {
  @Test
  void aNewStoreIsEmpty() throws Exception {
    try (Store store = open()) {
      assertNull(get(store, "a"));
      assertEquals("", text(all(store)));
      assertTrue(store.flushedSequence() >= 0);
    }
  }

  @Test
  void readsSeeTheLastWrite() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "1"));
      assertEquals("1", get(store, "a"));
      write(store, put("a", "2"));
      assertEquals("2", get(store, "a"));
      write(store, new Batch().delete(bytes("a")));
      assertNull(get(store, "a"));
      write(store, put("a", "3"));
      assertEquals("a=3", text(all(store)));
    }
  }

  @Test
  void emptyKeysAndValuesAndLargeOnesAreKept() throws Exception {
    try (Store store = open()) {
      write(store, put("", "empty key").put(bytes("empty value"), Bytes.EMPTY));
      String large = "x".repeat(300_000);
      write(store, put("large", large));
      assertEquals("empty key", get(store, ""));
      assertEquals("", get(store, "empty value"));
      assertEquals(large, get(store, "large"));
      assertEquals(3, all(store).size());
    }
  }

  @Test
  void slicesAreWrittenAndReadAsSlices() throws Exception {
    try (Store store = open()) {
      Bytes frame = bytes("..key..value..");
      write(store, new Batch().put(frame.slice(2, 5), frame.slice(7, 12)));
      Bytes key = bytes("[key]").slice(1, 4);
      Bytes value = this.<@org.jspecify.annotations.Nullable Bytes>await(a -> store.get(key, a));
      assertEquals(bytes("value"), value);
    }
  }

  @Test
  void keysAreOrderedAsUnsignedBytes() throws Exception {
    try (Store store = open()) {
      Batch batch = new Batch();
      int[][] keys = {{0xff}, {0x7f, 0}, {0x80}, {0}, {0x7f}, {0, 0}};
      for (int[] key : keys) {
        byte[] made = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
          made[i] = (byte) key[i];
        }
        batch.put(Bytes.wrap(made), Bytes.EMPTY);
      }
      write(store, batch);
      List<String> order = all(store).stream().map(entry -> entry.key().toHex()).toList();
      assertEquals(List.of("00", "0000", "7f", "7f00", "80", "ff"), order);
    }
  }

  @Test
  void aScanEndsAtTheFirstOfItsLimits() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "1").put(bytes("b"), bytes("22")).put(bytes("c"), bytes("333")));
      assertPage("a=1 b=22 c=333", null, page(store, range("a", null, 9, 99)));
      assertPage("b=22", null, page(store, range("aa", "c", 9, 99)));
      assertPage("a=1 b=22", "c", page(store, range("", null, 2, 99)));
      assertPage("a=1 b=22", null, page(store, range("", "c", 2, 99)));
      assertPage("a=1 b=22", "c", page(store, range("", null, 9, 5)));
      assertPage("a=1", "b", page(store, range("", null, 9, 4)));
      assertPage("c=333", null, page(store, range("c", null, 9, 1)));
      assertPage("", null, page(store, range("b", "b", 9, 99)));
      assertPage("", null, page(store, range("c", "a", 9, 99)));
      assertPage("", null, page(store, range("d", null, 9, 99)));
    }
  }

  private static Range range(
      String from, @org.jspecify.annotations.Nullable String to, int count, int bytes) {
    return new Range(bytes(from), to == null ? null : bytes(to), count, bytes);
  }

  private static void assertPage(
      String entries, @org.jspecify.annotations.Nullable String next, Page page) {
    assertEquals(entries, text(page.entries()));
    assertEquals(next == null ? null : bytes(next), page.next());
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrDouble() throws Exception {
    try (Store store = open()) {
      Batch batch = new Batch();
      for (int i = 0; i < 500; i++) {
        batch.put(bytes("%03d".formatted(i)), bytes("v" + i));
      }
      write(store, batch);
      for (int countMax : new int[] {1, 7, 499, 500, 501}) {
        assertEquals(all(store), readAll(range -> page(store, range), countMax));
      }
    }
  }

  @Test
  void theChangesOfABatchTakeEffectInTheirOrder() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "0").put(bytes("b"), bytes("0")).put(bytes("c"), bytes("0")));
      write(
          store,
          put("b", "1")
              .deleteRange(bytes("a"), bytes("c"))
              .put(bytes("a"), bytes("2"))
              .delete(bytes("c"))
              .put(bytes("d"), bytes("1"))
              .put(bytes("d"), bytes("2")));
      assertEquals("a=2 d=2", text(all(store)));
    }
  }

  @Test
  void aRangeDeletesWhatItHoldsAndNothingElse() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "1").put(bytes("b"), bytes("2")).put(bytes("c"), bytes("3")));
      write(store, new Batch().deleteRange(bytes("b"), bytes("b")));
      write(store, new Batch().deleteRange(bytes("c"), bytes("a")));
      assertEquals("a=1 b=2 c=3", text(all(store)));
      write(store, new Batch().deleteRange(bytes("b"), bytes("c")));
      assertEquals("a=1 c=3", text(all(store)));
      assertNull(get(store, "b"));
      flush(store);
      write(store, new Batch().deleteRange(bytes("0"), bytes("z")));
      assertEquals("", text(all(store)));
      write(store, put("b", "4"));
      assertEquals("b=4", text(all(store)));
    }
  }

  @Test
  void sequencesRiseAndAnEmptyBatchHasNone() throws Exception {
    try (Store store = open()) {
      long first = store.write(put("a", "1"));
      assertEquals(first, store.write(new Batch()));
      long second = store.write(put("a", "2"));
      assertTrue(second > first);
      assertTrue(store.flushedSequence() <= second);
    }
  }

  @Test
  void aFlushTellsWhenWhatWasWrittenSurvives() throws Exception {
    try (Store store = open()) {
      flush(store);
      long sequence = store.write(put("a", "1"));
      flush(store);
      assertTrue(store.flushedSequence() >= sequence);
      flush(store);
    }
  }

  @Test
  void batchesThatOnlyDeleteAreFlushedToo() throws Exception {
    Store store = open();
    write(store, put("a", "1").put(bytes("b"), bytes("2")).put(bytes("c"), bytes("3")));
    flush(store);
    write(store, new Batch().deleteRange(bytes("x"), bytes("x")));
    flush(store);
    write(store, new Batch().deleteRange(bytes("a"), bytes("b")));
    flush(store);
    write(store, new Batch().delete(bytes("never written")));
    flush(store);
    write(store, new Batch().delete(bytes("c")).deleteRange(bytes("y"), bytes("b")));
    flush(store);
    crash(store);
    try (Store next = open()) {
      assertEquals("b=2", text(all(next)));
    }
  }

  @Test
  void whatWasFlushedSurvivesACrash() throws Exception {
    Store store = open();
    write(store, put("a", "1"));
    write(store, put("b", "2"));
    flush(store);
    write(store, put("c", "3"));
    crash(store);
    try (Store next = open()) {
      assertEquals("1", get(next, "a"));
      assertEquals("2", get(next, "b"));
      long sequence = next.write(put("d", "4"));
      assertTrue(sequence > next.flushedSequence() || next.flushedSequence() >= sequence);
      flush(next);
      assertTrue(next.flushedSequence() >= sequence);
    }
  }

  @Test
  void aCrashLosesOnlyWholeBatchesFromTheEnd() throws Exception {
    for (int round = 0; round < 5; round++) {
      Store store = open();
      Entropy entropy = Entropy.seeded(round);
      int flushed = 1 + entropy.below(10);
      for (int i = 1; i <= 20; i++) {
        String number = String.valueOf(i);
        write(
            store, put("x", number).put(bytes("y"), bytes(number)).put(bytes("z" + i), bytes("")));
        if (i == flushed) {
          flush(store);
        }
      }
      crash(store);
      try (Store next = open()) {
        int last = Integer.parseInt(String.valueOf(get(next, "x")));
        assertTrue(last >= flushed && last <= 20, last + " of " + flushed + " flushed");
        assertEquals(String.valueOf(last), get(next, "y"));
        for (int i = 1; i <= 20; i++) {
          assertEquals(i <= last ? "" : null, get(next, "z" + i));
        }
        write(next, new Batch().deleteRange(bytes(""), bytes("zz")));
        flush(next);
      }
    }
  }

  @Test
  void closingPromisesNoMoreThanACrash() throws Exception {
    Store store = open();
    write(store, put("a", "1"));
    flush(store);
    write(store, put("a", "2"));
    store.close();
    try (Store next = open()) {
      assertTrue(List.of("1", "2").contains(String.valueOf(get(next, "a"))));
    }
  }

  @Test
  void aViewDoesNotSeeLaterWrites() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "1").put(bytes("b"), bytes("1")).put(bytes("c"), bytes("1")));
      try (Store.View first = store.view()) {
        write(store, put("a", "2").delete(bytes("b")));
        try (Store.View second = store.view()) {
          write(store, new Batch().deleteRange(bytes("a"), bytes("z")));
          flush(store);
          write(store, put("d", "3"));
          assertEquals("a=1 b=1 c=1", text(all(first)));
          assertEquals("a=2 c=1", text(all(second)));
          assertEquals("d=3", text(all(store)));
        }
      }
    }
  }

  @Test
  void aViewAnswersNeverAtOnceAndNeverAfterItsClose() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "1"));
      Range everything = new Range(Bytes.EMPTY, null, 10, 1000);
      List<Page> answers = new ArrayList<>();
      Store.View view = store.view();
      view.scan(everything, answers::add);
      assertEquals(0, answers.size());
      loop.runUntil(() -> !answers.isEmpty());
      view.scan(everything, answers::add);
      view.close();
      try (Store.View other = store.view()) {
        page(other, everything);
      }
      assertEquals(1, answers.size());
    }
  }

  @Test
  void readsThatMissMemoryAreAnsweredOnceAndRight() throws Exception {
    Store warm = open();
    Batch batch = new Batch();
    for (int i = 0; i < 2000; i++) {
      batch.put(bytes("%04d".formatted(i)), bytes("value " + i));
    }
    write(warm, batch);
    flush(warm);
    try (Store store = coldReads(warm)) {
      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 2100; i += 100) {
        store.get(
            bytes("%04d".formatted(i)),
            value -> answers.add(value == null ? "nothing" : value.toUtf8()));
      }
      loop.runUntil(() -> answers.size() == 21);
      assertEquals(20, answers.stream().filter(answer -> answer.startsWith("value")).count());
      assertEquals(2000, readAll(range -> page(store, range), 300).size());
      write(store, put("0100", "new"));
      assertEquals("new", get(store, "0100"));
    }
  }

  @Test
  void aCrashEndsReadsAndFlushesUnderWay() throws Exception {
    Store store = coldReads(open());
    write(store, put("a", "1"));
    List<Object> answers = new ArrayList<>();
    store.view().scan(new Range(Bytes.EMPTY, null, 10, 1000), answers::add);
    store.flush(() -> answers.add("flushed"));
    crash(store);
    loop.runPosted();
    assertEquals(List.of(), answers);
    open().close();
  }

  @Test
  void aStallRefusesWritesAndTellsWhenItEnds() throws Exception {
    try (Store store = open()) {
      write(store, put("a", "1"));
      beginStall(store);
      Batch filler = put("filler", "x".repeat(20_000));
      int tries = 0;
      while (store.write(filler) != Store.STALLED) {
        assertTrue(tries++ < 5_000, "the store never stalls");
      }
      assertEquals(Store.STALLED, store.write(put("a", "2")));
      assertEquals("1", get(store, "a"));
      List<String> told = new ArrayList<>();
      store.onWritable(() -> told.add("writable"));
      assertEquals(List.of(), told);
      endStall(store);
      loop.runUntil(() -> !told.isEmpty());
      writeWhenWritable(store, put("a", "3"));
      assertEquals("3", get(store, "a"));
      loop.runPosted();
      assertEquals(List.of("writable"), told);
    }
  }

  @Test
  void aPartitionIsReplacedByASnapshotOfIt() throws Exception {
    List<Range> ranges = List.of(range("k", "l", 1, 1));
    Bytes mark = bytes("installing");
    Store store = open();
    write(store, put("a", "1").put(bytes("ka"), bytes("2")).put(bytes("kb"), bytes("3")));
    SnapshotReader.Chunk chunk;
    try (SnapshotReader reader = new SnapshotReader(store.view(), ranges, 1000)) {
      chunk = this.<SnapshotReader.Chunk>await(reader::next);
    }
    write(store, put("a", "4").put(bytes("kc"), bytes("5")).delete(bytes("ka")));
    SnapshotInstaller installer = new SnapshotInstaller(store, mark, bytes("position"), ranges);
    this.<String>await(answer -> installer.begin(() -> answer.accept("begun")));
    assertTrue(this.<Boolean>await(answer -> SnapshotInstaller.isInstalling(store, mark, answer)));
    installer.chunk(chunk.data(), () -> {});
    Batch last = put("position", "6");
    this.<String>await(answer -> installer.finish(last, () -> answer.accept("finished")));
    crash(store);
    try (Store next = open()) {
      assertFalse(
          this.<Boolean>await(answer -> SnapshotInstaller.isInstalling(next, mark, answer)));
      assertEquals("a=4 ka=2 kb=3 position=6", text(all(next)));
    }
  }

  @Test
  void onWritableCallsAlsoWhenThereIsNoStall() throws Exception {
    try (Store store = open()) {
      List<String> told = new ArrayList<>();
      store.onWritable(() -> told.add("writable"));
      loop.runUntil(() -> !told.isEmpty());
      assertEquals(List.of("writable"), told);
    }
  }
}
