package dev.gamut.simulation.pbs;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.WriteTerms;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.simulation.cluster.ClusterShape;
import dev.gamut.simulation.cluster.NodeClient;
import dev.gamut.simulation.cluster.SimulatedCluster;
import dev.gamut.simulation.world.FaultMix;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedWorld;
import java.util.ArrayList;
import java.util.List;

/// Three nodes of the real code, a leaderless table on all of them, and for each node a client that
/// reaches no other, so that who coordinates is chosen here. Messages between nodes take what the
/// latencies say; everything else takes no time.
///
/// Each trial writes a key of its own, waits for the acknowledgement and then a while, and reads it
/// once: so no read repairs what another one reads. Each pair of nodes coordinates as many trials.
/// They begin at drawn moments and overlap, but no two share a message.
final class StalenessRun {
  private static final String TABLE = "items";
  private static final long SECOND = 1_000_000_000L;
  private static final long SETUP_NANOS = 600 * SECOND;

  /// Between the beginnings of two trials, on average.
  private static final long SPACING_NANOS = 500_000;

  private final SimulatedWorld world;
  private final SimulatedCluster cluster;
  private final Latencies latencies;
  private final PartialQuorum quorum;
  private final List<Long> afterNanos;
  private final Entropy delays;
  private final Entropy draws;
  private final List<NodeClient> clients = new ArrayList<>();
  private final int[] consistent;
  private final int[] ended;

  /// When the last write was made; what its coordinator sends then is that write.
  private long madeAt = -1;

  private long begun;

  StalenessRun(Latencies latencies, PartialQuorum quorum, List<Long> afterNanos, long seed) {
    this.latencies = latencies;
    this.quorum = quorum;
    this.afterNanos = List.copyOf(afterNanos);
    this.world = new SimulatedWorld(seed, FaultMix.quiet());
    this.cluster = new SimulatedCluster(world, shape(), this::made);
    this.delays = world.entropy("delays");
    this.draws = world.entropy("trials");
    this.consistent = new int[afterNanos.size()];
    this.ended = new int[afterNanos.size()];
  }

  private ClusterShape shape() {
    return new ClusterShape(
        PartialQuorum.REPLICAS,
        1,
        PartialQuorum.REPLICAS,
        1,
        1,
        1,
        1,
        PartialQuorum.REPLICAS,
        StrategyKind.LEADERLESS,
        PartitionBy.HASH,
        quorums(),
        false,
        true);
  }

  private Quorums quorums() {
    return new Quorums(quorum.read(), quorum.write(), false, ConflictPolicy.SIBLINGS);
  }

  private void made(Bytes place, Item.Sibling sibling, Frontier superseded) {
    madeAt = world.nowNanos();
  }

  /// Shares of consistent reads, one for each time.
  ///
  /// @param trials of each time
  double[] shares(int trials) {
    begin();
    world
        .network()
        .delayFrames(
            (_, _) ->
                world.nowNanos() == madeAt ? latencies.write(delays) : latencies.other(delays));
    long total = (long) trials * afterNanos.size();
    beginNext(total);
    long limit = world.nowNanos() + total * 2 * SPACING_NANOS + SETUP_NANOS;
    Invariant.check(
        world.runUntil(() -> allEnded(total), limit), "not all of %d trials have ended", total);
    double[] shares = new double[ended.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (double) consistent[i] / ended[i];
    }
    return shares;
  }

  private boolean allEnded(long total) {
    long all = 0;
    for (int count : ended) {
      all += count;
    }
    return all == total;
  }

  // The cluster, before anything is measured.

  private void begin() {
    cluster.start();
    for (SimulatedMachine node : cluster.machines()) {
      clients.add(NodeClient.patient(world, node, cluster.addresses()));
    }
    TableSpec table =
        new TableSpec(
            TABLE,
            StrategyKind.LEADERLESS,
            PartitionBy.HASH,
            1,
            PartialQuorum.REPLICAS,
            List.of(),
            quorums());
    clients
        .getFirst()
        .await(new Call.CreateTable(table, SECOND), reply -> reply instanceof Reply.Changed);
    // A client has a name from the catalog's leader before it is left with its own node.
    for (NodeClient client : clients) {
      client.await(put("name of " + client), reply -> reply instanceof Reply.Written);
    }
    for (NodeClient client : clients) {
      client.leaveWithItsNode(cluster.machines());
    }
    for (NodeClient client : clients) {
      client.await(put("way of " + client), client::isServed);
    }
  }

  // Trials.

  private void beginNext(long total) {
    if (begun == total) {
      return;
    }
    int time = (int) (begun % ended.length);
    int pairs = clients.size() * clients.size();
    int pair = (int) (begun / ended.length % pairs);
    String key = "k" + begun++;
    NodeClient writer = clients.get(pair % clients.size());
    NodeClient reader = clients.get(pair / clients.size());
    writer.submit(
        put(key),
        reply -> {
          Invariant.check(
              isApplied(reply) && writer.isServed(reply), "a write ended so: %s", reply);
          world.after(afterNanos.get(time), () -> read(reader, key, time));
        });
    world.after(draws.between(1, 2 * SPACING_NANOS), () -> beginNext(total));
  }

  private Call put(String key) {
    WriteTerms terms = new WriteTerms(true, quorum.write(), NodeClient.TIMEOUT_NANOS);
    Value value = Value.bytes(Bytes.utf8("v"));
    return new Call.Put(TABLE, Key.of(key), value, new Condition.Always(), terms);
  }

  private static boolean isApplied(Reply reply) {
    return reply instanceof Reply.Written(Outcome.Applied _, _);
  }

  private void read(NodeClient reader, String key, int time) {
    ReadTerms terms = new ReadTerms(Level.OF_TABLE, true, quorum.read(), NodeClient.TIMEOUT_NANOS);
    reader.submit(
        new Call.Get(TABLE, Key.of(key), terms),
        reply -> {
          Invariant.check(reader.isServed(reply), "a read ended so: %s", reply);
          ended[time]++;
          consistent[time] += reply instanceof Reply.Read(Item item, _) && item != null ? 1 : 0;
        });
  }
}
