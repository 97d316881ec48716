package dev.gamut.simulation.pbs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import dev.gamut.base.Entropy;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StalenessTest {
  private static final long MILLI = 1_000_000;
  private static final Latencies CONSTANT =
      new Latencies(LatencyFit.constant(10), LatencyFit.constant(1));

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private static double[] simulated(int read, int write, int trials, Long... afterNanos) {
    PartialQuorum quorum = new PartialQuorum(read, write);
    return new StalenessRun(CONSTANT, quorum, List.of(afterNanos), 1).shares(trials);
  }

  @Test
  void withConstantDelaysTheClusterDoesWhatCanBeComputedByHand() {
    // A read of one, by the coordinator of the write or not, before and after 10 ms.
    assertArrayEquals(
        new double[] {1 / 3.0, 1 / 3.0, 1}, simulated(1, 1, 90, 0L, 9_900_000L, 10_100_000L), 1e-9);
    // The second acknowledgement comes after 11 ms, when everybody has it.
    assertArrayEquals(new double[] {1}, simulated(1, 2, 90, 0L), 0);
    // One other is asked, 1 ms away.
    assertEquals(1, simulated(2, 1, 90, 9_100_000L)[0]);
  }

  @Test
  void aSimulatedProfileIsWithinTwoPointsOfTheModel() {
    Latencies latencies = LatencyProfile.LNKD_DISK.latencies();
    PartialQuorum quorum = new PartialQuorum(1, 1);
    List<Long> times = List.of(MILLI, 10 * MILLI);
    double[] simulated = new StalenessRun(latencies, quorum, times, 1).shares(4_500);
    double[] predicted = new Wars(latencies, quorum, times, Entropy.seeded(1)).gamut(100_000);
    assertArrayEquals(predicted, simulated, StalenessReport.TOLERANCE);
    assertTrue(predicted[0] < 0.5 && predicted[1] > 0.8, "there is something to compare");
  }

  @Test
  void aReadThatAsksNobodyIsNoticed() {
    PartialQuorum quorum = new PartialQuorum(2, 1);
    assertTrue(agree(quorum));
    Defect.plant(java.util.EnumSet.of(Defect.SKIP_READ_QUORUM));
    assertFalse(agree(quorum));
  }

  private static boolean agree(PartialQuorum quorum) {
    List<Long> times = List.of(9_100_000L);
    double[] predicted = new Wars(CONSTANT, quorum, times, Entropy.seeded(1)).gamut(10_000);
    double simulated = new StalenessRun(CONSTANT, quorum, times, 2).shares(90)[0];
    return new StalenessReport.Point(times.getFirst(), simulated, predicted[0], 0).agrees();
  }

  @Test
  void theSameSeedGivesTheSameFigures() {
    StalenessReport one = measured();
    assertEquals(one, measured());
    assertEquals(LatencyProfile.LNKD_SSD.afterNanos().size(), one.points().size());
  }

  private static StalenessReport measured() {
    return new Staleness(9, 3).measure(LatencyProfile.LNKD_SSD, new PartialQuorum(2, 1));
  }

  @Test
  void quorumsThatAlwaysOverlapAreNotPartial() {
    assertThrows(IllegalArgumentException.class, () -> new PartialQuorum(2, 2));
    assertThrows(IllegalArgumentException.class, () -> new PartialQuorum(0, 1));
  }
}
