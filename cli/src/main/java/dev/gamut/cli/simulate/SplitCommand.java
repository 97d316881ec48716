package dev.gamut.cli.simulate;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.simulation.cluster.SplitRun;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `gamut simulate split`.
@Command(
    name = "split",
    description = {
      "Split a simulated cluster, write on both sides, heal it, and wait until all is equal.",
      "",
      "Five nodes, the real code, hold a leaderless table with N=3, R=2, W=2 and sloppy quorums."
          + " While two of them are cut off from the other three, clients beside every node go on"
          + " writing and reading. Then the network heals. It is measured what failed meanwhile,"
          + " how long it takes until every replica holds the same and no fallback holds anything,"
          + " and what the nodes send to each other for that, beside what the replicas lacked."
    },
    footer = {
      "",
      "Examples:",
      "  gamut simulate split                           100,000 writes in 10 minutes: takes two",
      "  gamut simulate split --writes 5000 --seconds 60",
      "",
      "Exit codes: 0 nothing failed and all was equal within 30 s; 1 not so; 2 usage."
    })
final class SplitCommand implements Callable<Integer> {
  private static final long EQUAL_NANOS_MAX = 30_000_000_000L;
  private static final int WRITES_MAX = 1_000_000;
  private static final int SECONDS_MAX = 3_600;
  private static final int VALUE_BYTES_MAX = 1_000;

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--writes",
      paramLabel = "N",
      defaultValue = "100000",
      description = "On both sides together. Default: ${DEFAULT-VALUE}.")
  private int writes;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "600",
      description = "How long the network is split, in simulated time. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Option(
      names = "--value-bytes",
      paramLabel = "N",
      defaultValue = "200",
      description = "Size of each value. Default: ${DEFAULT-VALUE}.")
  private int valueBytes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same figures. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    require("--writes", writes, WRITES_MAX);
    require("--seconds", seconds, SECONDS_MAX);
    require("--value-bytes", valueBytes, VALUE_BYTES_MAX);
    SplitRun.Report report = new SplitRun(seed, writes, seconds, valueBytes).run();
    boolean equal = report.equalNanos() >= 0;
    output.say(text(report, equal), fields(report, equal));
    boolean held = report.failed() == 0 && equal && report.equalNanos() <= EQUAL_NANOS_MAX;
    return (held ? Exit.DONE : Exit.REFUSED).code();
  }

  private static void require(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw CommandException.usage(option + " is " + value, "give 1 to " + max);
    }
  }

  private static String text(SplitRun.Report report, boolean equal) {
    return String.format(
        Locale.ROOT,
        "while split: %,d writes and %,d reads, %,d failed; the slowest took %.0f ms%n"
            + "then: %s; nodes sent %,d bytes for %,d that replicas lacked, %.2f times",
        report.writes(),
        report.reads(),
        report.failed(),
        report.slowestNanos() / 1e6,
        equal
            ? String.format(Locale.ROOT, "equal after %.1f s", report.equalNanos() / 1e9)
            : "NOT equal within ten minutes",
        report.sentBytes(),
        report.divergentBytes(),
        report.trafficRatio());
  }

  private static Map<String, Object> fields(SplitRun.Report report, boolean equal) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("writes", report.writes());
    fields.put("reads", report.reads());
    fields.put("failed", report.failed());
    fields.put("slowestMillis", report.slowestNanos() / 1e6);
    fields.put("equalAfterMillis", equal ? report.equalNanos() / 1e6 : null);
    fields.put("divergentBytes", report.divergentBytes());
    fields.put("sentBytes", report.sentBytes());
    fields.put("trafficRatio", report.trafficRatio());
    return fields;
  }
}
