package dev.gamut.cli.bench;

import dev.gamut.base.Invariant;
import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.Work;
import dev.gamut.bench.etcd.EtcdPeer;
import dev.gamut.bench.etcd.EtcdSettings;
import dev.gamut.bench.peer.Comparison;
import dev.gamut.bench.peer.ComparisonPlan;
import dev.gamut.bench.peer.ComparisonReport;
import dev.gamut.bench.peer.Peer;
import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.bench.peer.Programs;
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
          + " gives each the same closed loop of logical clients in turns; prints the medians. The"
          + " peer is the newest etcd that can be had: built with Go into a cache, found on PATH,"
          + " or taken from Debian's package. Nothing is installed into the system."
    },
    footer = {
      "",
      "Examples:",
      "  gamut bench peers                          64 clients, puts and linearizable gets",
      "  gamut bench peers --against etcd --clients 64 --seconds 15",
      "  gamut bench peers --clients 1 --work put --output json > peers.json",
      "",
      "Exit codes: 0 measured; 1 some answers were wrong; 2 a flag is out of range; 4 the peer"
          + " cannot be had here."
    })
final class PeersCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(
      names = "--against",
      paramLabel = "etcd",
      defaultValue = "etcd",
      description = "The peer. Default: etcd, the only one so far.")
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
      defaultValue = "30",
      description = {
        "Load before the first round of each kind of work. Default: 30, since",
        "a JVM that shares two cores is still compiling after 15."
      })
  private int warmUpSeconds = 30;

  @Option(
      names = "--work",
      paramLabel = "put|get",
      split = ",",
      defaultValue = "put,get",
      description = "What to measure. Default: put,get.")
  private List<String> works = List.of("put", "get");

  @Option(
      names = "--only",
      paramLabel = "gamut|etcd",
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
      names = "--etcd-channels",
      paramLabel = "N",
      defaultValue = "2",
      description = "Connections to etcd. Default: 2, which cost it least.")
  private int etcdChannels = 2;

  @Option(
      names = "--etcd-spread",
      description = "Spread etcd's clients over its nodes instead of asking its leader.")
  private boolean etcdSpread;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireKnown("--against", against, List.of("etcd"));
    requireKnown("--only", only, List.of("both", "gamut", "etcd"));
    ComparisonPlan plan = plan();
    List<Peer> peers = new ArrayList<>();
    try {
      if (!only.equals("etcd")) {
        peers.add(gamut());
      }
      if (!only.equals("gamut")) {
        peers.add(etcd());
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

  private ComparisonPlan plan() {
    try {
      Invariant.require(rounds > 0, "rounds not positive: %d", rounds);
      double each = roundSeconds != null ? roundSeconds : seconds / rounds;
      Invariant.require(
          each > 0 && each <= 3600, "a round of %s s: above 0, and at most an hour", each);
      Duration round = Duration.ofNanos((long) (each * 1e9));
      LoadPlan load = new LoadPlan(clients, keys, valueSize, round, 1);
      List<Work> chosen = works.stream().map(PeersCommand::work).toList();
      return new ComparisonPlan(load, Duration.ofSeconds(warmUpSeconds), rounds, chosen);
    } catch (IllegalArgumentException wrong) {
      throw CommandException.usage(
          String.valueOf(wrong.getMessage()), "See `gamut bench peers --help`.");
    }
  }

  private static Work work(String label) {
    for (Work work : Work.values()) {
      if (work.label().equals(label)) {
        return work;
      }
    }
    throw new IllegalArgumentException("no work " + label + ": put or get");
  }

  private Peer gamut() {
    return new GamutPeer(folder("gamut"), partitions);
  }

  private Peer etcd() {
    return new EtcdPeer(
        new EtcdSettings(Programs.cache(), folder("etcd"), etcdChannels, etcdSpread),
        output::progress);
  }

  private Path folder(String name) {
    String own = name + "-" + ProcessHandle.current().pid();
    return data.directory().resolve("bench").resolve(own);
  }
}
