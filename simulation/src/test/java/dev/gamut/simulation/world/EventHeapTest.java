package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventHeapTest {
  private record Item(long time, long tie) {}

  private static final Comparator<Item> ORDER =
      Comparator.comparingLong(Item::time).thenComparingLong(Item::tie);

  @Test
  void itemsComeByTimeAndThenByTie() {
    Draws draws = new Draws(1);
    EventHeap<Item> heap = new EventHeap<>();
    List<Item> model = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      if (model.isEmpty() || draws.below(5) < 3) {
        Item item = new Item(draws.below(50), draws.nextLong());
        heap.add(item.time(), item.tie(), item);
        model.add(item);
      } else {
        assertEquals(takeFirst(model), heap.poll());
      }
    }
    drain(heap, model);
  }

  @Test
  void removalKeepsTheOrderOfTheRest() {
    Draws draws = new Draws(2);
    EventHeap<Item> heap = new EventHeap<>();
    List<Item> model = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Item item = new Item(draws.below(100), draws.nextLong());
      heap.add(item.time(), item.tie(), item);
      model.add(item);
    }
    heap.removeIf(item -> item.time() % 3 != 0);
    model.removeIf(item -> item.time() % 3 != 0);
    drain(heap, model);
  }

  private static void drain(EventHeap<Item> heap, List<Item> model) {
    while (!model.isEmpty()) {
      assertEquals(model.size(), heap.size());
      assertEquals(takeFirst(model), heap.poll());
    }
    assertTrue(heap.isEmpty());
    assertEquals(Long.MAX_VALUE, heap.firstTime());
  }

  private static Item takeFirst(List<Item> model) {
    Item first = model.stream().min(ORDER).orElseThrow();
    model.remove(first);
    return first;
  }
}
