package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.GamutException;
import dev.gamut.client.Table;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Clusters inside a program, as programs start them.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class EmbeddedTest {
  private static TableSpec carts(int replicas) {
    return new TableSpec("carts", StrategyKind.CONSENSUS, PartitionBy.HASH, 4, replicas, List.of());
  }

  @Test
  void aWholeDatabaseInOneLine() {
    try (EmbeddedCluster cluster = Gamut.embedded()) {
      Table table = cluster.client().createTable(carts(1));
      table.put("alice", "3 apples");
      assertEquals("3 apples", table.get("alice").text().orElseThrow());
      assertTrue(cluster.httpAddresses().isEmpty());
    }
  }

  @Test
  void whatIsInMemoryOutlivesAStopOfItsNode() {
    try (EmbeddedCluster cluster = Gamut.embedded()) {
      Table table = cluster.client().createTable(carts(1));
      for (int i = 0; i < 500; i++) {
        table.put("k" + i, "v" + i);
      }
      cluster.stop(1);
      cluster.stop(1);
      cluster.start(1);
      for (int i = 0; i < 500; i++) {
        assertEquals("v" + i, table.get("k" + i).text().orElseThrow());
      }
    }
  }

  @Test
  void moreThanTheJournalHoldsCanBeWritten() {
    try (EmbeddedCluster cluster = Gamut.embedded()) {
      Table table = cluster.client().createTable(carts(1));
      String megabyte = "x".repeat(1 << 20);
      for (int i = 0; i < 200; i++) {
        assertTrue(table.put("k" + i % 8, megabyte).isApplied());
      }
      assertEquals(megabyte, table.get("k7").text().orElseThrow());
    }
  }

  @Test
  void aFolderKeepsTheData(@TempDir Path folder) {
    EmbeddedConfig config = EmbeddedConfig.onDisk(folder.resolve("cluster")).withNodes(3);
    List<String> addresses;
    try (EmbeddedCluster cluster = Gamut.embedded(config)) {
      addresses = cluster.addresses();
      cluster.client().createTable(carts(3)).put("alice", "3 apples");
    }
    try (EmbeddedCluster again = Gamut.embedded(config)) {
      assertEquals(addresses, again.addresses());
      Table table = again.client().table("carts");
      assertEquals("3 apples", table.get("alice").text().orElseThrow());
    }
    UncheckedIOException thrown =
        assertThrows(UncheckedIOException.class, () -> Gamut.embedded(config.withNodes(1)));
    assertTrue(String.valueOf(thrown.getMessage()).contains("3 nodes, not 1"));
  }

  @Test
  void aFolderOfSomethingElseIsRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("embedded"), "a note\n");
    UncheckedIOException thrown =
        assertThrows(
            UncheckedIOException.class, () -> Gamut.embedded(EmbeddedConfig.onDisk(folder)));
    assertTrue(String.valueOf(thrown.getMessage()).contains("name another folder"));
  }

  @Test
  void closingTwiceIsFineAndEndsItsClient() {
    EmbeddedCluster cluster = Gamut.embedded();
    Gamut client = cluster.client();
    cluster.close();
    cluster.close();
    assertThrows(GamutException.ClosedException.class, client::tables);
    assertThrows(IllegalStateException.class, () -> cluster.start(1));
  }

  @Test
  void clustersDoNotMeet() {
    try (EmbeddedCluster first = Gamut.embedded();
        EmbeddedCluster second = Gamut.embedded()) {
      first.client().createTable(carts(1)).put("k", "v");
      assertFalse(second.client().catalog().tables().containsKey("carts"));
    }
  }

  @Test
  void aClientOfAnyAddressFindsOutWhetherAnybodyIsThere() {
    try (EmbeddedCluster cluster = Gamut.embedded();
        Gamut client = Gamut.connect(cluster.addresses().getFirst())) {
      client.createTable(carts(1)).put("k", "v");
      assertEquals("v", cluster.client().table("carts").get("k").text().orElseThrow());
      assertThrows(GamutException.NoSuchTableException.class, () -> client.table("cart").get("k"));
    }
  }
}
