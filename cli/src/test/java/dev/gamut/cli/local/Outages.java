package dev.gamut.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// How long writes stood still when leaders were killed: for each kill and each partition that the
/// victim led, the longest that any write waited which was under way then or begun soon after. So a
/// writer that searched too long counts, although another had found the new leader.
final class Outages {
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<Double> seconds = new ArrayList<>();

  /// @param partitions those that the victim led, by their place in the table
  record Kill(long atNanos, Set<Integer> partitions) {}

  Outages(List<RecordedLoad.Write> writes, List<Kill> kills) {
    for (Kill kill : kills) {
      for (int partition : kill.partitions()) {
        seconds.add(longest(writes, kill.atNanos(), partition));
      }
    }
    seconds.sort(null);
  }

  private static double longest(List<RecordedLoad.Write> writes, long killNanos, int partition) {
    return writes.stream()
        .filter(write -> write.partition() == partition)
        .filter(write -> write.endedNanos() > killNanos)
        .filter(write -> write.begunNanos() < killNanos + SOON_NANOS)
        .mapToDouble(RecordedLoad.Write::seconds)
        .max()
        .orElse(0);
  }

  int count() {
    return seconds.size();
  }

  /// The smallest outage that this share of all does not exceed.
  double quantile(double share) {
    return seconds.get((int) Math.ceil(share * seconds.size()) - 1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d partitions lost their leader; write outage p50 %.2f s, p90 %.2f s, p99 %.2f s, most"
            + " %.2f s",
        count(),
        quantile(0.5),
        quantile(0.9),
        quantile(0.99),
        quantile(1));
  }
}
