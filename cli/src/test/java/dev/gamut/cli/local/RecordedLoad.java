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
final class RecordedLoad {
  private static final int WORKERS = 12;
  private static final int WORKERS_A_KEY = 3;
  private static final long KEY_NANOS = TimeUnit.SECONDS.toNanos(4);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long PAUSE_MILLIS = 4;

  private final TcpClient client;
  private final String table;
  private final StringBuilder history = new StringBuilder();
  private final AtomicInteger processes = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Write> writes = new ArrayList<>();
  private final long begun = System.nanoTime();

  /// A write that was acknowledged, and how long that took.
  record Write(long begunNanos, long endedNanos) {}

  RecordedLoad(TcpClient client, String table) {
    this.client = client;
    this.table = table;
  }

  void start() {
    for (int i = 0; i < WORKERS; i++) {
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

  List<Write> acknowledged() {
    synchronized (history) {
      return List.copyOf(writes);
    }
  }

  private void work(int number) {
    SplittableRandom random = new SplittableRandom(number);
    int process = processes.incrementAndGet();
    try {
      while (!ended.get()) {
        long era = (System.nanoTime() - begun) / KEY_NANOS;
        String key = "k" + number / WORKERS_A_KEY + "-" + era;
        if (!operate(process, key, random)) {
          process = processes.incrementAndGet();
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Returns whether the outcome is known: a process whose outcome is not does nothing further.
  private boolean operate(int process, String key, SplittableRandom random)
      throws InterruptedException {
    int kind = random.nextInt(10);
    int from = random.nextInt(5);
    int to = random.nextInt(5);
    return kind < 4
        ? read(process, key)
        : kind < 7
            ? write(process, key, "write", "" + to, to, new Condition.Always())
            : write(
                process,
                key,
                "cas",
                "[" + from + "," + to + "]",
                to,
                new Condition.ValueIs(value(from)));
  }

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

  private boolean write(
      int process, String key, String f, String value, int to, Condition condition)
      throws InterruptedException {
    long from = System.nanoTime();
    line(process, "invoke", f, value, key);
    Reply reply = client.ask(new Call.Put(table, Key.of(key), value(to), condition, TIMEOUT_NANOS));
    String type =
        switch (reply) {
          case Reply.Written(Outcome.Applied _, _) -> "ok";
          case Reply.Written(Outcome.Rejected _, _), Reply.Failed _ -> "fail";
          default -> "info";
        };
    String error = reply instanceof Reply.Failed(var failure) ? failure.reason().name() : null;
    synchronized (history) {
      if (type.equals("ok")) {
        writes.add(new Write(from, System.nanoTime()));
      }
      append(process, type, f, value, key, error);
    }
    return !type.equals("info");
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
