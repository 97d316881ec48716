package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Limits;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A request's whole way through a node: door, chain, router, replica, and back.
final class NodeTest {
  private static final long SECOND = 1_000_000_000L;

  private LoneNode lone;
  private PartitionDescriptor left;
  private PartitionDescriptor right;

  @BeforeEach
  void makeTable() throws IOException {
    lone = LoneNode.started();
    List<PartitionDescriptor> partitions =
        lone.table(
            new TableSpec(
                "t", StrategyKind.CONSENSUS, PartitionBy.RANGE, 2, 1, List.of(Bytes.utf8("m"))));
    left = partitions.getFirst();
    right = partitions.getLast();
  }

  private static Bytes place(String key) {
    return Key.of(key).place(PartitionBy.RANGE);
  }

  private Requests to(PartitionDescriptor partition) {
    return Requests.to(partition.id()).at(partition.epoch());
  }

  private Result put(String key, String value) {
    return lone.ask(to(left).named(lone.nextName()), Requests.put(place(key), value));
  }

  private static void assertRefused(Result.Reason reason, Result result) {
    Result.Refused refused = assertInstanceOf(Result.Refused.class, result);
    assertEquals(reason, refused.reason(), refused.message());
  }

  private static Outcome.Applied assertApplied(Result result) {
    Result.Written written = assertInstanceOf(Result.Written.class, result);
    return assertInstanceOf(Outcome.Applied.class, written.outcome());
  }

  private void assertMissing(String key) {
    assertInstanceOf(Result.Missing.class, lone.ask(to(left), new Operation.Get(place(key))));
  }

  @Test
  void whatIsPutIsReadAndWhatIsDeletedIsNot() {
    assertApplied(put("a", "1"));
    Result found = lone.ask(to(left), new Operation.Get(place("a")));
    assertEquals(
        Bytes.utf8("1"),
        assertInstanceOf(Result.Found.class, found).item().single().value().bytes());
    Operation delete = new Operation.Delete(place("a"), new Condition.Always());
    assertApplied(lone.ask(to(left).named(lone.nextName()), delete));
    assertMissing("a");
  }

  @Test
  void aRetryTakesEffectOnceAndHearsTheSame() {
    OperationId name = Requests.name(5, 1, 1);
    Operation ifAbsent =
        new Operation.Put(
            place("a"), new Condition.Absent(), Requests.put(place("a"), "1").value());
    Result first = lone.ask(to(left).named(name), ifAbsent);
    assertApplied(first);
    assertEquals(first, lone.ask(to(left).named(name), ifAbsent));
    Result other = lone.ask(to(left).named(Requests.name(5, 2, 1)), ifAbsent);
    assertInstanceOf(
        Outcome.Rejected.class, assertInstanceOf(Result.Written.class, other).outcome());
  }

  @Test
  void aRequestWhoseTimeIsUpIsDroppedBeforeItIsProposed() {
    assertRefused(
        Result.Reason.TOO_LATE,
        lone.ask(to(left).named(lone.nextName()).within(0), Requests.put(place("a"), "late")));
    assertMissing("a");
  }

  @Test
  void aStaleEpochIsRefusedForReadsAndWritesAndChangesNothing() {
    Requests stale = to(left).at(left.epoch() + 1);
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(stale, new Operation.Get(place("a"))));
    assertRefused(
        Result.Reason.STALE_EPOCH,
        lone.ask(stale.named(lone.nextName()), Requests.put(place("a"), "1")));
    assertMissing("a");
  }

  @Test
  void aKeyOfAnotherPartitionIsRefused() {
    assertRefused(
        Result.Reason.STALE_EPOCH,
        lone.ask(to(left).named(lone.nextName()), Requests.put(place("z"), "1")));
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(to(right), new Operation.Get(place("a"))));
  }

  @Test
  void aPartitionThatIsNotHereIsRefusedAsOne() {
    Requests nowhere = Requests.to(new PartitionId(999));
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(nowhere, new Operation.Get(place("a"))));
  }

  @Test
  void itemsAreNotInTheCatalogAndTablesNotInAPartition() {
    Requests catalog = Requests.to(PartitionId.CATALOG).at(0).named(lone.nextName());
    assertRefused(Result.Reason.BAD_REQUEST, lone.ask(catalog, Requests.put(place("a"), "1")));
    assertRefused(Result.Reason.BAD_REQUEST, lone.ask(catalog, new Operation.Get(place("a"))));
    assertRefused(
        Result.Reason.BAD_REQUEST,
        lone.ask(to(left).named(lone.nextName()), new Operation.DropTable("t")));
    assertRefused(Result.Reason.BAD_REQUEST, lone.ask(to(left), new Operation.NewestCatalog(0)));
    assertEquals(
        new Result.CatalogIs(lone.node.catalog().encode()),
        lone.ask(catalog, new Operation.NewestCatalog(0)));
  }

  @Test
  void aLevelThatTheStrategyDoesNotOfferIsAnErrorThatNamesThoseItDoes() {
    lone.loop.settle();
    Level causal = new Level(List.of(new Level.Rung(Level.Kind.CAUSAL, 0, 0)));
    Result refused = lone.askAt(to(left), new Operation.Get(place("a")), causal);
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, refused);
    assertTrue(((Result.Refused) refused).message().contains("linearizable, eventual"));
  }

  @Test
  void aKeyAtTheLimitIsTakenAndOneByteMoreIsNot() {
    assertApplied(put("a".repeat(Limits.KEY_SIZE_MAX), "1"));
    Result refused = put("a".repeat(Limits.KEY_SIZE_MAX + 1), "1");
    assertRefused(Result.Reason.BAD_REQUEST, refused);
    assertTrue(((Result.Refused) refused).message().contains("a key of 4097 bytes"));
  }

  @Test
  void anEmptyPartitionKeyIsRefused() {
    assertRefused(Result.Reason.BAD_REQUEST, put("", "1"));
  }

  @Test
  void aFullStoreMakesTheNodeReadOnlyUntilItHasRoom() {
    assertApplied(put("a", "1"));
    lone.store.become(new Store.Condition.Full("no room"));
    lone.loop.settle();
    assertEquals("read-only, disk full", lone.node.mode());
    assertRefused(Result.Reason.READ_ONLY, put("b", "2"));
    assertInstanceOf(Result.Found.class, lone.ask(to(left), new Operation.Get(place("a"))));
    lone.store.become(new Store.Condition.Healthy());
    lone.loop.settle();
    assertEquals("serving", lone.node.mode());
    assertMissing("b");
    assertApplied(put("b", "2"));
  }

  @Test
  void aNodeWhoseStoreWasFullBeforeItBeganIsReadOnlyOnceItHasRecovered() throws IOException {
    LoneNode fresh = new LoneNode(new Store.Condition.Full("no room"));
    fresh.node.start();
    fresh.loop.pass(SECOND);
    assertEquals("read-only, disk full", fresh.node.mode());
  }

  @Test
  void aWriteThatWaitsForAFullStoreIsAnsweredOnceThereIsRoom() {
    long waiting = lone.send(to(left).named(lone.nextName()), Requests.put(place("a"), "1"));
    lone.store.stall(true);
    lone.loop.pass(SECOND);
    lone.store.stall(false);
    assertApplied(lone.await(waiting));
  }

  @Test
  void aFullJournalMakesTheNodeReadOnlyAndDeletesStillWork() {
    assertApplied(put("a", "1"));
    lone.disk.setCapacity(lone.disk.usedBytes());
    String value = "v".repeat(2_000);
    Result last = put("b", value);
    for (int i = 0; last instanceof Result.Written && i < 10_000; i++) {
      last = put("b", value);
    }
    assertRefused(Result.Reason.READ_ONLY, last);
    assertEquals("read-only, disk full", lone.node.mode());
    Operation delete = new Operation.Delete(place("a"), new Condition.Always());
    assertApplied(lone.ask(to(left).named(lone.nextName()), delete));
    assertMissing("a");
    lone.disk.setCapacity(Long.MAX_VALUE);
    lone.loop.runUntil(() -> lone.node.mode().equals("serving"), 10 * SECOND);
    assertApplied(put("b", value));
  }

  @Test
  void aFullJournalKeepsTheNodeReadOnlyWhenTheStoreHasRoomAgain() {
    lone.disk.setCapacity(lone.disk.usedBytes());
    for (int i = 0; !lone.node.mode().startsWith("read-only") && i < 10_000; i++) {
      put("b", "v".repeat(2_000));
    }
    lone.store.become(new Store.Condition.Full("no room"));
    lone.loop.settle();
    lone.store.become(new Store.Condition.Healthy());
    lone.loop.settle();
    assertEquals("read-only, disk full", lone.node.mode());
  }

  @Test
  void aStoreThatFailedEndsTheNode() {
    lone.store.become(new Store.Condition.Failed("a bad block"));
    lone.loop.settle();
    assertEquals(1, lone.fatal.size());
    assertTrue(String.valueOf(lone.fatal.getFirst().getMessage()).contains("a bad block"));
  }

  @Test
  void aNodeThatDrainsRefusesButTellsHowItIsAndAFullDiskDoesNotChangeThat() {
    lone.node.drain();
    assertRefused(Result.Reason.DRAINING, put("a", "1"));
    assertRefused(Result.Reason.DRAINING, lone.ask(to(left), new Operation.Get(place("a"))));
    assertInstanceOf(Result.StatusIs.class, lone.ask(to(left), new Operation.GetStatus()));
    lone.store.become(new Store.Condition.Full("no room"));
    lone.loop.settle();
    assertEquals("draining", lone.node.mode());
  }

  @Test
  void aNodeThatRecoversServesNothingYet() throws IOException {
    LoneNode fresh = new LoneNode();
    fresh.connect();
    assertEquals("recovering", fresh.node.mode());
    assertRefused(
        Result.Reason.RECOVERING,
        fresh.ask(Requests.to(PartitionId.CATALOG).at(0), new Operation.GrantClient(60_000)));
  }

  @Test
  void aFrameThatCannotBeReadEndsItsConnection() {
    lone.receiveGarbage(Bytes.utf8("\u0003\u0000\u0000\u0000abc"));
    assertTrue(lone.isClosed());
    assertTrue(lone.events.getLast().contains("client-refused"), lone.events::getLast);
  }

  @Test
  void aDroppedTableIsGoneAndItsNameIsFree() {
    put("a", "1");
    assertInstanceOf(Result.Changed.class, lone.change(new Operation.DropTable("t")));
    lone.loop.settle();
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(to(left), new Operation.Get(place("a"))));
    PartitionDescriptor again =
        lone.table(new TableSpec("t", StrategyKind.LOCAL, PartitionBy.RANGE, 1, 1, List.of()))
            .getFirst();
    assertFalse(again.id().equals(left.id()));
    assertInstanceOf(Result.Missing.class, lone.ask(to(again), new Operation.Get(place("a"))));
  }

  /// As after the catalog's replica here was damaged, and a leader that had not applied its log yet
  /// sent what it had.
  @Test
  void aCatalogOlderThanWhatWasFollowedTakesNoReplicaAway() throws IOException {
    LoneNode other = LoneNode.started();
    Catalog before = other.node.catalog();
    PartitionDescriptor only =
        other
            .table(new TableSpec("t", StrategyKind.CONSENSUS, PartitionBy.RANGE, 1, 1, List.of()))
            .getFirst();
    assertApplied(other.ask(to(only).named(other.nextName()), Requests.put(place("a"), "1")));
    other.loop.post(() -> other.node.tenancy().follow(before));
    other.loop.settle();
    assertInstanceOf(Result.Found.class, other.ask(to(only), new Operation.Get(place("a"))));
  }
}
