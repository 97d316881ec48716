package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gamut.base.Bytes;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The tombstones of a leaderless table go, whatever its node has to go through.
final class TombstonesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Bytes DELETED = Key.of("deleted").place(PartitionBy.RANGE);

  private final LoneNode lone = LoneNode.started();
  private final PartitionDescriptor partition =
      lone.table(
              new TableSpec("carts", StrategyKind.LEADERLESS, PartitionBy.RANGE, 1, 1, List.of()))
          .getFirst();

  TombstonesTest() throws IOException {}

  private long send(Operation operation) {
    Requests request = Requests.to(partition.id()).at(partition.epoch());
    return lone.send(request.named(lone.nextName()).within(60 * SECOND), operation);
  }

  private long delete() {
    return send(new Operation.Delete(DELETED, new Condition.Always()));
  }

  private long put(int number, int size) {
    Bytes place = Key.of("k" + number).place(PartitionBy.RANGE);
    return send(Requests.put(place, "v".repeat(size)));
  }

  private boolean isHeld() {
    Bytes key = StoreKeys.item(partition.table(), DELETED);
    Store.Range range = new Store.Range(key, key.prefixEnd(), 1, 1_000);
    return !lone.store.look(range).entries().isEmpty();
  }

  @Test
  void aTombstoneThatIsCommonIsCollected() {
    lone.await(delete());
    lone.loop.pass(2 * SECOND);
    assertFalse(isHeld());
  }

  /// The journal asks for room while the delete is applied, but not in the store yet, where a sweep
  /// would find its tombstone.
  @Test
  void aTombstoneIsNotForgottenWhileTheStoreStalls() {
    lone.await(put(0, 10));
    lone.store.stall(true);
    lone.await(put(1, 10));
    lone.loop.pass(2 * SECOND);
    long delete = delete();
    lone.loop.settle();
    List<Long> puts = new ArrayList<>();
    for (int i = 2; !isUnderPressure(); i++) {
      puts.add(put(i, 1_000));
      lone.loop.pass(SECOND / 10);
    }
    lone.loop.pass(2 * SECOND);
    assertFalse(lone.isAnswered(delete));
    lone.store.stall(false);
    lone.await(delete);
    puts.forEach(lone::await);
    lone.loop.pass(10 * SECOND);
    assertFalse(isHeld());
    assertEquals(List.of(), lone.fatal);
  }

  private boolean isUnderPressure() {
    List<Integer> partitions = new ArrayList<>();
    lone.node.figures(
        figures -> figures.shards().forEach(shard -> partitions.add(shard.pressed())));
    lone.loop.settle();
    return partitions.stream().anyMatch(count -> count > 0);
  }
}
