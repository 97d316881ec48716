package dev.gamut.real.store;

import static dev.gamut.real.store.RocksSubject.key;
import static dev.gamut.real.store.RocksSubject.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.storage.Store;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Condition;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import dev.gamut.storage.TestLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

final class RocksStoreTest {
  @TempDir Path parent = Path.of("");

  private final TestLoop loop = new TestLoop();
  private RocksSubject subject = new RocksSubject(parent, loop);

  @BeforeEach
  void begin() {
    subject = new RocksSubject(parent, loop);
  }

  @AfterEach
  void finish() {
    subject.close();
  }

  private <T extends @Nullable Object> T await(Consumer<Consumer<T>> question) {
    List<T> answers = new ArrayList<>();
    question.accept(answers::add);
    loop.runUntil(() -> !answers.isEmpty());
    return answers.getFirst();
  }

  private @Nullable Bytes get(Store store, Bytes key) {
    return this.<@Nullable Bytes>await(answer -> store.get(key, answer));
  }

  private void flush(Store store) {
    this.<String>await(answer -> store.flush(() -> answer.accept("flushed")));
  }

  private Path oneTable() throws IOException {
    try (Stream<Path> files = Files.list(subject.directory())) {
      return files.filter(file -> file.toString().endsWith(".sst")).findFirst().orElseThrow();
    }
  }

  private void assertUnusable(String expected) {
    StoreUnusableException e = assertThrows(StoreUnusableException.class, () -> subject.open());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains(subject.directory().toString()), message);
  }

  private void makeStoreWithOneTable() throws IOException {
    try (RocksStore store = subject.open()) {
      for (int i = 0; i < 100; i++) {
        store.write(new Batch().put(key(i), key(i)));
      }
      flush(store);
    }
  }

  @Test
  void theDirectoryOfAnotherIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(subject.directory());
    Path letter = Files.writeString(subject.directory().resolve("letter.txt"), "Dear all");
    assertUnusable("letter.txt");
    try (Stream<Path> files = Files.list(subject.directory())) {
      assertEquals(List.of(letter), files.toList());
    }
  }

  @Test
  void theDatabaseOfAnotherProgramIsRefused() throws Exception {
    RocksDB.loadLibrary();
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB other = RocksDB.open(options, subject.directory().toString())) {
      other.put(new byte[] {1}, new byte[] {2});
    }
    assertUnusable("neither empty nor a store of Gamut");
  }

  @Test
  void aFileInPlaceOfTheDirectoryIsRefused() throws Exception {
    Files.writeString(subject.directory(), "not a directory");
    assertUnusable("not a directory");
  }

  @Test
  void aFirstStartThatWasCutShortIsBegunAgain() throws Exception {
    subject.open().close();
    Files.delete(subject.directory().resolve("GAMUT-STORE"));
    subject.open().close();
    assertTrue(Files.exists(subject.directory().resolve("GAMUT-STORE")));
    try (Stream<Path> files = Files.list(subject.directory())) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith("MANIFEST") && !name.startsWith("LO") && !name.equals("IDENTITY")) {
          Files.delete(file);
        }
      }
    }
    subject.open().close();
  }

  @Test
  void aStoreWithoutItsRootIsRefusedAndItsTablesAreKept() throws Exception {
    makeStoreWithOneTable();
    Path table = oneTable();
    Path current = subject.directory().resolve("CURRENT");
    byte[] content = Files.readAllBytes(current);
    Files.delete(current);
    assertUnusable("CURRENT is missing");
    assertTrue(Files.exists(table));
    Files.write(current, content);
    try (RocksStore store = subject.open()) {
      assertEquals(key(7), get(store, key(7)));
    }
  }

  @Test
  void aStoreOfAnotherFormatIsRefused() throws Exception {
    subject.open().close();
    Path mark = subject.directory().resolve("GAMUT-STORE");
    for (int format : new int[] {1, 3}) {
      Files.writeString(mark, "A store of Gamut, format " + format + ".\n");
      assertUnusable("format " + format);
    }
  }

  @Test
  void aMissingOrTruncatedTableIsFoundWhenOpening() throws Exception {
    makeStoreWithOneTable();
    Path table = oneTable();
    byte[] content = Files.readAllBytes(table);
    Files.write(table, List.of(), StandardOpenOption.TRUNCATE_EXISTING);
    assertUnusable("damaged");
    Files.delete(table);
    assertUnusable("damaged");
    Files.write(table, content);
    subject.open().close();
  }

  @Test
  void aStoreInUseIsRefused() throws Exception {
    try (RocksStore store = subject.open()) {
      assertUnusable("in use");
      store.write(new Batch().put(key(1), key(1)));
    }
  }

  @Test
  void aDamagedBlockIsNeverAnsweredAndToldAsAFailure() throws Exception {
    makeStoreWithOneTable();
    Path table = oneTable();
    byte[] content = Files.readAllBytes(table);
    content[100] ^= 1;
    Files.write(table, content);
    try (RocksStore store = subject.open()) {
      List<Condition> heard = new ArrayList<>();
      List<Object> answers = new ArrayList<>();
      store.onCondition(heard::add);
      store.get(key(3), value -> answers.add(value == null ? "nothing" : value));
      loop.runUntil(() -> !heard.isEmpty());
      assertEquals(List.of(), answers);
      Condition.Failed failed = assertInstanceOf(Condition.Failed.class, heard.getFirst());
      assertTrue(failed.message().contains("checksum"), failed.message());
      assertEquals(Store.STALLED, store.write(new Batch().put(key(1), key(1))));
    }
  }

  @Test
  void readsUnderWayEndWithTheStore() throws Exception {
    makeStoreWithOneTable();
    for (int round = 0; round < 20; round++) {
      RocksStore store = subject.open();
      List<Object> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        store.get(key(i), value -> answers.add(String.valueOf(value)));
      }
      Store.View view = store.view();
      view.scan(new Range(Bytes.EMPTY, null, 100, 10_000), answers::add);
      view.close();
      store.close();
      int before = answers.size();
      loop.runPosted();
      assertEquals(before, answers.size());
    }
  }

  @Test
  void aStoreThatEndedMayNotBeUsed() throws Exception {
    RocksStore store = subject.open();
    Store.View view = store.view();
    assertThrows(Invariant.Violation.class, store::close);
    view.close();
    view.close();
    store.close();
    store.close();
    assertThrows(Invariant.Violation.class, () -> store.write(new Batch()));
    assertThrows(Invariant.Violation.class, () -> store.get(Bytes.EMPTY, _ -> {}));
    assertThrows(Invariant.Violation.class, store::flushedSequence);
  }

  @Test
  void everythingSurvivesManyFlushesAndCompactions() throws Exception {
    Entropy entropy = Entropy.seeded(1);
    RocksStore store = subject.open();
    for (int i = 0; i < 20_000; i++) {
      Batch batch = new Batch().put(key(i % 5000), noise(entropy, 100));
      if (store.write(batch) == Store.STALLED) {
        this.<String>await(answer -> store.onWritable(() -> answer.accept("writable")));
        i--;
      }
    }
    flush(store);
    subject.crash(store);
    try (RocksStore next = subject.open()) {
      Range everything = new Range(Bytes.EMPTY, null, 10_000, 10 << 20);
      Page page = this.<Page>await(answer -> next.scan(everything, answer));
      assertEquals(5000, page.entries().size());
      assertNull(get(next, key(5000)));
    }
  }

  @Test
  void aConfigurationThatCannotWorkIsRefused() {
    RocksConfig small = RocksConfig.small();
    assertThrows(IllegalArgumentException.class, () -> small.withBlockCacheBytes(1000));
    assertThrows(IllegalArgumentException.class, () -> small.withWriteBufferBytes(1000));
    assertThrows(IllegalArgumentException.class, () -> small.withWriteBufferBytes(2L << 30));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RocksConfig(1 << 20, 1 << 20, 1, -1, RocksConfig.Compression.LZ4));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RocksConfig(1 << 20, 1 << 20, 2, 0, RocksConfig.Compression.LZ4));
    assertFalse(small.equals(small.withWriteBufferBytes(1 << 20)));
  }
}
