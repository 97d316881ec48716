package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.PartitionId;
import dev.gamut.storage.journal.Holder;
import dev.gamut.storage.journal.Pin;
import org.junit.jupiter.api.Test;

final class PressureTest {
  private static final PartitionId ONE = new PartitionId(1);
  private static final PartitionId OTHER = new PartitionId(2);

  private final Pressure pressure = new Pressure(1);

  private void pin(PartitionId partition, long last) {
    pressure.add(new Pin(partition, Holder.STORE, 1, last, 100));
  }

  @Test
  void isOnThePartitionsThatAreNamedAndOnNoOthers() {
    assertTrue(pressure.isEmpty());
    pin(ONE, 7);
    assertTrue(pressure.isOn(ONE));
    assertFalse(pressure.isOn(OTHER));
    assertFalse(pressure.isEmpty());
    pin(OTHER, 3);
    assertEquals(2, pressure.count());
  }

  @Test
  void lastsUntilTheLogBeginsBehindWhatWasAskedFor() {
    pin(ONE, 7);
    pin(OTHER, 7);
    pressure.logBegins(ONE, 7);
    assertTrue(pressure.isOn(ONE), "the last entry is still there");
    pressure.logBegins(ONE, 8);
    assertFalse(pressure.isOn(ONE));
    assertTrue(pressure.isOn(OTHER));
    assertEquals(1, pressure.count());
  }

  /// The journal asks again for another segment before the first is given up, in any order.
  @Test
  void whatIsAskedForLastInTheLogCounts() {
    pin(ONE, 9);
    pin(ONE, 4);
    pressure.logBegins(ONE, 5);
    assertTrue(pressure.isOn(ONE));
    assertEquals(1, pressure.count());
    pressure.logBegins(ONE, 10);
    assertTrue(pressure.isEmpty());
  }

  @Test
  void aLogThatNobodyAskedForBeginsWhereItLikes() {
    pressure.logBegins(ONE, 5);
    assertTrue(pressure.isEmpty());
  }
}
