package dev.gamut.protocol.raft;

import static dev.gamut.protocol.raft.RaftWorld.MILLISECOND;
import static dev.gamut.protocol.raft.RaftWorld.SECOND;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run of a group under faults drawn from a seed: messages are lost, repeated, overtaken and
/// held for seconds, links fail one way, nodes crash with writes under way, pause, compact and hand
/// over; then the faults stop, and the group must recover and agree. The same seed gives the same
/// run.
final class RaftSchedule {
  private static final long FAULTS_UNTIL = 30 * SECOND;
  private static final long QUIET_UNTIL = 60 * SECOND;
  private static final long RECOVERED_UNTIL = 200 * SECOND;

  /// How hostile this run is.
  private record Weather(
      int voters,
      int learners,
      RaftWorld.Conditions conditions,
      double crash,
      double cut,
      double pause,
      double compact,
      boolean tinyLimits,
      long faultMillis) {
    static Weather draw(Entropy entropy) {
      boolean tinyLimits = entropy.chance(0.7);
      int voters = new int[] {1, 2, 3, 3, 3, 3, 5, 5}[entropy.below(8)];
      int learners = entropy.chance(0.2) ? 1 : 0;
      RaftWorld.Conditions conditions =
          new RaftWorld.Conditions(
              entropy.chance(0.5) ? entropy.below(30) / 100.0 : 0,
              entropy.chance(0.5) ? entropy.below(30) / 100.0 : 0,
              entropy.chance(0.5) ? entropy.below(10) / 100.0 : 0,
              1 + entropy.below(!tinyLimits && entropy.chance(0.5) ? 200 : 20),
              1 + entropy.below(entropy.chance(0.2) ? 400 : 10));
      return new Weather(
          voters,
          learners,
          conditions,
          entropy.chance(0.6) ? 0.3 : 0.02,
          entropy.chance(0.6) ? 0.4 : 0,
          entropy.chance(0.4) ? 0.2 : 0,
          entropy.chance(0.6) ? 0.5 : 0,
          tinyLimits,
          entropy.chance(0.3) ? 400 : 1500);
    }
  }

  private final Entropy entropy;
  private final Weather weather;
  private final RaftWorld world;
  private long nextId = 1;

  RaftSchedule(long seed) {
    entropy = Entropy.seeded(seed);
    weather = Weather.draw(entropy);
    int size = weather.voters + weather.learners;
    List<NodeId> nodes = new ArrayList<>();
    for (int i = 1; i <= size; i++) {
      nodes.add(new NodeId(i));
    }
    Membership membership =
        new Membership(nodes.subList(0, weather.voters), nodes.subList(weather.voters, size));
    RaftConfig config = weather.tinyLimits ? tinyLimits() : RaftConfig.defaults();
    world = new RaftWorld(entropy, membership, config, weather.conditions);
  }

  private static RaftConfig tinyLimits() {
    RaftConfig standard = RaftConfig.defaults();
    return new RaftConfig(
        standard.electionTimeoutMinNanos(),
        standard.electionTimeoutMaxNanos(),
        standard.heartbeatNanos(),
        standard.commitNoticeNanos(),
        200,
        600,
        3,
        400,
        4000,
        3,
        400,
        2);
  }

  /// Runs it to its end; throws when a property does not hold.
  RaftSchedule run() {
    for (int node = 0; node < world.size(); node++) {
      world.start(node);
    }
    every(50, 200, this::proposeSome);
    every(20, 150, this::readSome);
    every(weather.faultMillis / 4, weather.faultMillis, this::fault);
    every(300, 2000, this::compactSome);
    world.turnUntil(FAULTS_UNTIL);
    world.calmDown();
    for (long at = FAULTS_UNTIL + 15 * SECOND; at < QUIET_UNTIL - 5 * SECOND; at += SECOND) {
      world.at(at, this::proposeSome);
      world.at(at, this::readSome);
    }
    world.turnUntil(QUIET_UNTIL);
    // A group with tiny limits and a slow disk may need some time.
    while (missing() != null && world.nowNanos() < RECOVERED_UNTIL) {
      world.turnUntil(world.nowNanos() + 10 * SECOND);
    }
    String missing = missing();
    if (missing != null) {
      throw new RaftInvariants.Broken("no recovery: " + missing);
    }
    return this;
  }

  long steps() {
    return world.steps();
  }

  int committed() {
    return world.invariants.committedCount();
  }

  int readsServed() {
    return world.invariants.readsServed();
  }

  long digest() {
    return world.digest();
  }

  private void every(long fromMillis, long toMillis, Runnable what) {
    world.in(
        entropy.between(fromMillis, toMillis) * MILLISECOND,
        () -> {
          if (world.nowNanos() < FAULTS_UNTIL) {
            what.run();
            every(fromMillis, toMillis, what);
          }
        });
  }

  // Load.

  private void proposeSome() {
    TestReplica replica = target();
    if (replica == null) {
      return;
    }
    List<Proposal> proposals = new ArrayList<>();
    for (int i = entropy.below(6); i >= 0; i--) {
      byte[] payload = new byte[8 + entropy.below(60)];
      new ByteWriter(8).i64(nextId).toBytes().copyTo(payload, 0);
      proposals.add(new Proposal(nextId++, Bytes.wrap(payload)));
    }
    replica.step(new RaftEvent.Propose(proposals));
  }

  private void readSome() {
    TestReplica replica = target();
    for (int i = entropy.below(3); i >= 0 && replica != null; i--) {
      long id = nextId++;
      world.invariants.readRequested(replica, id);
      replica.step(new RaftEvent.ReadRequested(id));
    }
  }

  /// Mostly somebody who believes to lead; there may be several.
  private @Nullable TestReplica target() {
    List<TestReplica> awake = new ArrayList<>();
    List<TestReplica> leaders = new ArrayList<>();
    for (int node = 0; node < world.size(); node++) {
      if (world.isAwake(node)) {
        TestReplica replica = world.replica(node);
        awake.add(replica);
        if (replica.raft().role() == Role.LEADER) {
          leaders.add(replica);
        }
      }
    }
    List<TestReplica> from = leaders.isEmpty() || entropy.chance(0.1) ? awake : leaders;
    return from.isEmpty() ? null : from.get(entropy.below(from.size()));
  }

  private void compactSome() {
    TestReplica replica = target();
    if (replica != null && entropy.chance(weather.compact)) {
      replica.compact(replica.applied.size() - entropy.below(4), true);
    }
  }

  // Faults.

  private void fault() {
    int node = entropy.below(world.size());
    if (entropy.chance(weather.crash) && world.replica(node).isUp()) {
      crash(node);
    }
    if (entropy.chance(weather.pause)) {
      world.pause(node, entropy.between(100, 5000) * MILLISECOND);
    }
    if (entropy.chance(weather.cut)) {
      cutSome(node);
    }
    TestReplica replica = world.replica(node);
    NodeId other = world.replica(entropy.below(world.size())).id;
    if (entropy.chance(0.1) && replica.isUp()) {
      replica.step(new RaftEvent.TransferLeadership(other));
    }
    if (entropy.chance(0.1) && replica.isUp()) {
      replica.step(new RaftEvent.PeerEnded(other));
    }
  }

  private void crash(int node) {
    world.crash(node, entropy.below(3));
    if (entropy.chance(0.5)) {
      world.replica(node).rollBackStore(entropy.below(10));
    }
    long downNanos = entropy.between(0, entropy.chance(0.3) ? 8000 : 300) * MILLISECOND;
    world.in(downNanos, () -> world.start(node));
  }

  private void cutSome(int node) {
    for (int other = 0; other < world.size(); other++) {
      if (other != node && entropy.chance(0.7)) {
        world.cut(node, other, entropy.chance(0.7));
        if (entropy.chance(0.5)) {
          world.cut(other, node, true);
        } else {
          world.slow(other, node, entropy.below(4 * SECOND));
        }
      }
    }
    world.in(entropy.between(100, 6000) * MILLISECOND, () -> world.heal(node));
  }

  private @Nullable String missing() {
    TestReplica leader = world.leader();
    if (leader == null) {
      return "nobody leads";
    }
    if (leader.raft().commitIndex() != leader.raft().lastIndex()) {
      return "the leader has more than it committed";
    }
    for (int node = 0; node < world.size(); node++) {
      TestReplica replica = world.replica(node);
      if (!replica.applied.equals(leader.applied)) {
        return replica.id + " applied " + replica.applied.size() + " of " + leader.applied.size();
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return weather.toString();
  }
}
