package dev.gamut.cli.simulate;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.simulation.cluster.Campaign;
import dev.gamut.simulation.cluster.ClusterRun;
import dev.gamut.simulation.cluster.RunReport;
import dev.gamut.simulation.cluster.SteadyRun;
import dev.gamut.simulation.cluster.Strategies;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "after every event; the history must be linearizable, or what a leaderless table's quorums",
      "promise; and operations must succeed again soon after all faults end."
          + " The same seed gives the same run, event by event."
    },
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {PbsCommand.class, SplitCommand.class},
    footer = {
      "",
      "Examples:",
      "  gamut simulate --seeds 200",
      "  gamut simulate --seeds 1000 --first-seed 5000",
      "  gamut simulate --seeds 200 --strategy leaderless",
      "  gamut simulate --seed 4711 --trace run.txt",
      "  gamut simulate --steady",
      "  gamut simulate pbs",
      "  gamut simulate split",
      "",
      "Exit codes: 0 everything held; 1 something was violated, or a kind of fault never happened",
      "in a campaign of 1,000 seeds or more; 2 usage."
    })
public final class SimulateCommand implements Callable<Integer> {
  /// A campaign this large must have met every kind of fault.
  private static final int SEEDS_FOR_ALL_FAULTS = 1_000;

  /// Enough for a figure once a campaign has had its code compiled.
  private static final int STEADY_SECONDS_AFTER_CAMPAIGN = 200;

  private static final int STEADY_SECONDS_MAX = 100_000;

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

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Seeds to run at a time, each on a thread of its own; a seed gives the same run with"
              + " any number. Default: as many as this machine has cores.")
  private @Nullable Integer workers;

  @Option(
      names = "--strategy",
      paramLabel = "any|ordered|leaderless",
      defaultValue = "any",
      description =
          "Which tables: any: as each seed draws, one in four leaderless. ordered: consensus or"
              + " local. leaderless. Default: ${DEFAULT-VALUE}.")
  private String strategy = "any";

  @Option(
      names = "--steady",
      paramLabel = "SECONDS",
      arity = "0..1",
      fallbackValue = "2000",
      description =
          "Measure the simulator's speed and do nothing else: five nodes without faults at 100"
              + " operations a second, for so many simulated seconds, after as many unmeasured."
              + " Without a number: ${FALLBACK-VALUE}.")
  private @Nullable Integer steady;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requirePossible();
    Integer steadySeconds = steady;
    if (steadySeconds != null) {
      return runSteady(steadySeconds);
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

  private void requirePossible() {
    if (seeds < 1) {
      throw CommandException.usage("--seeds is " + seeds, "give at least one, as in --seeds 200");
    }
    if (workers != null && workers < 1) {
      throw CommandException.usage("--workers is " + workers, "give at least one");
    }
    if (steady != null && (steady < 1 || steady > STEADY_SECONDS_MAX)) {
      throw CommandException.usage(
          "--steady is " + steady, "give 1 to " + STEADY_SECONDS_MAX + " simulated seconds");
    }
    if (steady != null && (seed != null || trace != null)) {
      throw CommandException.usage(
          "--steady measures a run of its own", "leave out --seed and --trace");
    }
  }

  private int runOne(long one) throws IOException {
    ClusterRun run = new ClusterRun(one, strategies());
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

  private int runMany() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    int[] done = {0};
    long[] shown = {System.nanoTime()};
    int threads = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    Campaign.Report report =
        new Campaign(firstSeed, seeds, threads, strategies())
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
                            + run.seed()
                            + suffix());
                  } else if (System.nanoTime() - shown[0] > 2_000_000_000L) {
                    shown[0] = System.nanoTime();
                    err.printf("  %d of %d seeds%n", done[0], seeds);
                    err.flush();
                  }
                });
    SteadyRun.Report steady = SteadyRun.measure(STEADY_SECONDS_AFTER_CAMPAIGN);
    output.say(Texts.campaign(report, threads, steady), Texts.campaignFields(report, steady));
    boolean complete =
        seeds < SEEDS_FOR_ALL_FAULTS || (report.silent().isEmpty() && report.passedOn() > 0);
    boolean held = report.failed().isEmpty() && steady.failure() == null;
    return (held && complete ? Exit.DONE : Exit.REFUSED).code();
  }

  private String suffix() {
    return strategies() == Strategies.ANY ? "" : " --strategy " + strategy;
  }

  private Strategies strategies() {
    for (Strategies each : Strategies.values()) {
      if (each.label().equals(strategy)) {
        return each;
      }
    }
    throw CommandException.usage(
        "--strategy is " + strategy,
        "give any, ordered or leaderless, as in --strategy leaderless");
  }

  private int runSteady(int seconds) {
    SteadyRun.Report steady = SteadyRun.measure(seconds);
    output.say(Texts.steady(steady), Texts.steadyFields(steady));
    return (steady.failure() == null ? Exit.DONE : Exit.REFUSED).code();
  }
}
