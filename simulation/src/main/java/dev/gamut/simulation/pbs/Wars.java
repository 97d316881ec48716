package dev.gamut.simulation.pbs;

import dev.gamut.base.Entropy;
import java.util.Arrays;
import java.util.List;

/// The WARS model of Bailis et al. (VLDB 2012, section 4.1) by Monte Carlo: the probability that a
/// read shows a write, begun some time after the write was acknowledged.
///
/// [#dynamo] is the model of the paper. Its coordinator is none of the replicas, and asks all of
/// them. [#gamut] says what Gamut does otherwise: the coordinator of a write and that of a read are
/// replicas themselves, any of them, whose own copy costs nothing; and a read asks as many as it
/// needs, a further one only when those keep it waiting.
final class Wars {
  /// As of the node: a further replica is asked after so many times what an answer usually takes.
  private static final int PATIENCE = 4;

  private static final long PATIENCE_NANOS_MIN = 5_000_000;

  private static final int REPLICAS = PartialQuorum.REPLICAS;

  private final Latencies latencies;
  private final PartialQuorum quorum;
  private final List<Long> afterNanos;
  private final Entropy entropy;
  private final long patienceNanos;

  /// When the write is at each replica, and the acknowledgement back, in one trial.
  private final long[] arrives = new long[REPLICAS];

  private final long[] acknowledges = new long[REPLICAS];

  /// @param afterNanos times between acknowledgement and read
  Wars(Latencies latencies, PartialQuorum quorum, List<Long> afterNanos, Entropy entropy) {
    this.latencies = latencies;
    this.quorum = quorum;
    this.afterNanos = List.copyOf(afterNanos);
    this.entropy = entropy;
    long usual = (long) (2 * PATIENCE * latencies.others().meanMillis() * 1e6);
    this.patienceNanos = Math.max(PATIENCE_NANOS_MIN, usual);
  }

  /// Whether one read shows one write.
  private interface Trial {
    boolean shows(long begins);
  }

  /// Of a cluster of Gamut: probabilities, one for each time.
  double[] gamut(int trials) {
    int[] consistent = new int[afterNanos.size()];
    for (int i = 0; i < trials; i++) {
      int writer = entropy.below(REPLICAS);
      int reader = entropy.below(REPLICAS);
      long acknowledged = write(writer);
      boolean firstIsNext = entropy.below(2) == 0;
      int next = (reader + 1) % REPLICAS;
      int last = (reader + 2) % REPLICAS;
      Ask first = new Ask(firstIsNext ? next : last);
      Ask further = new Ask(firstIsNext ? last : next);
      count(consistent, acknowledged, begins -> shows(reader, begins, first, further));
    }
    return shares(consistent, trials);
  }

  /// Of Dynamo, as in the paper.
  double[] dynamo(int trials) {
    int[] consistent = new int[afterNanos.size()];
    for (int i = 0; i < trials; i++) {
      long acknowledged = write(-1);
      long[] asked = new long[REPLICAS];
      long[] answered = new long[REPLICAS];
      for (int replica = 0; replica < REPLICAS; replica++) {
        asked[replica] = latencies.other(entropy);
        answered[replica] = asked[replica] + latencies.other(entropy);
      }
      long last = smallest(answered, quorum.read());
      count(
          consistent,
          acknowledged,
          begins -> {
            boolean shown = false;
            for (int replica = 0; replica < REPLICAS; replica++) {
              shown |= answered[replica] <= last && arrives[replica] <= begins + asked[replica];
            }
            return shown;
          });
    }
    return shares(consistent, trials);
  }

  /// A question to another replica: what one way and the way back take, and the same again for the
  /// item of one that holds something else.
  private final class Ask {
    private final int replica;
    private final long thereNanos = latencies.other(entropy);
    private final long answeredNanos = thereNanos + latencies.other(entropy);
    private final long itemNanos = latencies.other(entropy) + latencies.other(entropy);

    Ask(int replica) {
      this.replica = replica;
    }

    boolean finds(long asked) {
      return arrives[replica] <= asked + thereNanos;
    }

    /// When a reader that does not hold the write itself has the answer and, if that is another
    /// one, the item.
    long endsAt(long asked) {
      return asked + answeredNanos + (finds(asked) ? itemNanos : 0);
    }
  }

  private boolean shows(int reader, long begins, Ask first, Ask further) {
    if (arrives[reader] <= begins || quorum.read() == 1) {
      return arrives[reader] <= begins;
    }
    long hurries = begins + patienceNanos;
    boolean isFirst =
        first.endsAt(begins) <= hurries || first.endsAt(begins) <= further.endsAt(hurries);
    return isFirst ? first.finds(begins) : further.finds(hurries);
  }

  /// Draws a write, and returns when it is acknowledged.
  ///
  /// @param writer the replica that coordinates it; -1 for none of them
  private long write(int writer) {
    for (int replica = 0; replica < REPLICAS; replica++) {
      boolean own = replica == writer;
      arrives[replica] = own ? 0 : latencies.write(entropy);
      acknowledges[replica] = own ? 0 : arrives[replica] + latencies.other(entropy);
    }
    return smallest(acknowledges, quorum.write());
  }

  private void count(int[] consistent, long acknowledged, Trial trial) {
    for (int i = 0; i < consistent.length; i++) {
      consistent[i] += trial.shows(acknowledged + afterNanos.get(i)) ? 1 : 0;
    }
  }

  private static long smallest(long[] values, int count) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[count - 1];
  }

  private static double[] shares(int[] consistent, int trials) {
    return Arrays.stream(consistent).mapToDouble(count -> (double) count / trials).toArray();
  }
}
