package dev.gamut.simulation.pbs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Entropy;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WarsTest {
  private static final long MILLI = 1_000_000;

  /// What a write takes to another replica, and everything else.
  private static final Latencies CONSTANT =
      new Latencies(LatencyFit.constant(10), LatencyFit.constant(1));

  private static Wars wars(Latencies latencies, int read, int write, Long... afterNanos) {
    PartialQuorum quorum = new PartialQuorum(read, write);
    return new Wars(latencies, quorum, List.of(afterNanos), Entropy.seeded(11));
  }

  private static void assertShares(double[] actual, double error, double... expected) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], error, "at the time " + i);
    }
  }

  @Test
  void aReadOfOneSeesItOnceItIsThereOrWhereItWasWritten() {
    double[] shares = wars(CONSTANT, 1, 1, 0L, 9 * MILLI, 11 * MILLI).gamut(90_000);
    assertShares(shares, 0.01, 1 / 3.0, 1 / 3.0, 1);
    assertEquals(1, shares[2]);
  }

  @Test
  void anotherAcknowledgementComesLaterThanTheWrite() {
    // Whoever has the write first acknowledges it at 11 ms; the last has it at 10.
    assertShares(wars(CONSTANT, 1, 2, 0L).gamut(1_000), 0, 1);
  }

  @Test
  void aReadOfTwoAsksOneOtherWhoMayBeTheWriterAndIsReachedLater() {
    double[] shares = wars(CONSTANT, 2, 1, 0L, 8 * MILLI, 9 * MILLI + 1_000).gamut(90_000);
    assertShares(shares, 0.01, 2 / 3.0, 2 / 3.0, 1);
    assertEquals(1, shares[2]);
  }

  @Test
  void aReadThatIsKeptWaitingIsServedByWhoeverAnswersFirst() {
    // One message in ten takes 1,000 ms, the others nearly nothing, so patience is 800 ms. A read
    // that begins elsewhere asks the writer (W) or the other one (O) first, either as often.
    Latencies latencies =
        new Latencies(LatencyFit.constant(100_000), new LatencyFit(0.1, 1_000, 1e12, 1_000));
    double none = Math.pow(0.9, 4);
    double oneOfFour = 4 * 0.1 * Math.pow(0.9, 3);
    double twoOfFour = 6 * 0.01 * Math.pow(0.9, 2);
    // W first: its item takes four messages. One slow one is late for O, if both of O's are quick.
    double writerFirst = none + oneOfFour * (1 - 0.81) + twoOfFour * 0.01;
    // O first: W is asked only if that keeps the read waiting, and must be quicker then.
    double otherFirst = 0.18 * none + 0.01 * (none + oneOfFour);
    double expected = 1 / 3.0 + 2 / 3.0 * (writerFirst + otherFirst) / 2;
    assertShares(wars(latencies, 2, 1, 0L).gamut(200_000), 0.005, expected);
  }

  @Test
  void ofDynamoTheProbabilitiesAreThoseOfThePaper() {
    // Section 5.6 and table 4: right after the acknowledgement, and when it is 99.9 %.
    double[] solidState = dynamo(LatencyProfile.LNKD_SSD, 1, 1, 0L, 1_850_000L);
    assertShares(solidState, 0.003, 0.974, 0.999);
    double[] spinning = dynamo(LatencyProfile.LNKD_DISK, 1, 1, 0L, 45_500_000L);
    assertShares(spinning, 0.005, 0.439, 0.999);
    assertShares(dynamo(LatencyProfile.YMMR, 1, 1, 1_364 * MILLI), 0.001, 0.999);
    assertShares(dynamo(LatencyProfile.YMMR, 2, 1, 202 * MILLI), 0.001, 0.999);
  }

  private static double[] dynamo(LatencyProfile profile, int read, int write, Long... afterNanos) {
    return wars(profile.latencies(), read, write, afterNanos).dynamo(200_000);
  }
}
