package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.gamut.base.Bytes;
import dev.gamut.client.ReadOptions;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.client.WriteResult;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Conditional writes of a leaderless table on three nodes: decided once, whoever asks.
@GamutCluster(nodes = 3, shared = true)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class LeaderlessConditionsTest {
  private static final ReadOptions LINEARIZABLE = ReadOptions.DEFAULT.at(Level.linearizable());
  private static final int CALLERS = 8;
  private static final int EACH = 12;

  private static Value value(String text) {
    return Value.bytes(Bytes.utf8(text));
  }

  private static String text(Table table, Key key) {
    return table.get(key, LINEARIZABLE).text().orElse("");
  }

  @Test
  void whatHoldsIsDecidedAndWhatDoesNotIsRejected(
      @NewTable(strategy = StrategyKind.LEADERLESS) Table carts) {
    Key key = Key.of("u1");
    assertInstanceOf(
        WriteResult.Applied.class, carts.put(key, value("a"), WriteOptions.ifAbsent()));
    assertInstanceOf(
        WriteResult.Rejected.class, carts.put(key, value("b"), WriteOptions.ifAbsent()));
    assertEquals("a", text(carts, key));
    assertInstanceOf(
        WriteResult.Applied.class,
        carts.put(key, value("b"), WriteOptions.ifVersion(carts.get(key, LINEARIZABLE).version())));
    assertInstanceOf(
        WriteResult.Rejected.class, carts.delete(key, WriteOptions.ifValue(value("a"))));
    assertInstanceOf(
        WriteResult.Applied.class, carts.delete(key, WriteOptions.ifValue(value("b"))));
    assertEquals("", text(carts, key));
  }

  @Test
  void aPlainWriteBesideADecisionIsNotLost(
      @NewTable(strategy = StrategyKind.LEADERLESS) Table carts) {
    Key key = Key.of("u2");
    carts.put(key, value("plain"), WriteOptions.DEFAULT);
    assertInstanceOf(
        WriteResult.Rejected.class, carts.put(key, value("x"), WriteOptions.ifAbsent()));
    carts.put(key, value("beside"), WriteOptions.DEFAULT);
    assertEquals(2, carts.get(key, LINEARIZABLE).siblings().size());
    // Of two values neither is the value.
    assertInstanceOf(
        WriteResult.Rejected.class,
        carts.put(key, value("x"), WriteOptions.ifValue(value("plain"))));
    assertInstanceOf(
        WriteResult.Applied.class, carts.put(key, value("both"), WriteOptions.ifPresent()));
    assertEquals("both", text(carts, key));
  }

  @Test
  void concurrentIncrementsAreAllCounted(@NewTable(strategy = StrategyKind.LEADERLESS) Table carts)
      throws ExecutionException, InterruptedException {
    Key key = Key.of("counter");
    carts.put(key, value("0"), WriteOptions.ifAbsent());
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        done.add(callers.submit(() -> increment(carts, key)));
      }
      int counted = 0;
      for (Future<Integer> one : done) {
        counted += one.get();
      }
      assertEquals(CALLERS * EACH, counted);
    }
    assertEquals(String.valueOf(CALLERS * EACH), text(carts, key));
  }

  /// Adds one, again and again, each time until it is decided.
  private static int increment(Table table, Key key) {
    int added = 0;
    while (added < EACH) {
      String before = text(table, key);
      String after = String.valueOf(Integer.parseInt(before) + 1);
      WriteResult result = table.put(key, value(after), WriteOptions.ifValue(value(before)));
      added += result instanceof WriteResult.Applied ? 1 : 0;
    }
    return added;
  }
}
