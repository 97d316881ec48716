package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.node.StepLoop;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a replica knows of the dots that came to nothing, also after a restart.
final class RefusedDotsTest {
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          new PartitionId(7), new TableId(1), 1, 1, Bytes.EMPTY, null, List.of(new NodeId(1)));

  private final MemoryStore store =
      new MemoryStore(new StepLoop(), MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));

  private RefusedDots loaded() {
    RefusedDots dots = new RefusedDots(store, DESCRIPTOR);
    List<Boolean> loaded = new ArrayList<>();
    dots.load(() -> loaded.add(true));
    assertEquals(List.of(true), loaded);
    return dots;
  }

  @Test
  void theyAreKnownAgainAsSoonAsTheirBatchIsInTheStore() {
    RefusedDots dots = loaded();
    dots.add(new Dot(1, 5));
    assertFalse(loaded().contains(new Dot(1, 5)));
    Store.Batch batch = new Store.Batch();
    dots.save(batch);
    store.write(batch);
    assertTrue(loaded().contains(new Dot(1, 5)));
    assertFalse(loaded().contains(new Dot(1, 4)));
  }

  @Test
  void theLatestAreKeptUpToTheBound() {
    RefusedDots dots = loaded();
    dots.add(new Dot(1, 1));
    dots.add(new Dot(1, RefusedDots.KEPT));
    assertTrue(dots.contains(new Dot(1, 1)));
    dots.add(new Dot(1, RefusedDots.KEPT + 1));
    assertFalse(dots.contains(new Dot(1, 1)));
    assertTrue(dots.contains(new Dot(1, RefusedDots.KEPT)));
  }
}
