package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Version;
import dev.gamut.client.GamutException;
import dev.gamut.client.ReadOptions;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.client.WriteResult;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Receipt;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// What a request may choose of a table on three nodes, and what its receipt says was given.
@GamutCluster(nodes = 3, shared = true)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class LeaderlessTest {
  private static final Key KEY = Key.of("u1");
  private static final WriteOptions WRITE = WriteOptions.DEFAULT.withReceipt();
  private static final ReadOptions READ = ReadOptions.DEFAULT.withReceipt();

  private static Value value(String text) {
    return Value.bytes(Bytes.utf8(text));
  }

  private static Receipt read(Table table, ReadOptions options) {
    return table.get(KEY, options).receipt().orElseThrow();
  }

  private static void assertRefused(String words, Executable call) {
    GamutException thrown = assertThrows(GamutException.class, call);
    assertTrue(thrown.toString().contains(words), thrown.toString());
  }

  @Test
  void aRequestChoosesItsQuorumAndHearsWhatThatGave(
      @NewTable(strategy = StrategyKind.LEADERLESS) Table carts) {
    for (int quorum = 1; quorum <= 3; quorum++) {
      Receipt written = carts.put(KEY, value("x"), WRITE.quorum(quorum)).receipt().orElseThrow();
      assertTrue(written.answered().size() >= quorum, written.toString());
    }
    Receipt alone = read(carts, READ.quorum(1));
    assertEquals(Level.Kind.EVENTUAL, alone.level());
    assertEquals(List.of(alone.servedBy()), alone.asked());
    assertEquals(alone.asked(), alone.answered());
    assertEquals(Level.Kind.REGULAR, read(carts, READ.quorum(2)).level());
    Receipt all = read(carts, READ.quorum(3));
    assertEquals(Level.Kind.REGULAR, all.level());
    assertEquals(3, all.answered().size());
    Receipt regular = read(carts, READ.at(Level.regular()).quorum(1));
    assertEquals(Level.Kind.REGULAR, regular.level());
    assertTrue(regular.answered().size() >= 2, regular.toString());
    Receipt atomic = read(carts, READ.at(Level.atomic()).quorum(1));
    assertEquals(Level.Kind.ATOMIC, atomic.level());
    assertTrue(atomic.answered().size() >= 2, atomic.toString());
    assertRefused("1 to 3 is possible", () -> carts.get(KEY, READ.quorum(4)));
    assertRefused("1 to 3 is possible", () -> carts.put(KEY, value("x"), WRITE.quorum(4)));
    assertRefused("1 to 3 is possible", () -> carts.delete(KEY, WRITE.quorum(4)));
  }

  @Test
  void writesToTablesOfEveryStrategyHaveReceipts(
      @NewTable Table accounts,
      @NewTable(strategy = StrategyKind.LOCAL) Table scratch,
      @NewTable(strategy = StrategyKind.LEADERLESS) Table carts) {
    for (Table table : List.of(accounts, scratch, carts)) {
      Receipt written = receipt(table.put(KEY, value("x"), WRITE));
      Receipt deleted = receipt(table.delete(KEY, WRITE));
      Level.Kind expected = table == carts ? Level.Kind.EVENTUAL : Level.Kind.LINEARIZABLE;
      assertEquals(List.of(expected, expected), List.of(written.level(), deleted.level()));
      assertEquals(Optional.empty(), table.put("u1", "x").receipt());
    }
    WriteResult refused =
        accounts.put(KEY, value("y"), WRITE.when(WriteOptions.ifAbsent().condition()));
    assertTrue(!refused.isApplied() && refused.receipt().isPresent(), refused.toString());
    for (Table table : List.of(accounts, scratch)) {
      String words = "only requests to leaderless tables choose one";
      assertRefused(words, () -> table.put(KEY, value("x"), WRITE.quorum(1)));
      assertRefused(words, () -> table.get(KEY, READ.quorum(1)));
    }
  }

  private static Receipt receipt(WriteResult result) {
    Receipt receipt = result.receipt().orElseThrow();
    Version version = ((WriteResult.Applied) result).version();
    assertEquals(version, receipt.version());
    return receipt;
  }
}
