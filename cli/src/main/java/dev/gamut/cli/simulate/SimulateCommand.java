package dev.gamut.cli.simulate;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.simulation.cluster.Campaign;
import dev.gamut.simulation.cluster.ClusterRun;
import dev.gamut.simulation.cluster.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `gamut simulate`.
@Command(
    name = "simulate",
    description = {
      "Run whole clusters under faults on virtual time.",
      "",
      "Each seed draws a cluster, a load and a mix of faults: lost, doubled and late messages,",
      "partitions of every shape, crashes, pauses, failing disks and wrong clocks. The nodes and",
      "clients are the real code; only the world around them is simulated. Invariants are checked",
      "after every event, the history must be linearizable, and operations must succeed again soon",
      "after all faults end. The same seed gives the same run, event by event."
    },
    footer = {
      "",
      "Examples:",
      "  gamut simulate --seeds 200",
      "  gamut simulate --seeds 1000 --first-seed 5000",
      "  gamut simulate --seed 4711 --trace run.txt",
      "",
      "Exit codes: 0 everything held; 1 something was violated, or a kind of fault never happened",
      "in a campaign of 1,000 seeds or more; 2 usage."
    })
public final class SimulateCommand implements Callable<Integer> {
  /// A campaign this large must have met every kind of fault.
  private static final int SEEDS_FOR_ALL_FAULTS = 1_000;

  private static final long SPEED_SEED = 1;

  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many seeds to run. Default: ${DEFAULT-VALUE}.")
  private int seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "F",
      defaultValue = "1",
      description = "The first of them; the others follow. Default: ${DEFAULT-VALUE}.")
  private long firstSeed;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Run this one seed, and print its last events if it fails.")
  private @Nullable Long seed;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "With --seed: write every event to a file.")
  private @Nullable Path trace;

  @Override
  public Integer call() throws IOException {
    if (seeds < 1) {
      throw CommandException.usage("--seeds is " + seeds, "give at least one, as in --seeds 200");
    }
    Long one = seed;
    if (one != null) {
      return runOne(one);
    }
    if (trace != null) {
      throw CommandException.usage(
          "--trace needs --seed: one run is traced at a time", "add --seed N");
    }
    return runMany();
  }

  private int runOne(long one) throws IOException {
    ClusterRun run = new ClusterRun(one);
    RunReport report;
    Path file = trace;
    if (file == null) {
      report = run.run();
    } else {
      try (Writer writer = Files.newBufferedWriter(file)) {
        run.world().writeTrace(writer);
        report = run.run();
      } catch (UncheckedIOException e) {
        throw CommandException.usage(
            "the trace cannot be written to " + file + ": " + e.getMessage(),
            "name a file in a folder that you may write to");
      }
    }
    output.say(Texts.one(report), Texts.fields(report));
    return (report.passed() ? Exit.DONE : Exit.REFUSED).code();
  }

  private int runMany() {
    PrintWriter err = spec.commandLine().getErr();
    int[] done = {0};
    long[] shown = {System.nanoTime()};
    Campaign.Report report =
        new Campaign(firstSeed, seeds, System::nanoTime)
            .run(
                run -> {
                  done[0]++;
                  if (!run.passed()) {
                    output.progress(
                        "seed "
                            + run.seed()
                            + " FAILED: "
                            + Texts.firstLine(run)
                            + "\n  replay it with: gamut simulate --seed "
                            + run.seed());
                  } else if (System.nanoTime() - shown[0] > 2_000_000_000L) {
                    shown[0] = System.nanoTime();
                    err.printf("  %d of %d seeds%n", done[0], seeds);
                    err.flush();
                  }
                });
    Campaign.Report speed = Campaign.measureSpeed(SPEED_SEED, System::nanoTime);
    output.say(text(report, speed), fields(report, speed));
    boolean complete = seeds < SEEDS_FOR_ALL_FAULTS || report.silent().isEmpty();
    return (report.failed().isEmpty() && complete ? Exit.DONE : Exit.REFUSED).code();
  }

  private static String text(Campaign.Report report, Campaign.Report speed) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d seeds, %d failed: %,d operations (%,d succeeded), %,d invariant checks%n",
            report.seeds(),
            report.failed().size(),
            report.operations(),
            report.succeeded(),
            report.invariantChecks()));
    text.append(
        String.format(
            Locale.ROOT,
            "campaign: %,.0f simulated seconds in %.1f s: %,.0f a second, %,.0f events a second%n",
            report.simulatedSeconds(),
            report.wallSeconds(),
            report.simulatedSecondsPerSecond(),
            report.eventsPerSecond()));
    text.append(
        String.format(
            Locale.ROOT,
            "speed, five nodes at 100 operations a second: %,.0f simulated seconds a second,"
                + " %,.0f events a second%n",
            speed.simulatedSecondsPerSecond(),
            speed.eventsPerSecond()));
    text.append("faults that happened: ");
    report
        .faults()
        .forEach(
            (kind, count) ->
                text.append(kind.name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(count)
                    .append("  "));
    if (!report.silent().isEmpty()) {
      text.append("\nnever happened: ").append(report.silent());
    }
    return text.toString().stripTrailing();
  }

  private static Map<String, Object> fields(Campaign.Report report, Campaign.Report speed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seeds", report.seeds());
    fields.put("failed", report.failed().stream().map(Texts::fields).toList());
    fields.put("operations", report.operations());
    fields.put("succeeded", report.succeeded());
    fields.put("invariantChecks", report.invariantChecks());
    fields.put("simulatedSeconds", report.simulatedSeconds());
    fields.put("wallSeconds", report.wallSeconds());
    fields.put("simulatedSecondsPerSecond", speed.simulatedSecondsPerSecond());
    fields.put("eventsPerSecond", speed.eventsPerSecond());
    Map<String, Long> faults = new TreeMap<>();
    report.faults().forEach((kind, count) -> faults.put(kind.name(), count));
    fields.put("faults", faults);
    fields.put("neverHappened", List.copyOf(report.silent().stream().map(Enum::name).toList()));
    return fields;
  }
}
