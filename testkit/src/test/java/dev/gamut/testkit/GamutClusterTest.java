package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.Gamut;
import dev.gamut.client.ReadOptions;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@GamutCluster
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class GamutClusterTest {
  private @Nullable Gamut fromSetup;

  @BeforeEach
  void takeTheClient(Gamut gamut) {
    fromSetup = gamut;
  }

  @Test
  void whatIsPutIsFound(Table carts) {
    carts.put("alice", "3 apples");
    assertEquals("3 apples", carts.get("alice").text().orElseThrow());
    assertFalse(carts.get("bob").isPresent());
  }

  @RepeatedTest(2)
  void everyTestHasAnEmptyTable(Table carts) {
    Key key = Key.of("only once");
    Value value = Value.bytes(Bytes.utf8("1"));
    assertTrue(carts.put(key, value, WriteOptions.ifAbsent()).isApplied());
  }

  @Test
  void twoParametersAreTwoTables(Table first, Table second) {
    assertNotEquals(first.name(), second.name());
    first.put("k", "v");
    assertFalse(second.get("k").isPresent());
  }

  @Test
  void aTableIsAsItWasAskedFor(
      @NewTable(name = "cities", partitionBy = PartitionBy.RANGE, splitAt = "m") Table cities,
      @NewTable(strategy = StrategyKind.LOCAL, partitions = 2) Table scratch,
      Gamut gamut) {
    for (String city : List.of("oslo", "bern", "paris", "rome")) {
      cities.put(city, "a city");
    }
    List<String> found = new ArrayList<>();
    for (var row : cities.scan(new ScanRange.All(), ReadOptions.DEFAULT)) {
      found.add(row.key().toString());
    }
    assertEquals(List.of("bern", "oslo", "paris", "rome"), found);
    assertEquals("cities", cities.name());
    var spec = gamut.tables().stream().filter(t -> t.name().equals(scratch.name())).findFirst();
    assertEquals(StrategyKind.LOCAL, spec.orElseThrow().strategy());
    assertEquals(2, spec.orElseThrow().partitionCount());
  }

  @Test
  void anybodyCanConnectWithItsAddress(EmbeddedCluster cluster, Table carts) {
    carts.put("alice", "3 apples");
    try (Gamut other = Gamut.connect(cluster.addresses().getFirst())) {
      assertEquals("3 apples", other.table(carts.name()).get("alice").text().orElseThrow());
    }
  }

  @Nested
  final class NestedClasses {
    @Test
    void haveTheSameCluster(Gamut gamut) {
      assertSame(fromSetup, gamut);
    }
  }
}
