package dev.gamut.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the constructors of the model refuse, and how places find their partitions.
final class SpecTest {
  private static void refused(String part, Runnable making) {
    Exception thrown = assertThrows(IllegalArgumentException.class, making::run);
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains(part), message);
  }

  private static TableSpec spec(String name, int partitions, int replicas, Bytes... splitAt) {
    PartitionBy by = splitAt.length == 0 ? PartitionBy.HASH : PartitionBy.RANGE;
    return new TableSpec(name, StrategyKind.CONSENSUS, by, partitions, replicas, List.of(splitAt));
  }

  @Test
  void namesOfTables() {
    spec("a", 1, 1);
    spec("a" + "b".repeat(Limits.TABLE_NAME_LENGTH_MAX - 1), 1, 1);
    for (String wrong :
        List.of("", "A", "1a", "-a", "a b", "ä", "a".repeat(Limits.TABLE_NAME_LENGTH_MAX + 1))) {
      refused("name of a table", () -> spec(wrong, 1, 1));
    }
  }

  @Test
  void countsOfPartitionsAndReplicas() {
    spec("t", Limits.PARTITION_COUNT_MAX, Limits.REPLICA_COUNT_MAX);
    refused("partitions", () -> spec("t", 0, 1));
    refused("partitions", () -> spec("t", Limits.PARTITION_COUNT_MAX + 1, 1));
    refused("replicas", () -> spec("t", 1, 0));
    refused("replicas", () -> spec("t", 1, Limits.REPLICA_COUNT_MAX + 1));
    refused(
        "local", () -> new TableSpec("t", StrategyKind.LOCAL, PartitionBy.HASH, 1, 2, List.of()));
  }

  @Test
  void splitPointsRiseAndAreAsManyAsNeeded() {
    Bytes a = Bytes.utf8("a");
    Bytes b = Bytes.utf8("b");
    spec("t", 3, 1, a, b);
    refused("split points", () -> spec("t", 2, 1, a, b));
    refused("must rise", () -> spec("t", 3, 1, b, a));
    refused("must rise", () -> spec("t", 3, 1, a, a));
    refused("empty", () -> spec("t", 2, 1, Bytes.EMPTY));
    refused("bytes", () -> spec("t", 2, 1, Bytes.wrap(new byte[Limits.KEY_SIZE_MAX + 1])));
  }

  @Test
  void everyPlaceHasOnePartition() {
    Entropy entropy = Entropy.seeded(1);
    for (int i = 0; i < 2_000; i++) {
      Table table = ModelSamples.table(entropy);
      for (int j = 0; j < 20; j++) {
        Bytes place = ModelSamples.bytes(entropy, 4);
        List<PartitionDescriptor> holding =
            table.partitions().stream().filter(p -> p.holds(place)).toList();
        assertEquals(List.of(table.locate(place)), holding);
        assertEquals(table.partitions().get(table.indexOf(place)), table.locate(place));
      }
    }
  }

  @Test
  void partitionsLeaveNoGap() {
    TableId id = new TableId(1);
    List<NodeId> nodes = List.of(new NodeId(1));
    Bytes m = Bytes.utf8("m");
    PartitionDescriptor low =
        new PartitionDescriptor(new PartitionId(1), id, 1, 1, Bytes.EMPTY, m, nodes);
    PartitionDescriptor high =
        new PartitionDescriptor(new PartitionId(2), id, 1, 1, m, null, nodes);
    TableSpec spec = spec("t", 1, 1);
    assertEquals(2, new Table(id, spec, List.of(low, high)).partitions().size());
    refused("gap", () -> new Table(id, spec, List.of(low)));
    refused("begin", () -> new Table(id, spec, List.of(high)));
    refused("begin", () -> new Table(id, spec, List.of(high, low)));
    refused("partitions", () -> new Table(id, spec, new ArrayList<>()));
  }

  @Test
  void levelsAreChains() {
    assertEquals(Level.atomic().orElse(Level.eventual()), Level.parse("atomic, EVENTUAL"));
    assertEquals(Level.OF_TABLE, Level.parse("table"));
    assertThrows(IllegalArgumentException.class, () -> Level.parse("atomic,"));
    Level chain = Level.linearizable().within(Duration.ofMillis(50)).orElse(Level.eventual());
    assertEquals(2, chain.rungs().size());
    assertEquals(50_000_000, chain.rungs().getFirst().withinNanos());
    assertEquals(Level.Kind.EVENTUAL, chain.rungs().getLast().kind());
    refused("rungs", () -> new Level(List.of()));
    refused("rungs", () -> chain.orElse(chain).orElse(chain).orElse(chain).orElse(chain));
  }

  @Test
  void aTableOfConditionalWritesOnlyIsReadAsItWasWritten() throws MalformedException {
    Quorums usual = Quorums.majorities(3);
    Quorums decided = usual.onlyConditional();
    ByteWriter out = new ByteWriter();
    usual.write(out);
    decided.write(out);
    ByteReader in = new ByteReader(out.take());
    assertEquals(usual, Quorums.read(in));
    assertEquals(decided, Quorums.read(in));
    assertTrue(usual.isRegular(2, 3) && !decided.isRegular(3, 3), "a quorum may miss a decision");
    Quorums sloppy = new Quorums(2, 2, true, ConflictPolicy.SIBLINGS);
    assertThrows(IllegalArgumentException.class, sloppy::onlyConditional);
    Bytes both = new ByteWriter().u8(2).u8(2).u8(3).u8(0).take();
    assertThrows(MalformedException.class, () -> Quorums.read(new ByteReader(both)));
  }
}
