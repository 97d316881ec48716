package dev.gamut.cli.bench;

import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.Work;
import dev.gamut.bench.etcd.EtcdPeer;
import dev.gamut.bench.etcd.EtcdSettings;
import dev.gamut.bench.peer.Comparison;
import dev.gamut.bench.peer.ComparisonPlan;
import dev.gamut.bench.peer.ComparisonReport;
import dev.gamut.bench.peer.Peer;
import dev.gamut.bench.peer.PeerUnavailableException;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
      "  gamut bench peers --clients 1 --rounds 3",
      "  gamut bench peers --output json > peers.json",
      "",
      "Exit codes: 0 measured; 1 some answers were wrong; 4 the peer cannot be had here."
    })
final class PeersCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

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
      defaultValue = "5",
      description = "Length of a round. Default: 5.")
  private int roundSeconds = 5;

  @Option(
      names = "--warm-up-seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "Load before the first round of each kind of work. Default: 10.")
  private int warmUpSeconds = 10;

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

  private ComparisonPlan plan() {
    try {
      LoadPlan load = new LoadPlan(clients, keys, valueSize, Duration.ofSeconds(roundSeconds), 1);
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
        new EtcdSettings(cache(), folder("etcd"), etcdChannels, etcdSpread), output::progress);
  }

  private Path folder(String name) {
    String own = name + "-" + ProcessHandle.current().pid();
    return data.directory().resolve("bench").resolve(own);
  }

  private static Path cache() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return caches.resolve("gamut").resolve("peers");
  }
}
