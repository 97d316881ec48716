package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
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
  void what_is_put_is_read_and_what_is_deleted_is_not() {
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
  void a_retry_takes_effect_once_and_hears_the_same() {
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
  void a_request_whose_time_is_up_is_dropped_before_it_is_proposed() {
    assertRefused(
        Result.Reason.TOO_LATE,
        lone.ask(to(left).named(lone.nextName()).within(0), Requests.put(place("a"), "late")));
    assertMissing("a");
  }

  @Test
  void a_stale_epoch_is_refused_for_reads_and_writes_and_changes_nothing() {
    Requests stale = to(left).at(left.epoch() + 1);
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(stale, new Operation.Get(place("a"))));
    assertRefused(
        Result.Reason.STALE_EPOCH,
        lone.ask(stale.named(lone.nextName()), Requests.put(place("a"), "1")));
    assertMissing("a");
  }

  @Test
  void a_key_of_another_partition_is_refused() {
    assertRefused(
        Result.Reason.STALE_EPOCH,
        lone.ask(to(left).named(lone.nextName()), Requests.put(place("z"), "1")));
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(to(right), new Operation.Get(place("a"))));
  }

  @Test
  void a_partition_that_is_not_here_is_refused_as_one() {
    Requests nowhere = Requests.to(new PartitionId(999));
    assertRefused(Result.Reason.STALE_EPOCH, lone.ask(nowhere, new Operation.Get(place("a"))));
  }

  @Test
  void items_are_not_in_the_catalog_and_tables_not_in_a_partition() {
    Requests catalog = Requests.to(PartitionId.CATALOG).at(0).named(lone.nextName());
    assertRefused(Result.Reason.BAD_REQUEST, lone.ask(catalog, Requests.put(place("a"), "1")));
    assertRefused(Result.Reason.BAD_REQUEST, lone.ask(catalog, new Operation.Get(place("a"))));
    assertRefused(
        Result.Reason.BAD_REQUEST,
        lone.ask(to(left).named(lone.nextName()), new Operation.DropTable("t")));
  }

  @Test
  void a_level_that_the_strategy_does_not_offer_is_an_error_that_names_those_it_does() {
    lone.loop.settle();
    Level causal = new Level(List.of(new Level.Rung(Level.Kind.CAUSAL, 0, 0)));
    Result refused = lone.askAt(to(left), new Operation.Get(place("a")), causal);
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, refused);
    assertTrue(((Result.Refused) refused).message().contains("linearizable, eventual"));
  }

  @Test
  void a_key_at_the_limit_is_taken_and_one_byte_more_is_not() {
    assertApplied(put("a".repeat(Limits.KEY_SIZE_MAX), "1"));
    Result refused = put("a".repeat(Limits.KEY_SIZE_MAX + 1), "1");
    assertRefused(Result.Reason.BAD_REQUEST, refused);
    assertTrue(((Result.Refused) refused).message().contains("a key of 4097 bytes"));
  }

  @Test
  void an_empty_partition_key_is_refused() {
    assertRefused(Result.Reason.BAD_REQUEST, put("", "1"));
  }

  @Test
  void a_full_store_makes_the_node_read_only_until_it_has_room() {
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
  void a_node_whose_store_was_full_before_it_began_is_read_only_once_it_has_recovered()
      throws IOException {
    LoneNode fresh = new LoneNode(new Store.Condition.Full("no room"));
    fresh.node.start();
    fresh.loop.pass(SECOND);
    assertEquals("read-only, disk full", fresh.node.mode());
  }

  @Test
  void a_write_that_waits_for_a_full_store_is_answered_once_there_is_room() {
    long waiting = lone.send(to(left).named(lone.nextName()), Requests.put(place("a"), "1"));
    lone.store.stall(true);
    lone.loop.pass(SECOND);
    lone.store.stall(false);
    assertApplied(lone.await(waiting));
  }

  @Test
  void a_full_journal_makes_the_node_read_only_and_deletes_still_work() {
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
  void a_full_journal_keeps_the_node_read_only_when_the_store_has_room_again() {
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
  void a_store_that_failed_ends_the_node() {
    lone.store.become(new Store.Condition.Failed("a bad block"));
    lone.loop.settle();
    assertEquals(1, lone.fatal.size());
    assertTrue(String.valueOf(lone.fatal.getFirst().getMessage()).contains("a bad block"));
  }

  @Test
  void a_node_that_drains_refuses_but_tells_how_it_is_and_a_full_disk_does_not_change_that() {
    lone.node.drain();
    assertRefused(Result.Reason.DRAINING, put("a", "1"));
    assertRefused(Result.Reason.DRAINING, lone.ask(to(left), new Operation.Get(place("a"))));
    assertInstanceOf(Result.StatusIs.class, lone.ask(to(left), new Operation.GetStatus()));
    lone.store.become(new Store.Condition.Full("no room"));
    lone.loop.settle();
    assertEquals("draining", lone.node.mode());
  }

  @Test
  void a_node_that_recovers_serves_nothing_yet() throws IOException {
    LoneNode fresh = new LoneNode();
    fresh.connect();
    assertEquals("recovering", fresh.node.mode());
    assertRefused(
        Result.Reason.RECOVERING,
        fresh.ask(Requests.to(PartitionId.CATALOG).at(0), new Operation.GrantClient(60_000)));
  }

  @Test
  void a_frame_that_cannot_be_read_ends_its_connection() {
    lone.receiveGarbage(Bytes.utf8("\u0003\u0000\u0000\u0000abc"));
    assertTrue(lone.isClosed());
    assertTrue(lone.events.getLast().contains("ended"), lone.events::getLast);
  }

  @Test
  void a_dropped_table_is_gone_and_its_name_is_free() {
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
}
