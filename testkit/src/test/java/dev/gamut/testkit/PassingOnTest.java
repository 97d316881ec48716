package dev.gamut.testkit;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.ReadOptions;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.client.WriteResult;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Key;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.Receipt;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.real.RealClientWorld;
import dev.gamut.world.ClientWorld;
import dev.gamut.world.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Five nodes of which three keep a table, and a client that reaches one of the other two alone.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class PassingOnTest {
  private static final int KEYS = 100;
  private static final String NOBODY = "127.0.0.1:1";

  private final EmbeddedCluster cluster =
      Gamut.embedded(EmbeddedConfig.inMemory().withNodes(5).withHttp());
  private PartitionDescriptor partition = table("carts", StrategyKind.CONSENSUS);

  @AfterEach
  void end() {
    cluster.close();
  }

  private PartitionDescriptor table(String name, StrategyKind strategy) {
    Gamut all = cluster.client();
    TableSpec spec = new TableSpec(name, strategy, PartitionBy.HASH, 1, 3, List.of());
    boolean leaderless = strategy == StrategyKind.LEADERLESS;
    all.createTable(
        leaderless ? spec.with(new Quorums(2, 2, false, ConflictPolicy.LAST_WRITER_WINS)) : spec);
    return requireNonNull(all.catalog().table(name)).partitions().getFirst();
  }

  private Member stranger() {
    return cluster.client().catalog().members().stream()
        .filter(member -> !partition.participants().contains(member.id()))
        .findFirst()
        .orElseThrow();
  }

  /// A client that reaches one node; whom it dials else refuses, or says nothing at all.
  private static Gamut confined(String address, boolean refused) {
    ClientWorld world = new RealClientWorld().open();
    Connection.Dialer door = world.dialer();
    Connection.Dialer narrow =
        (wanted, handler) -> {
          if (wanted.equals(address)) {
            door.dial(wanted, handler);
          } else if (refused) {
            door.dial(NOBODY, handler);
          }
        };
    return Gamut.connect(
        ClientConfig.of(List.of(address)),
        new ClientWorld(
            world.loop(),
            world.clock(),
            world.entropy(),
            narrow,
            world.alarm(),
            world.resources()));
  }

  private static WriteResult put(Table table, String key, String value) {
    WriteOptions options = WriteOptions.DEFAULT.within(Duration.ofSeconds(20));
    return table.put(Key.of(key), Value.bytes(Bytes.utf8(value)), options);
  }

  private static Receipt receipt(Table table, String key) {
    ReadOptions options = ReadOptions.DEFAULT.withReceipt().within(Duration.ofSeconds(20));
    return table.get(Key.of(key), options).receipt().orElseThrow();
  }

  private double passedOn(NodeId node) throws IOException, InterruptedException {
    String address = cluster.httpAddresses().get(node.value() - 1);
    return HttpCalls.metrics(address).value("gamut_requests_passed_on_total{outcome=\"answered\"}");
  }

  private void servesAll(boolean refused) throws IOException, InterruptedException {
    Member only = stranger();
    try (Gamut gamut = confined(only.address(), refused)) {
      Table table = gamut.table("carts");
      for (int i = 0; i < KEYS; i++) {
        assertTrue(put(table, "k" + i, "v" + i).isApplied());
      }
      assertFalse(
          table
              .put(Key.of("k1"), Value.bytes(Bytes.utf8("1")), WriteOptions.ifAbsent())
              .isApplied());
      for (int i = 0; i < KEYS; i++) {
        assertEquals("v" + i, table.get("k" + i).text().orElseThrow());
        assertEquals("v" + i, cluster.client().table("carts").get("k" + i).text().orElseThrow());
      }
      Receipt receipt = receipt(table, "k1");
      assertTrue(partition.replicas().contains(receipt.servedBy()), "who answered is a replica");
      assertEquals(only.id(), receipt.via());
      assertNull(receipt(cluster.client().table("carts"), "k1").via());
    }
    assertTrue(passedOn(only.id()) >= 2 * KEYS, "the node that passed on counts it");
  }

  @Test
  void aConsensusTableIsServedThroughANodeThatHasNothingOfIt() throws Exception {
    servesAll(true);
    servesAll(false);
  }

  @Test
  void aLeaderlessTableToo() throws Exception {
    cluster.client().dropTable("carts");
    partition = table("carts", StrategyKind.LEADERLESS);
    servesAll(true);
    servesAll(false);
  }

  /// Each by a client of its own, which hears of the catalog from a node that may not have applied
  /// the table yet.
  @Test
  void aTableJustMadeIsThereForWhoeverAsksAnyNode() {
    for (int i = 0; i < 30; i++) {
      String name = "new" + i;
      partition = table(name, StrategyKind.CONSENSUS);
      try (Gamut gamut = confined(stranger().address(), true)) {
        assertTrue(put(gamut.table(name), "k", "v").isApplied());
      }
    }
  }

  @Test
  void itGoesOnWhileTheLeaderChanges() {
    try (Gamut gamut = confined(stranger().address(), true)) {
      Table table = gamut.table("carts");
      assertTrue(put(table, "k", "before").isApplied());
      NodeId before = receipt(table, "k").servedBy();
      cluster.stop(before.value());
      for (int i = 0; i < KEYS; i++) {
        assertTrue(put(table, "k" + i, "v" + i).isApplied());
      }
      assertNotEquals(before, receipt(table, "k").servedBy());
      cluster.start(before.value());
      for (int i = 0; i < KEYS; i++) {
        assertEquals("v" + i, table.get("k" + i).text().orElseThrow());
      }
    }
  }
}
