package dev.gamut.node.catalog;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Limits;
import dev.gamut.model.Member;
import dev.gamut.model.OperationId;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.node.Requests;
import dev.gamut.node.StepLoop;
import dev.gamut.node.machine.Command;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class CatalogMachineTest {
  private static final List<Member> MEMBERS =
      List.of(
          new Member(new NodeId(1), "a:1", ""),
          new Member(new NodeId(2), "b:1", ""),
          new Member(new NodeId(3), "c:1", ""));
  private static final Catalog FIRST = Catalog.first(new UUID(1, 2), MEMBERS);
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          PartitionId.CATALOG,
          TableId.CATALOG,
          0,
          1,
          Bytes.EMPTY,
          null,
          MEMBERS.stream().map(Member::id).toList());

  private final StepLoop loop = new StepLoop();
  private final MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.AT_ONCE));
  private final List<Catalog> heard = new ArrayList<>();
  private final CatalogMachine machine = started();
  private long index;
  private long sequence;

  private CatalogMachine started() {
    CatalogMachine fresh = new CatalogMachine(store, DESCRIPTOR, FIRST, heard::add);
    boolean[] loaded = {false};
    fresh.load(() -> loaded[0] = true);
    loop.settle();
    assertTrue(loaded[0]);
    return fresh;
  }

  private Catalog catalog() {
    return heard.getLast();
  }

  private Table table(String name) {
    return requireNonNull(catalog().table(name));
  }

  private Result apply(Operation change) {
    sequence++;
    return apply(change, Requests.name(7, sequence, sequence));
  }

  private Result apply(Operation change, OperationId id) {
    return apply(machine, change, id);
  }

  private Result apply(CatalogMachine to, Operation change, OperationId id) {
    index++;
    LogEntry entry =
        new LogEntry(
            index, 1, HybridTime.ofMillis(1_000 + index), new Command(0, id, change).encode());
    Store.Batch batch = new Store.Batch();
    List<Result> results = new ArrayList<>();
    to.apply(entry, batch, results::add);
    to.save(batch);
    batch.put(StoreKeys.position(PartitionId.CATALOG), entry.position().encode());
    store.write(batch);
    to.written();
    assertEquals(1, results.size());
    return results.getFirst();
  }

  private static TableSpec spec(String name, int partitions, int replicas) {
    return new TableSpec(
        name, StrategyKind.CONSENSUS, PartitionBy.HASH, partitions, replicas, List.of());
  }

  private Result create(String name, int partitions, int replicas) {
    return apply(new Operation.CreateTable(spec(name, partitions, replicas)));
  }

  private static void assertRefused(Result.Reason reason, Result result) {
    Result.Refused refused = assertInstanceOf(Result.Refused.class, result);
    assertEquals(reason, refused.reason(), refused.message());
  }

  @Test
  void othersStandInForTheReplicasOfASloppyTable() {
    Quorums quorums = new Quorums(1, 1, true, ConflictPolicy.SIBLINGS);
    TableSpec sloppy =
        new TableSpec("s", StrategyKind.LEADERLESS, PartitionBy.HASH, 8, 2, List.of(), quorums);
    assertEquals(new Result.Changed(1), apply(new Operation.CreateTable(sloppy)));
    Set<Long> origins = new HashSet<>();
    for (PartitionDescriptor partition : table("s").partitions()) {
      assertEquals(1, partition.peers().fallbacks().size(), partition.toString());
      assertEquals(3, Set.copyOf(partition.participants()).size(), "nobody stands in for itself");
      partition.participants().forEach(node -> origins.add(partition.originOf(node)));
    }
    assertEquals(8 * 3, origins.size(), "no two give one dot");
  }

  @Test
  void aTableIsMadeWithItsPartitionsAndTheVersionIsTheEntrysIndex() {
    assertEquals(new Result.Changed(1), create("t", 8, 3));
    assertEquals(1, catalog().version());
    Table table = table("t");
    assertEquals(8, table.partitions().size());
    for (PartitionDescriptor partition : table.partitions()) {
      assertEquals(3, Set.copyOf(partition.replicas()).size(), partition.toString());
    }
  }

  @Test
  void leadersAreSpreadOverTheNodes() {
    create("t", 9, 3);
    for (Member member : MEMBERS) {
      long led =
          catalog().partitions().values().stream()
              .filter(partition -> partition.replicas().getFirst().equals(member.id()))
              .count();
      assertEquals(3, led, member.toString());
    }
  }

  @Test
  void aSecondTableOfTheSameNameIsRefusedAndChangesNothing() {
    create("t", 1, 3);
    assertRefused(Result.Reason.ALREADY_EXISTS, create("t", 2, 3));
    assertEquals(1, table("t").partitions().size());
    assertEquals(1, catalog().version());
  }

  @Test
  void aTableThatIsNotThereCannotBeDropped() {
    assertRefused(Result.Reason.NOT_FOUND, apply(new Operation.DropTable("t")));
  }

  @Test
  void moreReplicasThanNodesAreRefused() {
    assertInstanceOf(Result.Changed.class, create("t", 1, 3));
    assertRefused(Result.Reason.BAD_REQUEST, create("u", 1, 4));
    assertNull(catalog().table("u"));
  }

  @Test
  void aRetryOfAChangeHearsTheFirstOutcomeEvenWhenAllHasChangedSince() {
    Operation create = new Operation.CreateTable(spec("t", 1, 3));
    OperationId name = Requests.name(9, 1, 1);
    Result first = apply(create, name);
    apply(new Operation.DropTable("t"));
    assertEquals(first, apply(create, name));
    assertNull(catalog().table("t"), "a retry made the table anew");
  }

  @Test
  void numbersOfTablesPartitionsAndOriginsAreNeverGivenTwice() {
    Set<Long> partitions = new HashSet<>();
    Set<Long> origins = new HashSet<>(Set.of(DESCRIPTOR.origin()));
    Set<Integer> tables = new HashSet<>();
    for (int round = 0; round < 5; round++) {
      create("t", 4, 3);
      Table table = table("t");
      assertTrue(tables.add(table.id().value()), "table " + table.id());
      for (PartitionDescriptor partition : table.partitions()) {
        assertTrue(partitions.add(partition.id().value()), partition.toString());
        assertTrue(origins.add(partition.origin()), partition.toString());
      }
      apply(new Operation.DropTable("t"));
    }
  }

  @Test
  void clientIdsRiseAndAreNeverGrantedAgainNotEvenAfterARestart() {
    long first = grant(machine).client();
    long second = grant(machine).client();
    assertTrue(second > first);
    CatalogMachine restarted = started();
    assertTrue(grant(restarted).client() > second);
  }

  private Result.ClientGranted grant(CatalogMachine from) {
    Result granted = apply(from, new Operation.GrantClient(60_000), OperationId.NONE);
    return assertInstanceOf(Result.ClientGranted.class, granted);
  }

  @Test
  void theLifeOfAClientIdIsBoundedBothWaysAndCountsFromTheEntrysTime() {
    assertEquals(10_000, lifetimeFor(1));
    assertEquals(60_000, lifetimeFor(60_000));
    assertEquals(24 * 3_600_000L, lifetimeFor(Long.MAX_VALUE));
  }

  private long lifetimeFor(long asked) {
    Result granted = apply(new Operation.GrantClient(asked), OperationId.NONE);
    HybridTime expires = assertInstanceOf(Result.ClientGranted.class, granted).expires();
    return expires.millis() - (1_000 + index);
  }

  @Test
  void aTableThatIsCutLaterIsCutOnce() {
    apply(
        new Operation.CreateTable(
            new TableSpec("r", StrategyKind.CONSENSUS, PartitionBy.RANGE, 3, 3, List.of())));
    TableId id = table("r").id();
    assertEquals(List.of(), table("r").partitions());
    List<Bytes> points = List.of(Bytes.utf8("f"), Bytes.utf8("p"));
    assertInstanceOf(Result.Changed.class, apply(new Operation.CutTable(id, null)));
    assertEquals(List.of(), table("r").partitions());
    assertInstanceOf(Result.Changed.class, apply(new Operation.CutTable(id, points)));
    assertEquals(3, table("r").partitions().size());
    assertRefused(Result.Reason.ALREADY_EXISTS, apply(new Operation.CutTable(id, List.of())));
    assertEquals(3, table("r").partitions().size());
    assertRefused(
        Result.Reason.NOT_FOUND,
        apply(new Operation.CutTable(new TableId(id.value() + 1), points)));
  }

  @Test
  void aRestartFindsWhatWasWritten() {
    create("t", 4, 3);
    apply(new Operation.GrantClient(60_000), OperationId.NONE);
    Catalog before = catalog();
    started();
    assertEquals(before.encode(), catalog().encode());
  }

  @Test
  void aSpecificationAtItsLimitsIsMadeAndOnePastThemIsNot() {
    String longest = "t".repeat(Limits.TABLE_NAME_LENGTH_MAX);
    assertEquals(longest, spec(longest, Limits.PARTITION_COUNT_MAX, 3).name());
    assertInstanceOf(Result.Changed.class, create(longest, Limits.PARTITION_COUNT_MAX, 3));
    assertEquals(Limits.PARTITION_COUNT_MAX, catalog().partitions().size());
    assertRefusedAtOnce(longest + "t", 1, 1);
    assertRefusedAtOnce("t", Limits.PARTITION_COUNT_MAX + 1, 1);
    assertRefusedAtOnce("t", 1, Limits.REPLICA_COUNT_MAX + 1);
  }

  private static void assertRefusedAtOnce(String name, int partitions, int replicas) {
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalArgumentException.class, () -> spec(name, partitions, replicas));
  }
}
