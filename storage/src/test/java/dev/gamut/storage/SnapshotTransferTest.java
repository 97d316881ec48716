package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.storage.MemoryStore.Flushing;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SnapshotTransferTest {
  private static final List<Range> RANGES = List.of(range("m", "n"), range("k", "l"));
  private static final Bytes POSITION = Bytes.utf8("position");
  private static final Bytes MARK = Bytes.utf8("installing");

  private final TestLoop loop = new TestLoop();
  private final MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(Flushing.NEXT_TURN));

  private static Range range(String from, String to) {
    return new Range(Bytes.utf8(from), Bytes.utf8(to), 1, 1);
  }

  private static Batch put(String key, String value) {
    return new Batch().put(Bytes.utf8(key), Bytes.utf8(value));
  }

  private SnapshotReader.Chunk next(SnapshotReader reader) {
    List<SnapshotReader.Chunk> answers = new ArrayList<>();
    reader.next(answers::add);
    loop.runUntil(() -> !answers.isEmpty());
    return answers.getFirst();
  }

  private List<Bytes> chunks(int chunkBytes) {
    List<Bytes> chunks = new ArrayList<>();
    try (SnapshotReader reader = new SnapshotReader(store.view(), RANGES, chunkBytes)) {
      SnapshotReader.Chunk chunk;
      do {
        chunk = next(reader);
        chunks.add(chunk.data());
      } while (!chunk.last());
      assertThrows(Invariant.Violation.class, () -> reader.next(_ -> {}));
    }
    return chunks;
  }

  private static void install(MemoryStore target, TestLoop loop, List<Bytes> chunks)
      throws MalformedException {
    SnapshotInstaller installer = new SnapshotInstaller(target, MARK, POSITION, RANGES);
    List<String> done = new ArrayList<>();
    installer.begin(() -> done.add("begun"));
    loop.runPosted();
    for (Bytes chunk : chunks) {
      assertFalse(installer.isWhole());
      installer.chunk(chunk, () -> done.add("chunk"));
      loop.runPosted();
    }
    assertTrue(installer.isWhole());
    installer.finish(put("position", "new"), () -> done.add("finished"));
    loop.runPosted();
    assertEquals(chunks.size() + 2, done.size());
  }

  private static String content(MemoryStore store) {
    StringBuilder content = new StringBuilder();
    Range everything = new Range(Bytes.EMPTY, null, Integer.MAX_VALUE, Integer.MAX_VALUE);
    store.scan(
        everything,
        page -> {
          for (Entry entry : page.entries()) {
            if (!entry.key().equals(MARK)) {
              content.append(entry.key()).append('=').append(entry.value()).append(' ');
            }
          }
        });
    return content.toString().strip();
  }

  private void fillSource() {
    for (int i = 0; i < 20; i++) {
      store.write(put("k" + (char) ('a' + i), "v".repeat(i)));
      store.write(put("m" + (char) ('a' + i), "w"));
    }
    store.write(put("a", "foreign").put(Bytes.utf8("l"), Bytes.utf8("foreign")));
  }

  @Test
  void whatIsReadIsWhatIsInstalledWhateverTheChunkSize() throws MalformedException {
    fillSource();
    for (int chunkBytes : new int[] {1, 7, 50, 100, 10_000}) {
      MemoryStore target = new MemoryStore(loop, MemoryStore.Options.of(Flushing.NEXT_TURN));
      target.write(put("kz", "old").put(Bytes.utf8("a"), Bytes.utf8("kept")));
      install(target, loop, chunks(chunkBytes));
      String expected = content(store).replace("a=foreign", "a=kept").replace("l=foreign ", "");
      assertEquals(expected + " position=new", content(target));
    }
  }

  @Test
  void chunksAreAsLargeAsAskedForAndOneEntryMoreAtTheMost() throws MalformedException {
    fillSource();
    for (Bytes chunk : chunks(50)) {
      int size = 0;
      List<Entry> entries = SnapshotChunk.decode(chunk).entries();
      for (Entry entry : entries.subList(0, Math.max(0, entries.size() - 1))) {
        size += entry.key().length() + entry.value().length();
      }
      assertTrue(size < 50, "size " + size);
    }
    assertEquals(1, chunks(1 << 20).size());
  }

  @Test
  void anEmptyPartitionIsOneChunk() throws MalformedException {
    List<Bytes> chunks = chunks(100);
    assertEquals(1, chunks.size());
    assertEquals(new SnapshotChunk(0, true, List.of()), SnapshotChunk.decode(chunks.getFirst()));
    install(store, loop, chunks);
    assertEquals("position=new", content(store));
  }

  @Test
  void aSnapshotIsOfTheMomentOfItsView() throws MalformedException {
    fillSource();
    String before = content(store);
    SnapshotReader reader = new SnapshotReader(store.view(), RANGES, 1 << 20);
    store.write(new Batch().deleteRange(Bytes.EMPTY, Bytes.utf8("z")));
    SnapshotReader.Chunk chunk = next(reader);
    reader.close();
    install(store, loop, List.of(chunk.data()));
    String expected = before.replace("a=foreign ", "").replace("l=foreign ", "");
    assertEquals(expected + " position=new", content(store));
  }

  @Test
  void aChunkThatIsNotTheNextOrForeignIsRefusedAndNothingOfItIsWritten() throws Exception {
    fillSource();
    List<Bytes> chunks = chunks(50);
    MemoryStore target = new MemoryStore(loop, MemoryStore.Options.of(Flushing.NEXT_TURN));
    SnapshotInstaller installer = new SnapshotInstaller(target, MARK, POSITION, RANGES);
    assertThrows(Invariant.Violation.class, () -> installer.chunk(chunks.getFirst(), () -> {}));
    installer.begin(() -> {});
    loop.runPosted();
    assertThrows(Invariant.Violation.class, () -> installer.begin(() -> {}));
    assertRefused(installer, chunks.get(1));
    assertRefused(installer, chunks.getFirst().slice(0, 20));
    assertRefused(installer, chunk(0, "l"));
    assertEquals("", content(target));
    installer.chunk(chunk(0, "kb"), () -> {});
    assertRefused(installer, chunk(0, "kc"));
    assertRefused(installer, chunk(2, "kc"));
    assertRefused(installer, chunk(1, "kb"));
    assertRefused(installer, chunk(1, "ka"));
    assertThrows(Invariant.Violation.class, () -> installer.finish(new Batch(), () -> {}));
    installer.chunk(chunk(1, "kc"), () -> {});
    assertEquals("kb= kc=", content(target));
  }

  private static Bytes chunk(int number, String key) {
    return new SnapshotChunk(number, false, List.of(new Entry(Bytes.utf8(key), Bytes.EMPTY)))
        .encode();
  }

  private static void assertRefused(SnapshotInstaller installer, Bytes chunk) {
    assertThrows(MalformedException.class, () -> installer.chunk(chunk, () -> {}));
  }

  @Test
  void stallsOnlyDelay() throws MalformedException {
    fillSource();
    Bytes chunk = chunks(1 << 20).getFirst();
    SnapshotInstaller installer = new SnapshotInstaller(store, MARK, POSITION, RANGES);
    List<String> done = new ArrayList<>();
    store.stall(true);
    installer.begin(() -> done.add("begun"));
    loop.runPosted();
    assertEquals(List.of(), done);
    store.stall(false);
    loop.runPosted();
    assertEquals(List.of("begun"), done);
    store.stall(true);
    installer.chunk(chunk, () -> done.add("chunk"));
    assertEquals(List.of("begun"), done);
    store.stall(false);
    loop.runPosted();
    assertEquals(List.of("begun", "chunk"), done);
  }

  @Test
  void chunksMayComeWhileEarlierStepsAreUnderWay() throws MalformedException {
    fillSource();
    String expected = content(store).replace("a=foreign ", "").replace("l=foreign ", "");
    MemoryStore target = new MemoryStore(loop, MemoryStore.Options.of(Flushing.WHEN_TOLD));
    target.write(put("kz", "old").put(POSITION, Bytes.utf8("old")));
    SnapshotInstaller installer = new SnapshotInstaller(target, MARK, POSITION, RANGES);
    List<String> done = new ArrayList<>();
    List<Runnable> givenUp = new ArrayList<>();
    installer.begin(Bytes.EMPTY, givenUp::add, () -> done.add("begun"));
    for (Bytes chunk : chunks(50)) {
      installer.chunk(chunk, () -> done.add("chunk"));
    }
    installer.finish(put("position", "new"), () -> done.add("finished"));
    assertEquals("kz=old", content(target));
    assertTrue(target.completeFlush());
    loop.runPosted();
    assertEquals(List.of(), done);
    assertEquals("kz=old", content(target));
    givenUp.getFirst().run();
    assertEquals("begun", done.getFirst());
    assertFalse(done.contains("finished"));
    assertTrue(target.completeFlush());
    loop.runPosted();
    assertEquals("finished", done.getLast());
    assertEquals(expected + " position=new", content(target));
  }

  @Test
  void whatIsCancelledWritesAndAnswersNothingMore() {
    fillSource();
    String before = content(store);
    SnapshotInstaller installer = new SnapshotInstaller(store, MARK, POSITION, RANGES);
    installer.begin(() -> Invariant.check(false, "answered"));
    installer.cancel();
    loop.runPosted();
    assertEquals(before, content(store));
    List<Boolean> installing = new ArrayList<>();
    SnapshotInstaller.isInstalling(store, MARK, installing::add);
    assertEquals(List.of(true), installing);
  }

  @Test
  void rangesThatOverlapOrHoldTheMarkAreRefused() {
    Store.View view = store.view();
    List<Range> overlapping = List.of(range("a", "c"), range("b", "d"));
    assertThrows(IllegalArgumentException.class, () -> new SnapshotReader(view, overlapping, 100));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SnapshotInstaller(store, Bytes.utf8("kk"), POSITION, RANGES));
    List<Range> empty = List.of(range("a", "a"));
    assertThrows(IllegalArgumentException.class, () -> new SnapshotReader(view, empty, 100));
    List<Range> endless = List.of(new Range(Bytes.EMPTY, null, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new SnapshotReader(view, endless, 100));
    view.close();
  }
}
