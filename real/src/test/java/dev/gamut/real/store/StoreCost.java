package dev.gamut.real.store;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Range;
import dev.gamut.storage.TestLoop;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the stores cost in CPU, for keys of 16 bytes and values of 280, half of them compressible.
/// Not a test of anything, so it runs only when asked for:
///
///     mvn -pl real -am test -Dtest=StoreCost -Dsurefire.failIfNoSpecifiedTests=false
///
/// The thread's time is what the loop pays; the process's includes flushes and compactions, which
/// are waited for.
final class StoreCost {
  private static final int KEYS = Integer.getInteger("keys", 200_000);
  private static final int PUTS = Integer.getInteger("puts", 1_000_000);

  @TempDir Path parent = Path.of("");

  private final TestLoop loop = new TestLoop();
  private final Entropy entropy = Entropy.seeded(1);
  private final byte[] noise = new byte[1 << 20];

  @Test
  void onDisk() throws Exception {
    fillNoise();
    for (int batchSize : new int[] {64, 1, 8, 64}) {
      try (RocksSubject subject =
              new RocksSubject(parent.resolve("b" + batchSize + entropy.nextLong()), loop);
          RocksStore store = subject.open(RocksConfig.small())) {
        puts("RocksDB", store, batchSize);
        settle(store);
        gets("RocksDB", store, 1000);
        gets("RocksDB", store, 20_000);
        gets("RocksDB", store, KEYS);
        scans("RocksDB", store);
      }
    }
  }

  @Test
  void inMemory() {
    fillNoise();
    for (int batchSize : new int[] {64, 1, 8, 64}) {
      MemoryStore.Options options = MemoryStore.Options.of(MemoryStore.Flushing.AT_ONCE);
      try (MemoryStore store = new MemoryStore(loop, options)) {
        puts("memory", store, batchSize);
        gets("memory", store, KEYS);
        scans("memory", store);
        viewsBetweenPuts(store);
      }
    }
  }

  private void fillNoise() {
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) entropy.nextLong();
    }
  }

  private static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private Bytes key(int keys) {
    byte[] key = new byte[16];
    long number = entropy.below(keys) * 0x9e3779b97f4a7c15L;
    for (int i = 8; i < 16; i++) {
      key[i] = (byte) (number >>> (8 * (i - 8)));
    }
    return Bytes.wrap(key);
  }

  /// Half noise and half zeros.
  private Bytes value() {
    byte[] value = new byte[280];
    System.arraycopy(noise, entropy.below(noise.length - 140), value, 0, 140);
    return Bytes.wrap(value);
  }

  private void puts(String name, Store store, int batchSize) {
    long harness = threadNanos();
    for (int i = 0; i < PUTS; i += batchSize) {
      batch(batchSize);
    }
    harness = threadNanos() - harness;
    long process = processNanos();
    long thread = threadNanos();
    for (int i = 0; i < PUTS; i += batchSize) {
      Batch batch = batch(batchSize);
      while (store.write(batch) == Store.STALLED) {
        Thread.onSpinWait();
      }
    }
    thread = threadNanos() - thread - harness;
    process = processNanos() - process - harness;
    print(
        "%s put in batches of %d: %.2f µs of the thread, %.2f µs of the process so far"
            .formatted(name, batchSize, thread / 1e3 / PUTS, process / 1e3 / PUTS));
  }

  private Batch batch(int size) {
    Batch batch = new Batch();
    for (int j = 0; j < size; j++) {
      batch.put(key(KEYS), value());
    }
    return batch;
  }

  private static void settle(RocksStore store) throws Exception {
    long before = processNanos();
    while (store.database().getLongProperty("rocksdb.num-running-compactions") > 0
        || store.database().getLongProperty("rocksdb.num-running-flushes") > 0
        || store.database().getLongProperty("rocksdb.compaction-pending") > 0) {
      Thread.onSpinWait();
    }
    print(
        "settled after at most %.2f µs a put more"
            .formatted((processNanos() - before) / 1e3 / PUTS));
  }

  private void gets(String name, Store store, int keys) {
    int count = 300_000;
    int[] answers = new int[2];
    for (int round = 0; round < 2; round++) {
      answers[0] = 0;
      answers[1] = 0;
      long thread = threadNanos();
      for (int i = 0; i < count; i++) {
        store.get(key(keys), value -> answers[value == null ? 1 : 0]++);
      }
      thread = threadNanos() - thread;
      if (round == 1) {
        print(
            "%s get of %d keys: %.2f µs, %.1f %% answered at once"
                .formatted(
                    name, keys, thread / 1e3 / count, (answers[0] + answers[1]) * 100.0 / count));
      }
      int all = count;
      loop.runUntil(() -> answers[0] + answers[1] == all);
    }
  }

  private void scans(String name, Store store) {
    int count = 50_000;
    int[] answers = new int[1];
    long thread = threadNanos();
    for (int i = 0; i < count; i++) {
      store.scan(new Range(key(1000), null, 10, 1 << 20), _ -> answers[0]++);
    }
    thread = threadNanos() - thread;
    print(
        "%s scan of 10: %.2f µs, %.1f %% answered at once"
            .formatted(name, thread / 1e3 / count, answers[0] * 100.0 / count));
    loop.runUntil(() -> answers[0] == count);
  }

  private void viewsBetweenPuts(MemoryStore store) {
    int count = 200_000;
    long thread = threadNanos();
    for (int i = 0; i < count; i++) {
      store.write(batch(1));
      store.view().close();
    }
    print(
        "memory put with a view opened after each: %.2f µs"
            .formatted((threadNanos() - thread) / 1e3 / count));
  }

  private static void print(String line) {
    System.out.println("cost: " + line);
  }
}
