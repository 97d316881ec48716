package dev.gamut.bench.mix;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Runs a [MixPlan] and measures it, with a line of progress a second. Like [dev.gamut.bench
/// .ClosedLoop] it has no threads of its own: the next operation of a client begins in the thread
/// that completed the one before.
public final class MixedLoop {
  /// How long to wait for the last operations after the end.
  private static final long DRAIN_SECONDS = 60;

  private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(600);

  private final MixPlan plan;
  private final Target target;
  private final Map<Mix.Kind, Series> series = new EnumMap<>(Mix.Kind.class);
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final List<Interval> timeline = new ArrayList<>();
  private long errorsBefore;
  private final CountDownLatch ended;
  private final long begun = System.nanoTime();
  private final long deadline;

  /// The times of one kind of operation: those since the last look, and all before.
  private record Series(Recorder recent, Histogram all) {
    Series() {
      this(new Recorder(HIGHEST_NANOS, 3), new Histogram(HIGHEST_NANOS, 3));
    }
  }

  /// What operations are done to.
  @FunctionalInterface
  public interface Target {
    /// Begins one on this key; completes with what kind of error it met, empty for none.
    CompletableFuture<String> begin(Mix.Kind kind, int key);
  }

  private MixedLoop(MixPlan plan, Target target) {
    this.plan = plan;
    this.target = target;
    ended = new CountDownLatch(plan.clients());
    deadline = begun + plan.duration().toNanos();
    for (Mix.Kind kind : plan.mix().shares().keySet()) {
      series.put(kind, new Series());
    }
  }

  public static MixReport run(MixPlan plan, Target target, Consumer<String> progress)
      throws InterruptedException {
    return new MixedLoop(plan, target).run(progress);
  }

  private MixReport run(Consumer<String> progress) throws InterruptedException {
    for (int i = 0; i < plan.clients(); i++) {
      new Client(i).run();
    }
    long seconds = 0;
    long last = begun;
    while (System.nanoTime() - deadline < 0) {
      long next = Math.min(begun + TimeUnit.SECONDS.toNanos(++seconds), deadline);
      boolean over = ended.await(next - System.nanoTime(), TimeUnit.NANOSECONDS);
      long now = System.nanoTime();
      progress.accept("%4d s".formatted(seconds) + interval(last, now));
      last = now;
      if (over) {
        break;
      }
    }
    double lasted = (System.nanoTime() - begun) / 1e9;
    boolean drained = ended.await(DRAIN_SECONDS, TimeUnit.SECONDS);
    if (!drained) {
      count("no answer at all", ended.getCount());
    }
    interval(last, System.nanoTime());
    return report(lasted);
  }

  /// What happened since the last call, which is added to all. What succeeds after the deadline is
  /// not timed: an interval after it that has no errors either says nothing.
  private String interval(long from, long until) {
    double seconds = (until - from) / 1e9;
    StringBuilder text = new StringBuilder();
    Histogram together = new Histogram(HIGHEST_NANOS, 3);
    series.forEach(
        (kind, times) -> {
          Histogram one = times.recent().getIntervalHistogram();
          times.all().add(one);
          together.add(one);
          text.append(
              String.format(
                  Locale.ROOT,
                  "   %s %,.0f/s p50 %.2f ms p99 %.2f ms",
                  kind.label(),
                  one.getTotalCount() / seconds,
                  one.getValueAtPercentile(50) / 1e6,
                  one.getValueAtPercentile(99) / 1e6));
        });
    long failed = errors.values().stream().mapToLong(LongAdder::sum).sum();
    long errorsSince = failed - errorsBefore;
    errorsBefore = failed;
    if (together.getTotalCount() > 0 || errorsSince > 0 || until - deadline < 0) {
      timeline.add(Interval.of((from - begun) / 1e9, (until - begun) / 1e9, together, errorsSince));
    }
    return text + (failed == 0 ? "" : "   %,d errors so far".formatted(failed));
  }

  private MixReport report(double seconds) {
    Map<String, Long> counted = new TreeMap<>();
    errors.forEach((kind, count) -> counted.put(kind, count.sum()));
    List<MixReport.Row> rows = new ArrayList<>();
    Histogram sum = new Histogram(HIGHEST_NANOS, 3);
    series.forEach(
        (kind, times) -> {
          rows.add(MixReport.Row.of(kind.label(), seconds, times.all()));
          sum.add(times.all());
        });
    rows.add(MixReport.Row.of("all", seconds, sum));
    return new MixReport(plan, seconds, rows, counted, timeline);
  }

  private void count(String error, long times) {
    errors.computeIfAbsent(error, _ -> new LongAdder()).add(times);
  }

  /// One logical client. Touched by one thread at a time: the one that completed its operation.
  private final class Client {
    private final SplittableRandom random;

    Client(int number) {
      random = new SplittableRandom(plan.seed() * 1_000_003 + number);
    }

    /// A loop for answers that are there at once, so that they do not deepen the stack.
    void run() {
      while (true) {
        long start = System.nanoTime();
        if (start - deadline >= 0) {
          ended.countDown();
          return;
        }
        Mix.Kind kind = plan.mix().choose(random);
        Series times = Objects.requireNonNull(series.get(kind), "a kind that is not in the mix");
        CompletableFuture<String> answer = target.begin(kind, random.nextInt(plan.keys()));
        if (!answer.isDone()) {
          var _ =
              answer.whenComplete(
                  (error, failure) -> {
                    record(times, start, failure == null ? error : broken(failure));
                    run();
                  });
          return;
        }
        boolean failed = answer.isCompletedExceptionally();
        record(times, start, failed ? broken(answer.exceptionNow()) : answer.join());
      }
    }

    private static String broken(Throwable failure) {
      return "broke: " + failure.getClass().getSimpleName();
    }

    private void record(Series times, long start, String error) {
      long now = System.nanoTime();
      if (!error.isEmpty()) {
        count(error, 1);
      } else if (now - deadline < 0) {
        times.recent().recordValue(Math.min(now - start, HIGHEST_NANOS));
      }
    }
  }
}
