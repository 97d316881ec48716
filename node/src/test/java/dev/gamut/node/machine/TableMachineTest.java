package dev.gamut.node.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.model.Value;
import dev.gamut.node.StepLoop;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How conditions are judged by what entries before them in the same batch have written.
final class TableMachineTest {
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          new PartitionId(5), new TableId(3), 1, 7, Bytes.EMPTY, null, List.of(new NodeId(1)));
  private static final HybridTime NEVER = HybridTime.ofMillis(1_000_000);

  private final StepLoop loop = new StepLoop();
  private final MemoryStore store =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.AT_ONCE));
  private final TableMachine machine = new TableMachine(store, DESCRIPTOR);
  private Store.Batch batch = new Store.Batch();
  private long index;

  private static Bytes place(String key) {
    return Key.of(key).place(PartitionBy.RANGE);
  }

  private static Version version(long index) {
    return new Version(HybridTime.ofMillis(index), new Dot(DESCRIPTOR.origin(), index));
  }

  private Outcome apply(Operation operation) {
    index++;
    Command command = new Command(1, new OperationId(9, index, index, NEVER), operation);
    LogEntry entry = new LogEntry(index, 1, HybridTime.ofMillis(index), command.encode());
    List<Result> results = new ArrayList<>();
    machine.apply(entry, batch, results::add);
    loop.settle();
    assertEquals(1, results.size());
    return assertInstanceOf(Result.Written.class, results.getFirst()).outcome();
  }

  private boolean put(String key, Condition condition) {
    Value value = Value.bytes(Bytes.utf8("value " + index));
    return apply(new Operation.Put(place(key), condition, value)) instanceof Outcome.Applied;
  }

  private void write() {
    machine.save(batch);
    assertTrue(store.write(batch) != Store.STALLED);
    machine.written();
    batch = new Store.Batch();
  }

  @Test
  void aConditionSeesWhatIsInTheSameBatch() {
    assertTrue(put("a", new Condition.Absent()));
    assertFalse(put("a", new Condition.Absent()));
    assertTrue(put("b", new Condition.Always()));
    assertFalse(put("b", new Condition.Absent()), "a blind write before it");
    assertTrue(put("a", new Condition.VersionIs(version(1))));
    Outcome stale =
        apply(
            new Operation.Put(
                place("a"), new Condition.VersionIs(version(1)), Value.bytes(Bytes.utf8("late"))));
    assertEquals(new Outcome.Rejected(version(5)), stale, "the last of two changes");
    apply(new Operation.Delete(place("a"), new Condition.Always()));
    assertFalse(put("a", new Condition.Present()), "deleted in this batch");
    assertTrue(put("a", new Condition.Absent()));
  }

  @Test
  void aConditionSeesTheStoreAndWhatTheNextBatchChangesOfIt() {
    for (int round = 0; round < 3; round++) {
      assertTrue(put("a", new Condition.Absent()), "round " + round);
      assertFalse(put("b", new Condition.Present()));
      write();
      assertTrue(put("c", new Condition.Always()));
      assertFalse(put("a", new Condition.Absent()), "in the store");
      apply(new Operation.Delete(place("a"), new Condition.Present()));
      apply(new Operation.Delete(place("c"), new Condition.Present()));
      assertFalse(put("a", new Condition.Present()), "deleted since");
      write();
      assertFalse(put("a", new Condition.Present()), "and so is the store");
      assertFalse(put("c", new Condition.Present()));
      write();
    }
  }

  /// A batch without a condition is never looked through.
  @Test
  void aConditionSeesWhatABatchOfBlindWritesPutOverWhatWasLookedUpBefore() {
    assertTrue(put("a", new Condition.Absent()));
    assertFalse(put("a", new Condition.Absent()));
    write();
    assertTrue(put("a", new Condition.Always()));
    write();
    assertTrue(put("a", new Condition.VersionIs(version(3))));
  }
}
