package dev.gamut.cli.local;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads that read, write, and compare and set a few keys through one client until they are told
/// to stop, and the history of all of it in the checker's lines of JSON. Keys are given up for
/// fresh ones every few seconds, so that each has a history that is quickly judged.
///
/// The table has a partition for each of the first letters, and every partition has writers of its
/// own: none of them learns from another's luck where the leader is.
final class RecordedLoad {
  static final int PARTITIONS = 12;
  private static final int WORKERS_A_KEY = 2;
  private static final long KEY_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(15);

  /// More for a long run: what it did must fit into the memory of whoever judges it.
  private static final long PAUSE_MILLIS = Integer.getInteger("gamut.kill.pauseMillis", 4);

  private final TcpClient client;
  private final String table;
  private final StringBuilder history = new StringBuilder();
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();
  private final long begun = System.nanoTime();

  /// What became of a write.
  enum End {
    APPLIED,
    /// The condition did not hold: answered by replicated state.
    REJECTED,
    /// Certainly not carried out.
    FAILED,
    UNKNOWN
  }

  /// A write, and when the caller heard what became of it.
  record Write(int partition, long begunNanos, long endedNanos, End end) {
    double seconds() {
      return (endedNanos - begunNanos) / 1e9;
    }
  }

  RecordedLoad(TcpClient client, String table) {
    this.client = client;
    this.table = table;
  }

  /// The table that the load is for, with one partition a letter.
  static TableSpec spec(String table) {
    List<Bytes> splitAt = new ArrayList<>();
    for (int i = 1; i < PARTITIONS; i++) {
      splitAt.add(Bytes.utf8(letter(i)));
    }
    return new TableSpec(table, StrategyKind.CONSENSUS, PartitionBy.RANGE, PARTITIONS, 3, splitAt);
  }

  private static String letter(int partition) {
    return Character.toString('a' + partition);
  }

  void start() {
    for (int i = 0; i < PARTITIONS * WORKERS_A_KEY; i++) {
      int number = i;
      threads.add(Thread.ofVirtual().start(() -> work(number)));
    }
  }

  /// Every operation has ended when this returns.
  void end() throws InterruptedException {
    ended.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  String history() {
    synchronized (history) {
      return history.toString();
    }
  }

  List<Write> writes() {
    synchronized (history) {
      return List.copyOf(writes);
    }
  }

  long count(End end) {
    return writes().stream().filter(write -> write.end() == end).count();
  }

  private void work(int number) {
    SplittableRandom random = new SplittableRandom(number);
    int process = processes.incrementAndGet();
    try {
      while (!ended.get()) {
        long era = (System.nanoTime() - begun) / KEY_NANOS;
        int partition = number / WORKERS_A_KEY;
        if (!operate(process, new Place(partition, letter(partition) + era), random)) {
          process = processes.incrementAndGet();
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Place(int partition, String key) {}

  /// Returns whether the outcome is known: a process whose outcome is not does nothing further.
  private boolean operate(int process, Place place, SplittableRandom random)
      throws InterruptedException {
    int kind = random.nextInt(10);
    int from = random.nextInt(5);
    int to = random.nextInt(5);
    return kind < 4
        ? read(process, place.key())
        : kind < 7
            ? write(process, place, new Intent("write", "" + to, to, new Condition.Always()))
            : write(
                process,
                place,
                new Intent(
                    "cas", "[" + from + "," + to + "]", to, new Condition.ValueIs(value(from))));
  }

  private record Intent(String f, String text, int to, Condition condition) {}

  private boolean read(int process, String key) throws InterruptedException {
    line(process, "invoke", "read", "null", key);
    Key asked = Key.of(key);
    Reply reply = client.ask(new Call.Get(table, asked, ReadTerms.within(TIMEOUT_NANOS)));
    if (reply instanceof Reply.Read(Item item, _)) {
      String found =
          item == null
              ? "null"
              : new String(item.single().value().bytes().toByteArray(), StandardCharsets.UTF_8);
      line(process, "ok", "read", found, key);
    } else {
      line(process, "fail", "read", "null", key);
    }
    return true;
  }

  private boolean write(int process, Place place, Intent intent) throws InterruptedException {
    long from = System.nanoTime();
    String key = place.key();
    line(process, "invoke", intent.f(), intent.text(), key);
    Reply reply =
        client.ask(
            new Call.Put(
                table, Key.of(key), value(intent.to()), intent.condition(), TIMEOUT_NANOS));
    End end = endOf(reply);
    String type =
        switch (end) {
          case APPLIED -> "ok";
          case REJECTED, FAILED -> "fail";
          case UNKNOWN -> "info";
        };
    String error = reply instanceof Reply.Failed(var failure) ? failure.reason().name() : null;
    synchronized (history) {
      writes.add(new Write(place.partition(), from, System.nanoTime(), end));
      append(process, type, intent.f(), intent.text(), key, error);
    }
    return end != End.UNKNOWN;
  }

  static End endOf(Reply reply) {
    return switch (reply) {
      case Reply.Written(Outcome.Applied _, _) -> End.APPLIED;
      case Reply.Written(Outcome.Rejected _, _) -> End.REJECTED;
      case Reply.Failed _ -> End.FAILED;
      default -> End.UNKNOWN;
    };
  }

  private static Value value(int number) {
    return Value.bytes(Bytes.utf8("" + number));
  }

  private void line(int process, String type, String f, String value, String key) {
    synchronized (history) {
      append(process, type, f, value, key, null);
    }
  }

  private void append(
      int process,
      String type,
      String f,
      String value,
      String key,
      @org.jspecify.annotations.Nullable String error) {
    history.append(
        "{\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"value\":%s,\"key\":\"%s\",\"time\":%d%s}%n"
            .formatted(
                process,
                type,
                f,
                value,
                key,
                System.nanoTime() - begun,
                error == null ? "" : ",\"error\":\"" + error + "\""));
  }
}
