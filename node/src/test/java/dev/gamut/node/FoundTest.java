package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.node.strategy.ReplicaMark;
import dev.gamut.storage.journal.RecoveredGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What is left in a journal of replicas that the catalog gives to others.
final class FoundTest {
  private static final PartitionId PARTITION = new PartitionId(1);
  private static final long EPOCH = 1;

  private final Catalog catalog = catalog();

  private static Catalog catalog() {
    Catalog first = Catalog.first(new UUID(1, 2), List.of(new Member(new NodeId(1), "n1:1", "")));
    Quorums quorums = new Quorums(1, 1, false, ConflictPolicy.SIBLINGS);
    TableSpec spec =
        new TableSpec("t", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 1, List.of(), quorums);
    PartitionDescriptor partition =
        new PartitionDescriptor(
            PARTITION, new TableId(1), EPOCH, 2, Bytes.EMPTY, null, List.of(new NodeId(1)));
    Table table = new Table(new TableId(1), spec, List.of(partition));
    return first.with(1, table, new Catalog.Counters(2, 2, 3, 1));
  }

  private List<PartitionId> left(RecoveredGroup group, Set<PartitionId> wanted) {
    Map<PartitionId, RecoveredGroup> groups = new TreeMap<>();
    groups.put(group.id(), group);
    return new Found(groups, false).left(catalog, wanted);
  }

  private static RecoveredGroup group(PartitionId id, Bytes state, boolean damaged) {
    return new RecoveredGroup(id, state, 1, 0, damaged, false, List.of());
  }

  private static Bytes mark(long epoch) {
    return new ReplicaMark(2, epoch).encode();
  }

  @Test
  void aReplicaThatTheCatalogGivesToOthersHasLeft() {
    RecoveredGroup gone = group(PARTITION, mark(EPOCH), false);
    assertEquals(List.of(PARTITION), left(gone, Set.of()));
    assertEquals(List.of(), left(gone, Set.of(PARTITION)));
  }

  @Test
  void oneOfALaterEpochOrADamagedOneMayBeHere() {
    assertEquals(List.of(), left(group(PARTITION, mark(EPOCH + 1), false), Set.of()));
    assertEquals(List.of(), left(group(PARTITION, mark(EPOCH), true), Set.of()));
  }

  @Test
  void oneOfADroppedTableHasLeftAndOneOfALaterTableHasNot() {
    assertEquals(List.of(), left(group(new PartitionId(2), mark(EPOCH), false), Set.of()));
    Catalog without = catalog.without(2, "t");
    Map<PartitionId, RecoveredGroup> groups =
        Map.of(PARTITION, group(PARTITION, mark(EPOCH), false));
    assertEquals(List.of(PARTITION), new Found(groups, false).left(without, Set.of()));
  }

  @Test
  void whatLiesBesideALogOfAnotherStrategyIsNotRead() {
    assertEquals(List.of(), left(group(PARTITION, Bytes.utf8("x"), false), Set.of(PARTITION)));
  }
}
