package dev.gamut.real.store;

import static dev.gamut.real.store.RocksSubject.key;
import static dev.gamut.real.store.RocksSubject.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Condition;
import dev.gamut.storage.TestLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store on a small file system of its own, which gets full.
final class RocksFullDiskTest {
  @TempDir Path parent = Path.of("");

  private final TestLoop loop = new TestLoop();
  private final List<Condition> heard = new ArrayList<>();

  @Test
  void aFullDiskIsToldAndWritesGoOnInTheReserveUntilThereIsRoomAgain() throws Exception {
    try (RocksSubject subject = new RocksSubject(parent, loop)) {
      Path directory = Files.createDirectories(subject.directory());
      Assumptions.assumeTrue(
          run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", directory.toString()),
          "needs the right to mount a small file system");
      try (RocksStore store = subject.open()) {
        store.onCondition(heard::add);
        fillAndMakeRoom(store, directory);
      } finally {
        assertTrue(run("umount", directory.toString()));
      }
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private void fillAndMakeRoom(RocksStore store, Path directory) throws IOException {
    store.write(new Batch().put(key(0), key(0)));
    flush(store);
    Path ballast = directory.resolve("ballast");
    Files.write(ballast, new byte[12 << 20]);
    fill(store);
    assertInstanceOf(Condition.Full.class, heard.getFirst(), heard.toString());
    assertEquals(Store.STALLED, store.write(new Batch().put(key(1), key(1))));
    assertEquals(key(0), get(store, key(0)));
    awaitWritable(store);
    assertTrue(store.write(new Batch().put(key(1), key(1))) > 0, "nothing goes on in the reserve");
    flush(store);
    assertEquals(1, heard.size(), heard.toString());
    Files.delete(ballast);
    loop.runUntil(() -> heard.size() == 2);
    assertInstanceOf(Condition.Healthy.class, heard.getLast());
    assertTrue(Files.exists(directory.resolve(Reserve.NAME)));
    assertEquals(key(1), get(store, key(1)));
  }

  /// Flushes so often that writes never wait for one: the disk gets full while little is in memory.
  private void fill(RocksStore store) {
    Entropy entropy = Entropy.seeded(3);
    for (int i = 1; heard.isEmpty(); i++) {
      store.write(new Batch().put(key(i), noise(entropy, 4000)));
      if (i % 8 == 0) {
        flush(store);
      }
    }
  }

  /// Until it is done, or the disk is full.
  private void flush(RocksStore store) {
    List<String> flushed = new ArrayList<>();
    store.flush(() -> flushed.add("flushed"));
    int before = heard.size();
    loop.runUntil(() -> !flushed.isEmpty() || heard.size() > before);
  }

  /// Asks for flushes meanwhile, as a node does all the time that wants room.
  private void awaitWritable(RocksStore store) {
    List<String> told = new ArrayList<>();
    store.onWritable(() -> told.add("writable"));
    loop.runUntil(
        () -> {
          store.flush();
          return !told.isEmpty();
        });
  }

  private @Nullable Bytes get(RocksStore store, Bytes key) {
    List<@Nullable Bytes> answers = new ArrayList<>();
    store.get(key, answers::add);
    loop.runUntil(() -> !answers.isEmpty());
    return answers.getFirst();
  }
}
