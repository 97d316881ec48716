package dev.gamut.bench.peer;

import dev.gamut.bench.ClosedLoop;
import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.LoadResult;
import dev.gamut.bench.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs systems under the same load in turns. All of them run all the time, so each is measured
/// beside the others' idling; only one at a time is under load, and its round begins once the
/// others have come to rest: what they compile and compact after their own would cost it.
public final class Comparison {
  /// At rest: less than this share of a core.
  private static final double REST = 0.05;

  private static final int RESTS_MAX = 30;

  private final ComparisonPlan plan;
  private final List<Peer> peers;
  private final Consumer<String> progress;
  private final Values values;

  public Comparison(ComparisonPlan plan, List<Peer> peers, Consumer<String> progress) {
    this.plan = plan;
    this.peers = List.copyOf(peers);
    this.progress = progress;
    values = new Values(plan.load());
  }

  /// The peers must have been started.
  public ComparisonReport run() throws InterruptedException {
    for (Peer peer : peers) {
      progress.accept(peer.name() + " " + peer.version() + ": writing every key once");
      fill(peer);
    }
    List<ComparisonReport.Row> rows = new ArrayList<>();
    for (Work work : plan.works()) {
      rows.add(new ComparisonReport.Row(work, measure(work), splits(work)));
    }
    List<ComparisonReport.Contestant> systems =
        peers.stream()
            .map(p -> new ComparisonReport.Contestant(p.name(), p.version(), p.setting()))
            .toList();
    return new ComparisonReport(plan, systems, rows);
  }

  private Map<String, Measured> measure(Work work) throws InterruptedException {
    Map<String, List<Round>> rounds = new LinkedHashMap<>();
    for (Peer peer : peers) {
      progress.accept("warming up: " + peer.name() + " " + work.label());
      load(peer, work, plan.load().lasting(plan.warmUp()));
    }
    for (int i = 0; i < plan.rounds(); i++) {
      for (Peer peer : peers) {
        Round round = round(peer, work, plan.load().seeded(plan.load().seed() + 1 + i));
        rounds.computeIfAbsent(peer.name(), _ -> new ArrayList<>()).add(round);
        progress.accept(
            "%s %s, round %d of %d: %.0f/s (the others: %.0f %% of a core)"
                .formatted(
                    peer.name(),
                    work.label(),
                    i + 1,
                    plan.rounds(),
                    round.load().perSecond(),
                    100 * round.othersCores()));
      }
    }
    Map<String, Measured> measured = new LinkedHashMap<>();
    rounds.forEach((name, all) -> measured.put(name, Measured.of(all)));
    return measured;
  }

  /// One more round for each system whose processes can be sampled: microseconds an operation.
  private Map<String, Map<Layer, Double>> splits(Work work) throws InterruptedException {
    Map<String, Map<Layer, Double>> splits = new LinkedHashMap<>();
    for (Peer peer : peers) {
      if (!peer.javaProcesses().isEmpty()) {
        awaitRest(peer);
        progress.accept("sampling what " + peer.name() + " " + work.label() + " spends time on");
        try (CpuSplit split = CpuSplit.start(peer.javaProcesses())) {
          double operations = Math.max(1, load(peer, work, plan.load()).operations());
          Map<Layer, Double> micros = split.stop();
          micros.replaceAll((_, seconds) -> seconds * 1e6 / operations);
          splits.put(peer.name(), micros);
        } catch (IOException cannot) {
          progress.accept("not sampled: " + cannot.getMessage());
        }
      }
    }
    return splits;
  }

  private Round round(Peer peer, Work work, LoadPlan load) throws InterruptedException {
    awaitRest(peer);
    double serversBefore = peer.cpuSeconds();
    double othersBefore = othersCpuSeconds(peer);
    double clientBefore = ownCpuSeconds();
    long begun = System.nanoTime();
    LoadResult result = load(peer, work, load);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double operations = Math.max(1, result.operations());
    return new Round(
        result,
        (ownCpuSeconds() - clientBefore) * 1e6 / operations,
        (peer.cpuSeconds() - serversBefore) * 1e6 / operations,
        (othersCpuSeconds(peer) - othersBefore) / seconds);
  }

  private void awaitRest(Peer peer) throws InterruptedException {
    double before = othersCpuSeconds(peer);
    double restSeconds = plan.rest().toNanos() / 1e9;
    for (int i = 0; i < RESTS_MAX; i++) {
      TimeUnit.NANOSECONDS.sleep(plan.rest().toNanos());
      double now = othersCpuSeconds(peer);
      if (now - before < REST * restSeconds) {
        return;
      }
      before = now;
    }
    progress.accept("the others do not come to rest beside " + peer.name());
  }

  private double othersCpuSeconds(Peer peer) {
    return peers.stream().filter(other -> !other.equals(peer)).mapToDouble(Peer::cpuSeconds).sum();
  }

  private LoadResult load(Peer peer, Work work, LoadPlan load) throws InterruptedException {
    return ClosedLoop.run(
        load,
        (client, key) ->
            switch (work) {
              case PUT -> put(peer, client, key);
              case GET -> fits(key, peer.get(client, values.key(key)));
              case GET_ONE -> fits(key, peer.getOne(client, values.key(key)));
            });
  }

  private CompletableFuture<Boolean> fits(int key, CompletableFuture<byte @Nullable []> value) {
    return value.thenApply(found -> values.fits(key, found));
  }

  private CompletableFuture<Boolean> put(Peer peer, int client, int key) {
    return peer.put(client, values.key(key), values.next(key)).thenApply(_ -> true);
  }

  /// Each client writes its share of the keys, in bounded windows.
  private void fill(Peer peer) throws InterruptedException {
    int keys = plan.load().keys();
    int window = plan.load().clients();
    for (int from = 0; from < keys; from += window) {
      List<CompletableFuture<Boolean>> batch = new ArrayList<>();
      for (int key = from; key < Math.min(keys, from + window); key++) {
        batch.add(put(peer, key - from, key));
      }
      CompletableFuture.allOf(batch.toArray(CompletableFuture[]::new)).join();
    }
  }

  private static double ownCpuSeconds() {
    Duration used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return used.toNanos() / 1e9;
  }
}
