package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.node.StepLoop;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A replica that begins where an earlier one was dropped, while the store takes no writes.
final class RemovalTest {
  private static final NodeId SELF = new NodeId(1);
  private static final PartitionDescriptor REBUILT =
      new PartitionDescriptor(
          new PartitionId(7),
          new TableId(1),
          2,
          9,
          Bytes.EMPTY,
          null,
          List.of(SELF, new NodeId(2), new NodeId(3)),
          new PartitionDescriptor.Peers(
              List.of(), List.of(9L, 2L, 3L), List.of(1L), null, List.of(SELF)));
  private static final TableSpec TABLE =
      new TableSpec(
          "t",
          StrategyKind.LEADERLESS,
          PartitionBy.RANGE,
          1,
          3,
          List.of(),
          new Quorums(2, 2, false, ConflictPolicy.SIBLINGS));
  private static final Bytes ITEM = StoreKeys.item(new TableId(1), Bytes.utf8("k"));

  private final StepLoop loop = new StepLoop();
  private final MemoryStore disk =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
  private final LoneReplicaHost host =
      new LoneReplicaHost(SELF, loop, new GatheringStore(disk, 1 << 20, 0));
  private final Store store = host.store();
  private @Nullable Replica begun;

  @BeforeEach
  void theEarlierReplicaLeavesWhatItHad() {
    ByteWriter seen = new ByteWriter(64);
    Frontier.ofRange(2, 1, 91).write(seen);
    store.write(
        new Store.Batch()
            .put(ITEM, Bytes.utf8("v"))
            .put(LeaderlessMachine.seenKey(REBUILT), seen.take())
            .put(StoreKeys.state(REBUILT, "origin"), new ByteWriter(9).varint(1).take()));
    store.flush();
    disk.completeFlush();
    loop.settle();
  }

  private LeaderlessMachine begin() {
    ConflictLedger ledger =
        new ConflictLedger(
            store,
            REBUILT,
            ConflictLedger.Bounds.DEFAULT,
            new ConflictLedger.Witness(host::wallMillis, () -> {}));
    LeaderlessMachine machine = new LeaderlessMachine(store, REBUILT, TABLE, SELF, ledger);
    ReplicaStarter.Tuning tuning =
        new ReplicaStarter.Tuning(
            RaftConfig.defaults(),
            3,
            10,
            1 << 10,
            ComparingConfig.defaults(),
            CollectingConfig.defaults());
    new ReplicaStarter(host, REBUILT, machine, null, tuning)
        .start(StrategyKind.LEADERLESS, replica -> begun = replica);
    loop.settle();
    return machine;
  }

  private boolean isItemThere() {
    List<Boolean> there = new ArrayList<>();
    store.get(ITEM, found -> there.add(found != null));
    loop.settle();
    return there.getFirst();
  }

  @Test
  void itBeginsOnceTheStoreHasForgottenTheEarlierOne() {
    disk.stall(true);
    LeaderlessMachine machine = begin();
    assertNull(begun, "it would take what the earlier one had seen for its own");
    disk.stall(false);
    loop.settle();
    assertNotNull(begun);
    assertEquals(Frontier.EMPTY, machine.seen());
  }

  @Test
  void whatIsRemovedLateIsNotItsSuccessors() {
    AtomicBoolean hasSuccessor = new AtomicBoolean();
    disk.stall(true);
    Removal.remove(store, REBUILT, () -> !hasSuccessor.get(), () -> {});
    hasSuccessor.set(true);
    disk.stall(false);
    loop.settle();
    assertTrue(isItemThere());
  }
}
