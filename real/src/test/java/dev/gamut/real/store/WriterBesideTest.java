package dev.gamut.real.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.TestLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WriterBesideTest {
  private final TestLoop loop = new TestLoop();
  private final RocksSubject subject;

  WriterBesideTest(@TempDir Path parent) {
    subject = new RocksSubject(parent, loop);
  }

  @AfterEach
  void finish() {
    subject.close();
  }

  private static Batch put(String key, String value) {
    return new Batch().put(Bytes.utf8(key), Bytes.utf8(value));
  }

  private long writeBeside(Store store, Batch batch) {
    List<Long> told = new ArrayList<>();
    store.writeBeside(() -> batch, told::add);
    loop.runUntil(() -> !told.isEmpty());
    assertEquals(1, told.size());
    return told.getFirst();
  }

  private @Nullable String read(Store store, String key) {
    List<@Nullable Bytes> answers = new ArrayList<>();
    store.get(Bytes.utf8(key), answers::add);
    loop.runUntil(() -> !answers.isEmpty());
    Bytes value = answers.getFirst();
    return value == null ? null : value.toUtf8();
  }

  @Test
  void whatIsWrittenBesideIsThereOnceThatIsToldAndSurvivesAFlush() throws Exception {
    Store store = subject.open();
    long before = store.write(put("a", "1"));
    Batch large = put("a", "2").put(Bytes.utf8("b"), Bytes.utf8("x".repeat(10_000)));
    long sequence = writeBeside(store, large);
    assertTrue(sequence > before, sequence + " after " + before);
    assertEquals("2", read(store, "a"));
    assertTrue(store.write(put("c", "3")) > sequence);
    List<String> flushed = new ArrayList<>();
    store.flush(() -> flushed.add("flushed"));
    loop.runUntil(() -> !flushed.isEmpty());
    assertTrue(store.flushedSequence() >= sequence);
    subject.crash(store);
    try (Store next = subject.open()) {
      assertEquals("2", read(next, "a"));
      assertEquals("x".repeat(10_000), read(next, "b"));
    }
  }

  @Test
  void aStallRefusesWhatWouldBeWrittenBeside() throws Exception {
    try (Store store = subject.open()) {
      subject.beginStall(store);
      Batch filler = put("filler", "x".repeat(20_000));
      for (int tries = 0; writeBeside(store, filler) != Store.STALLED; tries++) {
        assertTrue(tries < 5_000, "the store never stalls");
      }
      List<String> told = new ArrayList<>();
      store.onWritable(() -> told.add("writable"));
      subject.endStall(store);
      loop.runUntil(() -> !told.isEmpty());
      assertTrue(writeBeside(store, put("a", "1")) > 0);
    }
  }

  @Test
  void aBatchThatCannotBeMadeEndsTheLoopAndIsNotTriedForEver() throws Exception {
    try (Store store = subject.open()) {
      List<Long> told = new ArrayList<>();
      store.writeBeside(
          () -> {
            throw new IllegalStateException("planted here");
          },
          told::add);
      var thrown =
          assertThrows(IllegalStateException.class, () -> loop.runUntil(() -> !told.isEmpty()));
      assertTrue(String.valueOf(thrown.getCause()).contains("planted here"), thrown.toString());
      assertEquals(List.of(), told);
    }
  }

  @Test
  void aStoreMayEndWhileSomethingIsWrittenBeside() throws Exception {
    List<Long> told = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      Store store = subject.open();
      store.write(put("a", String.valueOf(round)));
      store.writeBeside(() -> put("b", "x".repeat(1_000_000)), told::add);
      store.close();
      loop.runPosted();
    }
    assertEquals(List.of(), told);
    subject.open().close();
  }
}
