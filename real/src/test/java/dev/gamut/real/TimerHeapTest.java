package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gamut.base.Entropy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimerHeapTest {
  private final TimerHeap heap = new TimerHeap();

  @Test
  void equalTimesKeepTheirOrder() {
    List<TimerHeap.Entry> added = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      added.add(heap.add(7, () -> {}));
    }
    assertEquals(added, drain());
  }

  @Test
  void timesAreOrderedAcrossTheOverflowOfMonotonicTime() {
    TimerHeap.Entry later = heap.add(Long.MIN_VALUE + 5, () -> {});
    TimerHeap.Entry earlier = heap.add(Long.MAX_VALUE - 5, () -> {});
    assertEquals(List.of(earlier, later), drain());
  }

  @Test
  void aRemovedEntryIsGoneAndRemovedOnce() {
    TimerHeap.Entry only = heap.add(1, () -> {});
    heap.remove(only);
    heap.remove(only);
    assertNull(heap.first());
    assertEquals(0, heap.size());
    TimerHeap.Entry next = heap.add(2, () -> {});
    heap.remove(only);
    assertSame(next, heap.first());
  }

  @Test
  void anyMixOfAddingAndRemovingLeavesTheOrderOfTimes() {
    for (int seed = 0; seed < 200; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      List<TimerHeap.Entry> model = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        if (!model.isEmpty() && entropy.chance(0.4)) {
          heap.remove(model.remove(entropy.below(model.size())));
        } else {
          model.add(heap.add(entropy.below(50), () -> {}));
        }
      }
      model.sort(
          Comparator.<TimerHeap.Entry>comparingLong(e -> e.atNanos)
              .thenComparingLong(e -> e.sequence));
      assertEquals(model, drain(), "seed " + seed);
    }
  }

  private List<TimerHeap.Entry> drain() {
    List<TimerHeap.Entry> drained = new ArrayList<>();
    for (TimerHeap.Entry first = heap.first(); first != null; first = heap.first()) {
      drained.add(first);
      heap.remove(first);
    }
    return drained;
  }
}
