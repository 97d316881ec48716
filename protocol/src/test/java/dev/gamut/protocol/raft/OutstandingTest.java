package dev.gamut.protocol.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Entropy;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/// The ring beside a plain queue.
final class OutstandingTest {
  private record Pair(long index, long size) {}

  @Test
  void countsWhatIsNotReleased() {
    Entropy entropy = Entropy.seeded(1);
    Outstanding ring = new Outstanding();
    ArrayDeque<Pair> queue = new ArrayDeque<>();
    long index = 0;
    for (int i = 0; i < 100_000; i++) {
      // Whether it fills or empties changes now and then, so that it grows from wherever it begins.
      boolean adds = entropy.below(10) < (i / 100 % 2 == 0 ? 6 : 4);
      if (adds) {
        index += entropy.between(1, 3);
        long size = entropy.below(1_000);
        ring.add(index, size);
        queue.add(new Pair(index, size));
      } else if (!queue.isEmpty()) {
        long upTo = queue.getFirst().index() + entropy.below(2);
        ring.releaseUpTo(upTo);
        queue.removeIf(pair -> pair.index() <= upTo);
      }
      assertEquals(queue.size(), ring.count(), "entries");
      assertEquals(queue.stream().mapToLong(Pair::size).sum(), ring.bytes(), "bytes");
    }
    ring.clear();
    assertEquals(0, ring.count());
    assertEquals(0, ring.bytes());
  }
}
