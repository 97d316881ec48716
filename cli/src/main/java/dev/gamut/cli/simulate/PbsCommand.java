package dev.gamut.cli.simulate;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.simulation.pbs.LatencyProfile;
import dev.gamut.simulation.pbs.Staleness;
import dev.gamut.simulation.pbs.StalenessReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `gamut simulate pbs`.
@Command(
    name = "pbs",
    description = {
      "Measure how stale reads of partial quorums are, beside what theory predicts.",
      "",
      "A simulated cluster of three nodes, the real code, holds a leaderless table. Keys are"
          + " written through any node and read once, some time after the write was acknowledged,"
          + " through any node, with R and W too few to overlap for certain: 1 and 1, 1 and 2, 2"
          + " and 1. Messages between nodes take as long as they did in production at LinkedIn"
          + " and Yammer (Bailis et al., Probabilistically Bounded Staleness, VLDB 2012). Beside"
          + " the share of reads that show the write stands what the paper's model, WARS,"
          + " predicts of such a cluster, and of Dynamo."
    },
    footer = {
      "",
      "Examples:",
      "  gamut simulate pbs",
      "  gamut simulate pbs --profile ymmr --trials 20000",
      "  gamut simulate pbs --profile lnkd-disk --output json",
      "",
      "Exit codes: 0 simulated and predicted agree within two percentage points everywhere; 1 they"
          + " do not; 2 usage."
    })
final class PbsCommand implements Callable<Integer> {
  private static final int TRIALS_MAX = 1_000_000;
  private static final String ALL = "all";

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--profile",
      paramLabel = "lnkd-ssd|lnkd-disk|ymmr|all",
      defaultValue = ALL,
      description =
          "Whose latencies: LinkedIn's on solid-state or spinning disks, or Yammer's. Default:"
              + " ${DEFAULT-VALUE}.")
  private String profile = ALL;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "5000",
      description =
          "Writes and reads of each line. With fewer, chance alone makes some lines differ by two"
              + " points. Default: ${DEFAULT-VALUE}.")
  private int trials;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same figures. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Clusters to simulate at a time; the figures are the same with any number. Default: as"
              + " many as this machine has cores.")
  private @Nullable Integer workers;

  @Override
  public Integer call() throws InterruptedException {
    if (trials < 1 || trials > TRIALS_MAX) {
      throw CommandException.usage(
          "--trials is " + trials, "give 1 to " + TRIALS_MAX + ", as in --trials 5000");
    }
    if (workers != null && workers < 1) {
      throw CommandException.usage("--workers is " + workers, "give at least one");
    }
    int threads = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    List<StalenessReport> reports = new ArrayList<>();
    new Staleness(trials, seed)
        .measure(
            profiles(),
            threads,
            report -> {
              reports.add(report);
              if (!output.isJson()) {
                output.say(text(report), Map.of());
              }
            });
    boolean agree = reports.stream().allMatch(StalenessReport::agrees);
    output.say(verdict(agree), fields(reports, agree));
    return (agree ? Exit.DONE : Exit.REFUSED).code();
  }

  private List<LatencyProfile> profiles() {
    if (profile.equals(ALL)) {
      return LatencyProfile.ALL;
    }
    for (LatencyProfile each : LatencyProfile.ALL) {
      if (each.label().equals(profile)) {
        return List.of(each);
      }
    }
    throw CommandException.usage(
        "--profile is " + profile,
        "give lnkd-ssd, lnkd-disk, ymmr or all, as in --profile lnkd-ssd");
  }

  private static String text(StalenessReport report) {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%s, N=3, R=%d, W=%d: P(consistent), of %,d reads a line%n"
                + "  t after the ack   simulated   predicted   difference   (Dynamo)",
            report.profile().label(),
            report.quorum().read(),
            report.quorum().write(),
            report.trials()));
    for (StalenessReport.Point point : report.points()) {
      text.append(
          format(
              "%n  %12s ms   %7.2f %%   %7.2f %%   %+10.2f   %6.2f %%%s",
              millis(point),
              100 * point.simulated(),
              100 * point.predicted(),
              100 * (point.simulated() - point.predicted()),
              100 * point.dynamo(),
              point.agrees() ? "" : "   DIFFERS"));
    }
    return text.append('\n').toString();
  }

  private static String millis(StalenessReport.Point point) {
    double millis = point.afterNanos() / 1e6;
    return format(millis == Math.rint(millis) ? "%.0f" : "%.2f", millis);
  }

  private static String verdict(boolean agree) {
    return agree
        ? "simulated and predicted agree within two percentage points everywhere"
        : "simulated and predicted DIFFER by more than two percentage points";
  }

  private static Map<String, Object> fields(List<StalenessReport> reports, boolean agree) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("agrees", agree);
    fields.put("quorums", reports.stream().map(PbsCommand::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(StalenessReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("profile", report.profile().label());
    fields.put("n", 3);
    fields.put("r", report.quorum().read());
    fields.put("w", report.quorum().write());
    fields.put("trials", report.trials());
    fields.put("points", report.points().stream().map(PbsCommand::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(StalenessReport.Point point) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("afterMillis", point.afterNanos() / 1e6);
    fields.put("simulated", point.simulated());
    fields.put("predicted", point.predicted());
    fields.put("dynamo", point.dynamo());
    fields.put("agrees", point.agrees());
    return fields;
  }

  @com.google.errorprone.annotations.FormatMethod
  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
