package dev.gamut.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.cli.Exit;
import dev.gamut.cli.Run;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Receipts and quorums as people ask for them, against a running node.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReceiptsTest {
  private final EmbeddedCluster cluster = Gamut.embedded(EmbeddedConfig.inMemory());

  @BeforeAll
  void tables() {
    assertEquals(0, run("table create accounts --replicas 1").exit());
    assertEquals(0, run("table create scratch --strategy local").exit());
    assertEquals(0, run("table create carts --strategy leaderless -N 1").exit());
  }

  @AfterAll
  void end() {
    cluster.close();
  }

  private Run run(String line) {
    List<String> all = new ArrayList<>(List.of(line.split(" ", -1)));
    all.addAll(List.of("--server", cluster.addresses().getFirst()));
    return Run.gamut(all.toArray(String[]::new));
  }

  @Test
  void aWriteShowsItsReceiptWhenAsked() {
    for (String table : List.of("accounts", "scratch", "carts")) {
      String level = table.equals("carts") ? "eventual" : "linearizable";
      Run put = run("put " + table + " alice 100 --receipt");
      assertEquals(0, put.exit(), put.err());
      assertTrue(put.out().startsWith("written, version "), put.out());
      assertTrue(put.err().startsWith("given: " + level + ", by n1, partition "), put.err());
      Run json = run("put " + table + " alice 100 --receipt --output json");
      assertTrue(json.out().contains("\"receipt\":{\"level\":\"" + level + "\""), json.out());
      assertEquals("", json.err());
      Run delete = run("delete " + table + " alice --receipt");
      assertTrue(delete.err().contains("asked n1, answered n1"), delete.err());
      Run plain = run("put " + table + " alice 100 --output json");
      assertFalse(plain.out().contains("receipt"), plain.out());
      assertEquals("", plain.err());
    }
  }

  @Test
  void aWriteThatIsRefusedShowsItsReceiptToo() {
    assertEquals(0, run("put accounts bob 1").exit());
    Run refused = run("put accounts bob 2 --if-absent --receipt");
    assertEquals(Exit.REFUSED.code(), refused.exit());
    assertTrue(refused.err().startsWith("given: linearizable"), refused.err());
  }

  @Test
  void aTableOfConditionalWritesOnlyRefusesOthersAndReadsLinearizably() {
    Run create = run("table create stock --strategy leaderless -N 1 --conditional-only");
    assertTrue(create.out().contains("conditional writes only: reads are linearizable"));
    assertTrue(run("table list").out().contains("conditional writes only"));
    String shown = run("table show stock --output json").out();
    assertTrue(shown.contains("\"conditionalOnly\":true"), shown);
    for (String plain : List.of("put stock a 1", "delete stock a")) {
      Run refused = run(plain);
      assertEquals(Exit.REFUSED.code(), refused.exit(), refused.err());
      assertTrue(refused.err().contains("conditional writes only: say what"), refused.err());
    }
    Run put = run("put stock a 1 --if-absent --receipt");
    assertTrue(put.err().startsWith("given: linearizable"), put.err());
    Run get = run("get stock a --receipt");
    assertTrue(get.err().startsWith("given: linearizable"), get.err());
    assertEquals(Exit.REFUSED.code(), run("get stock a --level atomic").exit());
    assertEquals(Exit.USAGE.code(), run("table create t --conditional-only").exit());
    for (String without : List.of("-W 1", "--sloppy", "--conflict siblings")) {
      String wrong = "table create t --strategy leaderless --conditional-only " + without;
      assertEquals(Exit.USAGE.code(), run(wrong).exit());
    }
  }

  @Test
  void aReadThatIsAtomicSaysSo() {
    assertEquals(0, run("put carts u2 x").exit());
    Run get = run("get carts u2 --level atomic --receipt");
    assertTrue(get.err().startsWith("given: atomic"), get.err());
    assertEquals(Exit.REFUSED.code(), run("get accounts u2 --level atomic").exit());
    assertEquals(Exit.USAGE.code(), run("get carts u2 --level best").exit());
  }

  @Test
  void quorumsAreChosenWhereThereAreAny() {
    assertEquals(0, run("put carts u1 x -W 1").exit());
    Run get = run("get carts u1 -R 1 --receipt");
    assertTrue(get.err().startsWith("given: regular"), get.err());
    assertEquals(0, run("delete carts u1 -W 1").exit());
    for (String wrong :
        List.of(
            "put carts u1 x -W 0",
            "delete carts u1 -W 8",
            "get carts u1 -R 8",
            "get carts u1 -R 2",
            "put accounts alice 1 -W 1",
            "get accounts alice -R 1")) {
      Run run = run(wrong);
      assertEquals(Exit.USAGE.code(), run.exit(), wrong + run.err());
      assertTrue(run.err().matches("(?s).*(quorum of|partition has 1 to 7).*"), run.err());
    }
  }
}
