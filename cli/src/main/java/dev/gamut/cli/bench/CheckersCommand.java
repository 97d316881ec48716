package dev.gamut.cli.bench;

import dev.gamut.bench.checker.CheckComparison;
import dev.gamut.bench.checker.CheckComparisonReport;
import dev.gamut.bench.checker.CheckPlan;
import dev.gamut.bench.checker.Porcupine;
import dev.gamut.bench.checker.Workload;
import dev.gamut.bench.peer.Folders;
import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Nearest;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description = {
      "Measure the checker of histories side by side with Porcupine.",
      "",
      "Makes histories that are hard to judge, the same for the same flags: right ones,"
          + " and wrong ones with one stale read; gives both checkers the same files; prints the"
          + " medians. Porcupine, the newest, is built with Go into a cache."
    },
    footer = {
      "",
      "Examples:",
      "  gamut bench check --against porcupine",
      "  gamut bench check --work kv,append --operations 1000 --limit 10 --output json",
      "",
      "Exit codes: 0 measured; 1 the checkers contradict each other; 2 a flag is out of range; 4"
          + " the peer cannot be had here."
    })
final class CheckersCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--against",
      paramLabel = "porcupine",
      defaultValue = "porcupine",
      description = "The peer. Default: porcupine, the only one so far.")
  private String against = "porcupine";

  @Option(
      names = "--work",
      paramLabel = "NAME",
      split = ",",
      description =
          "What clients do: append, append-few, kv, kv-few, register, cas-register. Default: all.")
  private List<String> works = Workload.ALL.stream().map(Workload::name).toList();

  @Option(
      names = "--operations",
      paramLabel = "N",
      defaultValue = "200",
      description = "Operations a history. Default: 200.")
  private int operations = 200;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1",
      description = "Keys a history. Default: 1.")
  private int keys = 1;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description = "Keep the histories there, for `gamut check`. Default: removed at the end.")
  private @Nullable Path keep;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "10",
      description = "Clients, each with one operation under way. Default: 10.")
  private int clients = 10;

  @Option(
      names = "--indeterminate",
      paramLabel = "PERCENT",
      split = ",",
      defaultValue = "0,10,30",
      description = "Of how many operations nobody hears how they ended. Default: 0,10,30.")
  private List<Integer> indeterminate = List.of(0, 10, 30);

  @Option(
      names = "--histories",
      paramLabel = "N",
      defaultValue = "5",
      description = "Histories of each kind, by seeds 1 to N. Default: 5.")
  private int histories = 5;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each history is judged. Default: 5.")
  private int runs = 5;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "When a checker gives up on a history. Default: 1.")
  private double limit = 1;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!against.equals("porcupine")) {
      throw CommandException.usage(
          "--against is " + against, "It can be: porcupine, the only one so far.");
    }
    CheckPlan plan = plan();
    Path kept = keep;
    Path folder =
        kept == null
            ? Files.createTempDirectory("gamut-bench-check")
            : Files.createDirectories(kept);
    try {
      Porcupine peer = Porcupine.find(Programs.cache(), output::progress);
      CheckComparisonReport report =
          new CheckComparison(plan, peer, folder, output::progressInPlace).run();
      output.endProgress();
      output.say(report.toText(), report.toMap());
      return (report.isAgreed() ? Exit.DONE : Exit.REFUSED).code();
    } catch (PeerUnavailableException missing) {
      throw CommandException.unavailable(
          "skipped: " + missing.getMessage(), "Nothing was measured.");
    } finally {
      if (kept == null) {
        Folders.delete(folder);
      }
    }
  }

  private CheckPlan plan() {
    List<Workload> chosen = new ArrayList<>();
    works.forEach(name -> chosen.add(workload(name)));
    try {
      return new CheckPlan(
          chosen, operations, keys, clients, indeterminate, histories, runs, limit);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(
          String.valueOf(wrong.getMessage()), "See `gamut bench check --help`.");
    }
  }

  private static Workload workload(String name) {
    List<String> known = Workload.ALL.stream().map(Workload::name).toList();
    if (!known.contains(name)) {
      throw CommandException.usage(
          "--work is " + name + Nearest.hint(name, known),
          "It can be: " + String.join(", ", known) + ".");
    }
    return Workload.ALL.get(known.indexOf(name));
  }
}
