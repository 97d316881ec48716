package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Entropy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeadlineQueueTest {
  private final ToyWorld world = new ToyWorld(1);
  private final DeadlineQueue queue = new DeadlineQueue(world, world);

  private static final class Entry extends Timed {
    final List<Long> firedAt = new ArrayList<>();
    boolean isAbandoned;

    @Override
    void fire(long nowNanos) {
      firedAt.add(nowNanos);
    }

    @Override
    void abandon() {
      isAbandoned = true;
    }
  }

  @Test
  void everyEntryFiresAtItsTimeHoweverOftenItIsMoved() {
    Entropy entropy = Entropy.seeded(5);
    List<Entry> entries = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      entries.add(new Entry());
      expected.add(0L);
    }
    for (int step = 0; step < 5_000; step++) {
      int index = entropy.below(entries.size());
      if (entropy.chance(0.3)) {
        queue.remove(entries.get(index));
        expected.set(index, 0L);
      } else {
        long at = world.monotonicNanos() + 1 + entropy.below(1_000_000L);
        queue.set(entries.get(index), at);
        expected.set(index, at);
      }
    }
    world.run(2_000_000);
    for (int i = 0; i < entries.size(); i++) {
      List<Long> wanted = expected.get(i) == 0 ? List.of() : List.of(expected.get(i));
      assertEquals(wanted, entries.get(i).firedAt);
    }
    assertEquals(0, queue.size());
  }

  @Test
  void manyDeadlinesNeedFewTimers() {
    for (int i = 0; i < 10_000; i++) {
      Entry entry = new Entry();
      queue.set(entry, world.monotonicNanos() + 1_000_000);
      world.run(10);
      queue.remove(entry);
    }
    assertTrue(world.timerCount <= 2, world.timerCount + " timers");
  }

  @Test
  void closingTellsEveryEntryAndFiresNone() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Entry entry = new Entry();
      entries.add(entry);
      queue.set(entry, 100 + i);
    }
    queue.close();
    world.run(1_000);
    assertTrue(entries.stream().allMatch(entry -> entry.isAbandoned && entry.firedAt.isEmpty()));
  }
}
