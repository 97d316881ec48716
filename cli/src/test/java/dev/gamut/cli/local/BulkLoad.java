package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Large values under keys that are written once, and what must be found there at the end.
final class BulkLoad {
  private static final int VALUE_SIZE = 256 << 10;
  private static final int WRITERS = 12;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long IMPATIENT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final TcpClient client;
  private final String table;
  private final int partitions;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, RecordedLoad.End> puts = new ConcurrentSkipListMap<>();
  private final Map<String, RecordedLoad.End> deletes = new TreeMap<>();

  /// Says whether it is enough.
  interface Enough {
    boolean look() throws InterruptedException;
  }

  BulkLoad(TcpClient client, String table, int partitions) {
    this.client = client;
    this.table = table;
    this.partitions = partitions;
  }

  private static String prefix(int partition) {
    return (char) ('a' + partition) + "~";
  }

  RecordedLoad.End put(int partition) throws InterruptedException {
    return RecordedLoad.endOf(put(partition, IMPATIENT_NANOS));
  }

  void putSome(int partition, int number) throws InterruptedException {
    for (int i = 0; i < number; i++) {
      assertEquals(RecordedLoad.End.APPLIED, put(partition));
    }
  }

  /// Puts until one is refused because of a full disk: whoever led meanwhile may have had room.
  void putUntilRefusedAsReadOnly(int partition, long seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Reply reply = put(partition, IMPATIENT_NANOS);
    while (!isReadOnly(reply)) {
      Reply last = reply;
      assertTrue(System.nanoTime() < deadline, () -> "not refused but " + last);
      reply = put(partition, IMPATIENT_NANOS);
    }
  }

  private static boolean isReadOnly(Reply reply) {
    return reply instanceof Reply.Failed(var failure)
        && failure.reason() == Failure.Reason.READ_ONLY;
  }

  private Reply put(int partition, long nanos) throws InterruptedException {
    int number = count.incrementAndGet();
    String key = prefix(partition) + number;
    byte[] value = new byte[VALUE_SIZE];
    new SplittableRandom(number).nextBytes(value);
    puts.put(key, RecordedLoad.End.UNKNOWN);
    Reply reply =
        client.ask(
            new Call.Put(
                table, Key.of(key), Value.bytes(Bytes.wrap(value)), new Condition.Always(), nanos));
    puts.put(key, RecordedLoad.endOf(reply));
    return reply;
  }

  /// Puts into all partitions from several threads until it is enough. Whoever refuses because of a
  /// full disk is left alone until all do, so that the others fill as well.
  void putUntil(Enough enough, long seconds) throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int first = i;
      writers.add(Thread.ofVirtual().start(() -> putOn(first, ended)));
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    boolean reached = enough.look();
    while (!reached && System.nanoTime() < deadline) {
      Thread.sleep(50);
      reached = enough.look();
    }
    ended.set(true);
    for (Thread writer : writers) {
      writer.join();
    }
    assertTrue(reached, () -> "not reached within " + seconds + " s");
  }

  private void putOn(int first, AtomicBoolean ended) {
    try {
      Set<Integer> refusing = new HashSet<>();
      for (int i = first; !ended.get(); i++) {
        if (refusing.contains(i % partitions)) {
          continue;
        }
        if (isReadOnly(put(i % partitions, IMPATIENT_NANOS))) {
          refusing.add(i % partitions);
        }
        if (refusing.size() == partitions) {
          refusing.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void assertReadable(int partition) throws InterruptedException {
    assertNotNull(get(someApplied(partition)));
  }

  /// Deletes an item that is there, which must succeed.
  void deleteOne(int partition) throws InterruptedException {
    String key = someApplied(partition);
    Reply reply =
        client.ask(new Call.Delete(table, Key.of(key), new Condition.Always(), TIMEOUT_NANOS));
    assertTrue(reply instanceof Reply.Written(Outcome.Applied _, _), () -> "not deleted: " + reply);
    deletes.put(key, RecordedLoad.End.APPLIED);
    assertNull(get(key));
  }

  private String someApplied(int partition) {
    return puts.entrySet().stream()
        .filter(put -> put.getKey().startsWith(prefix(partition)))
        .filter(put -> put.getValue() == RecordedLoad.End.APPLIED)
        .map(Map.Entry::getKey)
        .filter(key -> !deletes.containsKey(key))
        .findFirst()
        .orElseThrow();
  }

  private @Nullable Item get(String key) throws InterruptedException {
    Reply reply = client.ask(new Call.Get(table, Key.of(key), ReadTerms.within(TIMEOUT_NANOS)));
    assertInstanceOf(Reply.Read.class, reply);
    return ((Reply.Read) reply).item();
  }

  /// What was acknowledged is there whole unless it was deleted, and what failed is not.
  void assertNothingLost() throws InterruptedException {
    int applied = 0;
    int failed = 0;
    for (Map.Entry<String, RecordedLoad.End> put : puts.entrySet()) {
      String key = put.getKey();
      if (put.getValue() == RecordedLoad.End.APPLIED && !deletes.containsKey(key)) {
        Item item = get(key);
        assertNotNull(item, () -> key + " was acknowledged and is lost");
        assertEquals(VALUE_SIZE, item.single().value().bytes().length(), key);
        applied++;
      } else if (put.getValue() == RecordedLoad.End.FAILED) {
        assertNull(get(key), () -> key + " was refused and is there");
        failed++;
      }
    }
    System.out.printf(
        "%d large values there, %d deleted, %d refused and not there, %d unknown%n",
        applied, deletes.size(), failed, puts.size() - applied - deletes.size() - failed);
  }
}
