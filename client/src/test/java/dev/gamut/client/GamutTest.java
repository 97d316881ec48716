package dev.gamut.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Version;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ScanRange;
import dev.gamut.client.core.ThreadWorld;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client as programs use it, with real threads.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class GamutTest {
  private final ThreadWorld world = new ThreadWorld();
  private final Gamut gamut = Gamut.connect(ClientConfig.of(List.of("n1:7400")), world.open());
  private final Table carts = gamut.table("carts");

  @AfterEach
  void close() {
    gamut.close();
  }

  private static Value value(String text) {
    return Value.bytes(Bytes.utf8(text));
  }

  @Test
  void whatIsWrittenIsRead() {
    WriteResult.Applied applied =
        assertInstanceOf(WriteResult.Applied.class, carts.put("alice", "3 apples"));
    ReadResult found = carts.get("alice");
    assertEquals("3 apples", found.text().orElseThrow());
    assertEquals(applied.version(), found.version());
    assertTrue(carts.delete("alice").isApplied());
    assertFalse(carts.get("alice").isPresent());
    assertEquals(Version.NONE, carts.get("alice").version());
  }

  @Test
  void conditionsAreKept() {
    Key key = Key.of("bob");
    assertTrue(carts.put(key, value("1"), WriteOptions.ifAbsent()).isApplied());
    Version first = carts.get(key).version();
    assertEquals(
        new WriteResult.Rejected(first, Optional.empty()),
        carts.put(key, value("2"), WriteOptions.ifAbsent()));
    assertTrue(carts.put(key, value("2"), WriteOptions.ifVersion(first)).isApplied());
    assertFalse(carts.put(key, value("3"), WriteOptions.ifVersion(first)).isApplied());
    assertTrue(carts.put(key, value("3"), WriteOptions.ifValue(value("2"))).isApplied());
    assertFalse(carts.delete(Key.of("nobody"), WriteOptions.ifPresent()).isApplied());
    assertTrue(
        carts.put(Key.of("carol"), value("1"), WriteOptions.ifVersion(Version.NONE)).isApplied());
  }

  @Test
  void batchesAnswerEachItem() {
    List<Call.Entry> entries = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add(Key.of("k" + i));
      entries.add(Call.Entry.of(keys.get(i), value("v" + i)));
    }
    for (PerItem<WriteResult> written : carts.putAll(entries, WriteOptions.DEFAULT)) {
      assertTrue(written.get().isApplied());
    }
    List<PerItem<ReadResult>> found = carts.getAll(keys, ReadOptions.DEFAULT);
    for (int i = 0; i < 100; i++) {
      assertEquals("v" + i, found.get(i).get().text().orElseThrow());
    }
  }

  @Test
  void scansRunOverPages() throws Exception {
    Table words = gamut.table("words");
    for (int i = 0; i < 50; i++) {
      words.put("w" + i, "v");
    }
    List<String> keys = new ArrayList<>();
    words
        .scan(new ScanRange.Prefix(Bytes.utf8("w1")), ReadOptions.DEFAULT)
        .forEach(row -> keys.add(row.key().toString()));
    assertEquals(
        List.of("w1", "w10", "w11", "w12", "w13", "w14", "w15", "w16", "w17", "w18", "w19"), keys);
    Page page =
        words.async().page(new ScanRange.All(), PageRequest.first(20), ReadOptions.DEFAULT).get();
    assertEquals(20, page.rows().size());
    assertTrue(page.resume().isPresent());
    assertTrue(words.explain(new ScanRange.All()).startsWith("scan of 'words', all keys"));
  }

  @Test
  void exceptionsSayWhatWentWrong() {
    assertEquals(List.of("carts", "words"), gamut.tables().stream().map(TableSpec::name).toList());
    Exception missing =
        assertThrows(GamutException.NoSuchTableException.class, () -> gamut.table("cart").get("k"));
    assertEquals("there is no table 'cart'; did you mean 'carts'?", missing.getMessage());
    assertThrows(GamutException.LimitException.class, () -> carts.get("x".repeat(10_000)));
    TableSpec spec =
        new TableSpec("carts", StrategyKind.CONSENSUS, PartitionBy.HASH, 1, 3, List.of());
    assertThrows(GamutException.TableExistsException.class, () -> gamut.createTable(spec));
    assertThrows(GamutException.NoSuchTableException.class, () -> gamut.dropTable("nowhere"));
    assertEquals(3, gamut.status().size());
  }

  @Test
  void futuresFailWithTheSameExceptions() throws Exception {
    CompletableFuture<ReadResult> future = gamut.table("cart").async().get(Key.of("k"));
    ExecutionException thrown = assertThrows(ExecutionException.class, future::get);
    assertInstanceOf(GamutException.NoSuchTableException.class, thrown.getCause());
    assertTrue(carts.async().put(Key.of("k"), value("v")).get().isApplied());
  }

  @Test
  void manyVirtualThreadsAtOnceAreAllAnswered() throws Exception {
    int threads = 500;
    int rounds = 40;
    carts.put("warm", "up");
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String key = "k" + i;
        all.add(
            executor.submit(
                () -> {
                  int good = 0;
                  for (int round = 0; round < rounds; round++) {
                    carts.put(key, "v" + round);
                    good += carts.get(key).text().orElseThrow().equals("v" + round) ? 1 : 0;
                  }
                  return good;
                }));
      }
      for (Future<Integer> one : all) {
        assertEquals(rounds, one.get());
      }
    }
    int calls = 2 * threads * rounds;
    assertTrue(world.postCount.get() < calls, world.postCount + " wake-ups for " + calls);
  }

  @Test
  void callsSubmittedTogetherCostOneWakeUpAndOneFrame() throws Exception {
    carts.put("warm", "up");
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    world.post(
        () -> {
          entered.countDown();
          awaitQuietly(blocked);
        });
    entered.await();
    int posts = world.postCount.get();
    int frames = world.frameCount.get();
    List<CompletableFuture<WriteResult>> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      writes.add(carts.async().put(Key.of("k" + i), value("v")));
    }
    blocked.countDown();
    for (CompletableFuture<WriteResult> write : writes) {
      assertTrue(write.get().isApplied());
    }
    assertEquals(posts + 1, world.postCount.get());
    assertEquals(frames + 1, world.frameCount.get());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInterruptEndsTheWait() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    carts.put("stuck", "v");
                  } catch (RuntimeException e) {
                    thrown.set(e);
                  }
                });
    thread.interrupt();
    thread.join();
    assertInstanceOf(GamutException.InterruptedCallException.class, thrown.get());
  }

  @Test
  void closingAnswersWhoeverWaits() throws Exception {
    carts.put("warm", "up");
    CompletableFuture<WriteResult> stuck = carts.async().put(Key.of("stuck"), value("v"));
    carts.get("flush");
    gamut.close();
    gamut.close();
    assertInstanceOf(WriteResult.Unknown.class, stuck.get());
    assertThrows(GamutException.ClosedException.class, () -> carts.get("k"));
  }

  @Test
  void nobodyWaitsForEverWhenTheClientIsClosedMeanwhile() throws Exception {
    for (int run = 0; run < 30; run++) {
      Gamut other = Gamut.connect(ClientConfig.of(List.of("n1:7400")), new ThreadWorld().open());
      CountDownLatch started = new CountDownLatch(8);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      Table table = other.table("carts");
                      started.countDown();
                      try {
                        while (true) {
                          table.put("k", "v");
                        }
                      } catch (GamutException.ClosedException e) {
                        // What it waits for.
                      }
                    }));
      }
      started.await();
      other.close();
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  @Test
  void aBlockingCallOnTheClientsOwnThreadIsRefused() throws Exception {
    CompletableFuture<Object> result =
        carts.async().get(Key.of("k")).thenApply(_ -> blockingCall());
    // When the future was complete before the action was attached, this thread ran it.
    Object got = result.get();
    assertTrue(got instanceof IllegalStateException || got.equals("went through"));
  }

  private Object blockingCall() {
    try {
      carts.get("k");
      return "went through";
    } catch (IllegalStateException e) {
      return e;
    }
  }

  @Test
  void withoutAWorldOnTheClassPathThisIsSaid() {
    Exception thrown =
        assertThrows(IllegalStateException.class, () -> Gamut.connect("localhost:7400"));
    assertTrue(String.valueOf(thrown.getMessage()).contains("gamut-real"));
  }
}
