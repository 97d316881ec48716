package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.model.OperationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientIdTest {
  private static final HybridTime EXPIRES = HybridTime.ofMillis(99);

  @AfterEach
  void takeDefectsOut() {
    Defect.clear();
  }

  @Test
  void theLowestUnfinishedIsAlwaysTheLowestThatIsUnfinished() {
    for (long seed = 1; seed <= 50; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      ClientId id = new ClientId(3, EXPIRES, 0);
      TreeSet<Long> unfinished = new TreeSet<>();
      long expectedNext = 1;
      for (int step = 0; step < 3_000; step++) {
        boolean isFilling = step / 500 % 2 == 0;
        if (unfinished.isEmpty() || entropy.chance(isFilling ? 0.7 : 0.3)) {
          long begun = id.begin();
          assertEquals(expectedNext++, begun);
          unfinished.add(begun);
        } else {
          List<Long> all = new ArrayList<>(unfinished);
          long finished = all.get(entropy.below(all.size()));
          unfinished.remove(finished);
          id.finish(finished);
        }
        long expected = unfinished.isEmpty() ? expectedNext : unfinished.first();
        assertEquals(expected, id.lowestUnfinished());
        assertEquals(expectedNext - expected, id.spread());
      }
    }
  }

  @Test
  void aWriteIsNamedWithWhatIsUnfinishedNow() {
    ClientId id = new ClientId(3, EXPIRES, 0);
    long first = id.begin();
    long second = id.begin();
    assertEquals(new OperationId(3, 2, 1, EXPIRES), id.name(second));
    id.finish(first);
    assertEquals(new OperationId(3, 2, 2, EXPIRES), id.name(second));
  }

  @Test
  void aWriteFinishesOnce() {
    ClientId id = new ClientId(3, EXPIRES, 0);
    id.finish(id.begin());
    assertThrows(Invariant.Violation.class, () -> id.finish(1));
    assertThrows(Invariant.Violation.class, () -> id.finish(2));
  }

  @Test
  void thePlantedDefectIsSeen() {
    Defect.plant(Set.of(Defect.LOWEST_UNFINISHED_TOO_HIGH));
    ClientId id = new ClientId(3, EXPIRES, 0);
    id.begin();
    assertTrue(id.name(id.begin()).lowestUnfinished() > id.lowestUnfinished());
  }
}
