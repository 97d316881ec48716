package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Context;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a node takes and refuses of requests to leaderless tables.
final class LeaderlessRequestsTest {
  private LoneNode lone;

  @BeforeEach
  void start() throws IOException {
    lone = LoneNode.started();
  }

  private PartitionDescriptor table(String name, StrategyKind strategy) {
    return lone.table(new TableSpec(name, strategy, PartitionBy.RANGE, 1, 1, List.of())).getFirst();
  }

  private static Requests to(PartitionDescriptor partition) {
    return Requests.to(partition.id()).at(partition.epoch());
  }

  private static Bytes place(String key) {
    return Key.of(key).place(PartitionBy.RANGE);
  }

  private static void assertRefused(Result.Reason reason, Result result) {
    Result.Refused refused = assertInstanceOf(Result.Refused.class, result);
    assertEquals(reason, refused.reason(), refused.message());
  }

  private static void assertApplied(Result result) {
    Result.Written written = assertInstanceOf(Result.Written.class, result);
    assertInstanceOf(Outcome.Applied.class, written.outcome());
  }

  @Test
  void aQuorumIsForLeaderlessTablesAndWithinTheirReplicas() {
    Operation get = new Operation.Get(place("a"));
    Operation put = Requests.put(place("a"), "1");
    PartitionDescriptor ordered = table("t", StrategyKind.CONSENSUS);
    assertRefused(Result.Reason.BAD_REQUEST, lone.askAt(to(ordered), get, Level.OF_TABLE, 1));
    PartitionDescriptor carts = table("carts", StrategyKind.LEADERLESS);
    Requests write = to(carts);
    assertApplied(lone.askAt(write.named(lone.nextName()), put, Level.OF_TABLE, 1));
    assertInstanceOf(Result.Found.class, lone.askAt(write, get, Level.OF_TABLE, 1));
    Result wide = lone.askAt(write.named(lone.nextName()), put, Level.OF_TABLE, 2);
    assertRefused(Result.Reason.BAD_REQUEST, wide);
    assertEquals(
        "a quorum of 2 of 1 replicas: 1 to 1 is possible",
        assertInstanceOf(Result.Refused.class, wide).message());
    assertRefused(Result.Reason.BAD_REQUEST, lone.askAt(write, get, Level.OF_TABLE, 2));
  }

  @Test
  void aDecisionTakesNoQuorumOfItsOwn() {
    Requests carts = to(table("carts", StrategyKind.LEADERLESS));
    Operation get = new Operation.Get(place("a"));
    assertRefused(Result.Reason.BAD_REQUEST, lone.askAt(carts, get, Level.linearizable(), 1));
    assertInstanceOf(Result.Missing.class, lone.askAt(carts, get, Level.linearizable()));
    Operation absent =
        new Operation.Put(place("a"), new Condition.Absent(), Value.bytes(Bytes.utf8("1")));
    assertApplied(lone.askAt(carts.named(lone.nextName()), absent, Level.OF_TABLE));
    Result again = lone.askAt(carts.named(lone.nextName()), absent, Level.OF_TABLE);
    assertInstanceOf(
        Outcome.Rejected.class, assertInstanceOf(Result.Written.class, again).outcome());
  }

  /// A peer's bytes are no reason to end the node.
  @Test
  void aProposalThatCannotBeReadIsDropped() {
    PartitionDescriptor carts = table("carts", StrategyKind.LEADERLESS);
    Batch batch = new Batch();
    ByteWriter out = batch.begin();
    out.varint(carts.id().value()).varint(carts.epoch()).u8(1);
    PaxosCodec.write(
        out,
        new PaxosMessage.Accept(
            1, place("a"), new Ballot(9, 9), new Ballot(9, 9), Bytes.utf8("nonsense")));
    batch.end();
    lone.loop.post(() -> lone.node.peers().receive(new NodeId(2), batch.take()));
    assertInstanceOf(
        Result.Missing.class,
        lone.askAt(to(carts), new Operation.Get(place("a")), Level.linearizable()));
    assertEquals(List.of(), lone.fatal);
    assertTrue(
        lone.events.stream().anyMatch(event -> event.contains("message-dropped")),
        lone.events::toString);
  }

  @Test
  void aScanOfALeaderlessTablePromisesWhatOneReplicaCan() {
    Requests carts = to(table("carts", StrategyKind.LEADERLESS));
    assertApplied(
        lone.askAt(carts.named(lone.nextName()), Requests.put(place("a"), "1"), Level.OF_TABLE));
    Operation scan = new Operation.Scan(Bytes.EMPTY, null, Bytes.EMPTY, 10, 1_000);
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, lone.askAt(carts, scan, Level.regular()));
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, lone.askAt(carts, scan, Level.atomic()));
    Level chain = Level.regular().orElse(Level.eventual());
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, lone.askAt(carts, scan, chain));
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, lone.askAt(carts, scan, Level.linearizable()));
    Result given = lone.askAt(carts, scan, Level.OF_TABLE);
    assertEquals(1, assertInstanceOf(Result.Page.class, given).items().size());
    Operation delete = new Operation.Delete(place("a"), new Condition.Always());
    assertApplied(lone.askAt(carts.named(lone.nextName()), delete, Level.OF_TABLE));
    given = lone.askAt(carts, scan, Level.eventual());
    assertEquals(List.of(), assertInstanceOf(Result.Page.class, given).items());
  }

  @Test
  void onlyStrictQuorumsOfLeaderlessTablesReadAtomically() {
    Operation get = new Operation.Get(place("a"));
    Requests carts = to(table("carts", StrategyKind.LEADERLESS));
    assertInstanceOf(Result.Missing.class, lone.askAt(carts, get, Level.atomic()));
    Requests accounts = to(table("accounts", StrategyKind.CONSENSUS));
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, lone.askAt(accounts, get, Level.atomic()));
    Quorums quorums = new Quorums(1, 1, true, ConflictPolicy.SIBLINGS);
    TableSpec sloppy =
        new TableSpec("s", StrategyKind.LEADERLESS, PartitionBy.RANGE, 1, 1, List.of(), quorums);
    Result refused = lone.askAt(to(lone.table(sloppy).getFirst()), get, Level.atomic());
    assertRefused(Result.Reason.LEVEL_NOT_OFFERED, refused);
    assertEquals(
        "this table offers [linearizable, eventual]", ((Result.Refused) refused).message());
  }

  @Test
  void aTableOfConditionalWritesOnlyTakesNoOthers() {
    Quorums quorums = Quorums.majorities(1).onlyConditional();
    TableSpec spec =
        new TableSpec(
            "stock", StrategyKind.LEADERLESS, PartitionBy.RANGE, 1, 1, List.of(), quorums);
    Requests stock = to(lone.table(spec).getFirst());
    Operation get = new Operation.Get(place("a"));
    Value value = Value.bytes(Bytes.utf8("1"));
    Context seen = new Context(Frontier.EMPTY, HybridTime.ZERO);
    for (Operation plain :
        List.of(
            Requests.put(place("a"), "1"),
            new Operation.Put(place("a"), new Condition.Seen(seen), value),
            new Operation.Delete(place("a"), new Condition.Always()))) {
      Result refused = lone.askAt(stock.named(lone.nextName()), plain, Level.OF_TABLE);
      assertRefused(Result.Reason.CONDITION_REQUIRED, refused);
    }
    assertInstanceOf(Result.Missing.class, lone.askAt(stock, get, Level.OF_TABLE));
    Operation absent = new Operation.Put(place("a"), new Condition.Absent(), value);
    assertApplied(lone.askAt(stock.named(lone.nextName()), absent, Level.OF_TABLE));
    for (Level level : List.of(Level.OF_TABLE, Level.linearizable(), Level.eventual())) {
      assertInstanceOf(Result.Found.class, lone.askAt(stock, get, level));
    }
    for (Level level : List.of(Level.atomic(), Level.regular())) {
      assertRefused(Result.Reason.LEVEL_NOT_OFFERED, lone.askAt(stock, get, level));
    }
    assertRefused(Result.Reason.BAD_REQUEST, lone.askAt(stock, get, Level.OF_TABLE, 1));
    Operation delete = new Operation.Delete(place("a"), new Condition.Present());
    assertApplied(lone.askAt(stock.named(lone.nextName()), delete, Level.OF_TABLE));
  }

  private Result conflicts(PartitionId partition) {
    return lone.askAt(
        Requests.to(partition),
        new Operation.GetConflicts(partition, null, Long.MAX_VALUE, 10, 1_000),
        Level.OF_TABLE);
  }

  @Test
  void onlyLeaderlessPartitionsThatAreHereHaveAConflictLedger() {
    PartitionDescriptor carts = table("carts", StrategyKind.LEADERLESS);
    assertEquals(new Result.ConflictsAre(List.of(), 0, 0, 0), conflicts(carts.id()));
    assertRefused(Result.Reason.BAD_REQUEST, conflicts(table("t", StrategyKind.CONSENSUS).id()));
    assertRefused(Result.Reason.BAD_REQUEST, conflicts(PartitionId.CATALOG));
    assertRefused(Result.Reason.STALE_EPOCH, conflicts(new PartitionId(999)));
    assertEquals(List.of(), lone.fatal);
  }
}
