package dev.gamut.cli.bench;

import dev.gamut.base.Invariant;
import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.Work;
import dev.gamut.bench.peer.Comparison;
import dev.gamut.bench.peer.ComparisonPlan;
import dev.gamut.bench.peer.ComparisonReport;
import dev.gamut.bench.peer.Peer;
import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Nearest;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "peers",
    description = {
      "Measure side by side with a peer, on this machine.",
      "",
      "Starts three fresh nodes of each, every acknowledged write synced, on the disk of --data;"
          + " gives each the same closed loop of logical clients in turns; prints the medians."
          + " Nothing is installed into the system.",
      "",
      "etcd: beside a consensus table; linearizable gets. The newest that can be had: built with Go"
          + " into a cache, found on PATH, or taken from Debian's package.",
      "",
      "cassandra: beside a leaderless table, N=3 R=2 W=2, where the last writer wins as it does"
          + " there; gets of a quorum, and of one replica. Fetched with Maven into a cache; runs on"
          + " a Java 17 that is here, on 127.0.0.1, .2 and .3."
    },
    footer = {
      "",
      "Examples:",
      "  gamut bench peers                          64 clients, puts and linearizable gets",
      "  gamut bench peers --against etcd --clients 64 --seconds 15",
      "  gamut bench peers --against cassandra --work put,get,get-one",
      "  gamut bench peers --clients 1 --work put --output json > peers.json",
      "",
      "Exit codes: 0 measured; 1 some answers were wrong; 2 a flag is out of range; 4 the peer"
          + " cannot be had here."
    })
final class PeersCommand implements Callable<Integer> {
  private static final Duration REST = Duration.ofSeconds(1);

  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--against",
      paramLabel = "etcd|cassandra",
      defaultValue = "etcd",
      description = "The peer. Default: etcd.")
  private String against = "etcd";

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "25",
      description = "Measured seconds a system and kind of work, cut into --rounds. Default: 25.")
  private double seconds = 25;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "64",
      description = "Logical clients, each with one operation under way. Default: 64.")
  private int clients = 64;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Keys, chosen from uniformly. Default: 10000.")
  private int keys = 10_000;

  @Option(
      names = "--value-size",
      paramLabel = "BYTES",
      defaultValue = "256",
      description = "Bytes a value. Default: 256.")
  private int valueSize = 256;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured rounds a system and kind of work. Default: 5.")
  private int rounds = 5;

  @Option(
      names = "--round-seconds",
      paramLabel = "S",
      description = "Length of a round, instead of --seconds.")
  private @Nullable Double roundSeconds;

  @Option(
      names = "--warm-up-seconds",
      paramLabel = "S",
      description = {
        "Load before the first round of each kind of work. Default: 30 beside etcd, since",
        "a JVM that shares two cores is still compiling after 15; 60 beside Cassandra."
      })
  private @Nullable Integer warmUpSeconds;

  @Option(
      names = "--work",
      paramLabel = "put|get|get-one",
      split = ",",
      description = {
        "What to measure; get-one is a read of one replica, of Cassandra only.",
        "Default: all."
      })
  private @Nullable List<String> works;

  @Option(
      names = "--only",
      paramLabel = "gamut|PEER",
      defaultValue = "both",
      description = "Measure one of them alone. Default: both, in turns.")
  private String only = "both";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Partitions of Gamut's table. Default: 4.")
  private int partitions = 4;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = {
        "Connections to each node of the peer that is asked. Default: what costs it least,",
        "2 to etcd's leader, 1 to each node of Cassandra."
      })
  private @Nullable Integer channels;

  @Option(
      names = "--spread",
      arity = "1",
      paramLabel = "true|false",
      description = {
        "Whether the peer's clients ask all its nodes instead of one, of etcd its leader.",
        "Default: false for etcd, true for Cassandra."
      })
  private @Nullable Boolean spread;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireKnown("--against", against, Rival.labels());
    requireKnown("--only", only, List.of("both", "gamut", against));
    Rival rival = Rival.valueOf(against.toUpperCase(Locale.ROOT));
    ComparisonPlan plan = plan(rival);
    Rival.Reach reach = reach(rival);
    List<Peer> peers = new ArrayList<>();
    try {
      if (!only.equals(against)) {
        peers.add(new GamutPeer(folder("gamut"), rival.table(partitions)));
      }
      if (!only.equals("gamut")) {
        peers.add(rival.peer(folder(against), reach, output::progress));
      }
      for (Peer peer : peers) {
        output.progress("starting " + peer.name());
        peer.start();
      }
      ComparisonReport report = new Comparison(plan, peers, output::progress).run();
      output.say(report.toText(), report.toMap());
      return (report.isRight() ? Exit.DONE : Exit.REFUSED).code();
    } catch (PeerUnavailableException missing) {
      throw CommandException.unavailable(
          "skipped: " + missing.getMessage(), "Nothing was measured.");
    } finally {
      peers.forEach(Peer::close);
    }
  }

  private static void requireKnown(String option, String given, List<String> known) {
    if (!known.contains(given)) {
      throw CommandException.usage(
          option + " is " + given + Nearest.hint(given, known),
          "It can be: " + String.join(", ", known) + ".");
    }
  }

  private ComparisonPlan plan(Rival rival) {
    try {
      Invariant.require(rounds > 0, "rounds not positive: %d", rounds);
      double each = roundSeconds != null ? roundSeconds : seconds / rounds;
      Invariant.require(
          each > 0 && each <= 3600, "a round of %s s: above 0, and at most an hour", each);
      Duration round = Duration.ofNanos((long) (each * 1e9));
      LoadPlan load = new LoadPlan(clients, keys, valueSize, round, 1);
      int warmUp = warmUpSeconds != null ? warmUpSeconds : rival.warmUpSeconds();
      Invariant.require(warmUp > 0 && warmUp <= 3600, "%d s of warm-up: 1 to 3600", warmUp);
      List<Work> chosen = works == null ? rival.works() : works(rival, works);
      return new ComparisonPlan(load, Duration.ofSeconds(warmUp), rounds, REST, chosen);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(
          String.valueOf(wrong.getMessage()), "See `gamut bench peers --help`.");
    }
  }

  private static List<Work> works(Rival rival, List<String> labels) {
    List<String> known = rival.works().stream().map(Work::label).toList();
    for (String label : labels) {
      requireKnown("--work", label, known);
    }
    return rival.works().stream().filter(work -> labels.contains(work.label())).toList();
  }

  private Rival.Reach reach(Rival rival) {
    int connections = channels != null ? channels : rival.reach().channels();
    if (connections < 1) {
      throw CommandException.usage(
          "--channels is %d, and at least 1 is needed".formatted(connections),
          "See `gamut bench peers --help`.");
    }
    return new Rival.Reach(connections, spread != null ? spread : rival.reach().spread());
  }

  private Path folder(String name) {
    String own = name + "-" + ProcessHandle.current().pid();
    return data.directory().resolve("bench").resolve(own);
  }
}
