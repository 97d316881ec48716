package dev.gamut.protocol.raft;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// One run of a group under faults drawn from a seed: messages are lost, repeated, overtaken and
/// held for seconds, links fail one way, nodes crash with writes under way, pause, compact and hand
/// over; then the faults stop, and the group must recover and agree. [RaftInvariants] watch all of
/// it. The same seed gives the same run.
final class RaftSchedule implements TestReplica.Surroundings {
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;
  private static final long FAULTS_UNTIL = 30 * SECOND;
  private static final long QUIET_UNTIL = 60 * SECOND;
  private static final long RECOVERED_UNTIL = 200 * SECOND;

  /// `-Draft.trace=true` tells everything that happens, for one seed at a time.
  private static final boolean TRACE = Boolean.getBoolean("raft.trace");

  private record Due(long at, long order, Runnable what) {}

  /// How hostile this run is.
  private record Weather(
      int voters,
      int learners,
      double loss,
      double repeat,
      double straggle,
      long delayMillis,
      long writeMillis,
      double crash,
      double cut,
      double pause,
      double compact,
      boolean tinyLimits) {
    static Weather draw(Entropy entropy) {
      boolean tinyLimits = entropy.chance(0.7);
      int voters = new int[] {1, 2, 3, 3, 3, 3, 5, 5}[entropy.below(8)];
      return new Weather(
          voters,
          entropy.chance(0.2) ? 1 : 0,
          entropy.chance(0.5) ? entropy.below(30) / 100.0 : 0,
          entropy.chance(0.5) ? entropy.below(30) / 100.0 : 0,
          entropy.chance(0.5) ? entropy.below(10) / 100.0 : 0,
          1 + entropy.below(!tinyLimits && entropy.chance(0.5) ? 200 : 20),
          1 + entropy.below(entropy.chance(0.2) ? 400 : 10),
          entropy.chance(0.6) ? 0.3 : 0.02,
          entropy.chance(0.6) ? 0.4 : 0,
          entropy.chance(0.4) ? 0.2 : 0,
          entropy.chance(0.6) ? 0.5 : 0,
          tinyLimits);
    }
  }

  private final Entropy entropy;
  private final Weather weather;
  private final List<TestReplica> replicas = new ArrayList<>();
  private final RaftInvariants invariants;
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final boolean[][] cut;
  private final long[] pausedUntil;
  private final long[] incarnation;
  private final boolean[] writing;
  private final boolean[] applying;
  private final boolean[] chore;
  private final ByteWriter writer = new ByteWriter();
  private long order;
  private long nowNanos;
  private long nextId = 1;
  private boolean calm;
  private long steps;
  private long digest = 17;

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
    for (NodeId node : nodes) {
      TestReplica replica = new TestReplica(node, membership, config, this);
      replica.entriesAChunk = 5 + entropy.below(60);
      replicas.add(replica);
    }
    invariants = new RaftInvariants(replicas.subList(0, weather.voters));
    cut = new boolean[size][size];
    pausedUntil = new long[size];
    incarnation = new long[size];
    writing = new boolean[size];
    applying = new boolean[size];
    chore = new boolean[size];
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
        400,
        2);
  }

  /// Runs it to its end; throws when a property does not hold.
  RaftSchedule run() {
    for (TestReplica replica : replicas) {
      replica.start(entropy.nextLong());
    }
    every(50, 200, this::proposeSome);
    every(20, 150, this::readSome);
    every(300, 1500, this::fault);
    every(300, 2000, this::compactSome);
    turnUntil(FAULTS_UNTIL);
    calmDown();
    turnUntil(QUIET_UNTIL);
    // A group with tiny limits and a slow disk may need some time.
    while (missing() != null && nowNanos < RECOVERED_UNTIL) {
      turnUntil(nowNanos + 10 * SECOND);
    }
    String missing = missing();
    if (missing != null) {
      throw new RaftInvariants.Broken("no recovery: " + missing);
    }
    return this;
  }

  long steps() {
    return steps;
  }

  int committed() {
    return invariants.committedCount();
  }

  int readsServed() {
    return invariants.readsServed();
  }

  /// Tells two runs apart.
  long digest() {
    return digest;
  }

  private void turnUntil(long end) {
    while (!agenda.isEmpty() && agenda.peek().at() <= end) {
      Due due = agenda.remove();
      nowNanos = due.at();
      due.what().run();
    }
    nowNanos = end;
  }

  private void at(long nanos, Runnable what) {
    agenda.add(new Due(nanos, order++, what));
  }

  private void in(long nanos, Runnable what) {
    at(nowNanos + nanos, what);
  }

  private void every(long fromMillis, long toMillis, Runnable what) {
    in(
        entropy.between(fromMillis, toMillis) * MILLISECOND,
        () -> {
          if (nowNanos < FAULTS_UNTIL) {
            what.run();
            every(fromMillis, toMillis, what);
          }
        });
  }

  /// Does it on a node that lives and is not paused; what belongs to an earlier life is forgotten.
  private void onNode(int node, long nanos, Runnable what) {
    long life = incarnation[node];
    in(
        nanos,
        () -> {
          if (incarnation[node] != life || !replicas.get(node).isUp()) {
            return;
          }
          if (nowNanos < pausedUntil[node]) {
            onNode(node, pausedUntil[node] - nowNanos, what);
          } else {
            what.run();
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
      invariants.readRequested(replica, id);
      replica.step(new RaftEvent.ReadRequested(id));
    }
  }

  /// Mostly somebody who believes to lead; there may be several.
  private @Nullable TestReplica target() {
    List<TestReplica> awake = new ArrayList<>();
    List<TestReplica> leaders = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      TestReplica replica = replicas.get(i);
      if (replica.isUp() && nowNanos >= pausedUntil[i]) {
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
      long applied = replica.applied.size();
      replica.compact(applied - entropy.below(4), true);
    }
  }

  // Faults.

  private void fault() {
    int node = entropy.below(replicas.size());
    if (entropy.chance(weather.crash)) {
      crash(node);
    }
    if (entropy.chance(weather.pause)) {
      pausedUntil[node] = nowNanos + entropy.between(100, 5000) * MILLISECOND;
    }
    if (entropy.chance(weather.cut)) {
      cutSome(node);
    }
    if (entropy.chance(0.1)) {
      handOver(node);
    }
    if (entropy.chance(0.1) && replicas.get(node).isUp()) {
      NodeId peer = replicas.get(entropy.below(replicas.size())).id;
      replicas.get(node).step(new RaftEvent.PeerUnreachable(peer));
    }
  }

  private void crash(int node) {
    TestReplica replica = replicas.get(node);
    if (!replica.isUp()) {
      return;
    }
    if (TRACE) {
      trace(replica.id + " crashes");
    }
    replica.crash(entropy.below(3));
    incarnation[node]++;
    writing[node] = false;
    applying[node] = false;
    chore[node] = false;
    if (entropy.chance(0.5)) {
      replica.rollBackStore(entropy.below(10));
    }
    long downNanos = entropy.between(0, entropy.chance(0.3) ? 8000 : 300) * MILLISECOND;
    in(downNanos, () -> restart(node));
  }

  private void restart(int node) {
    if (!replicas.get(node).isUp()) {
      replicas.get(node).start(entropy.nextLong());
      pump(node);
    }
  }

  private void cutSome(int node) {
    for (int other = 0; other < replicas.size(); other++) {
      boolean outward = entropy.chance(0.7);
      boolean inward = entropy.chance(0.7);
      if (other != node && entropy.chance(0.7)) {
        cut[node][other] = outward;
        cut[other][node] = inward;
      }
    }
    in(entropy.between(100, 6000) * MILLISECOND, () -> heal(node));
  }

  private void heal(int node) {
    for (int other = 0; other < replicas.size(); other++) {
      cut[node][other] = false;
      cut[other][node] = false;
    }
  }

  private void handOver(int node) {
    if (replicas.get(node).isUp()) {
      NodeId to = replicas.get(entropy.below(replicas.size())).id;
      replicas.get(node).step(new RaftEvent.TransferLeadership(to));
    }
  }

  private void calmDown() {
    calm = true;
    for (int node = 0; node < replicas.size(); node++) {
      heal(node);
      pausedUntil[node] = 0;
      restart(node);
    }
    for (long at = FAULTS_UNTIL + 15 * SECOND; at < QUIET_UNTIL - 5 * SECOND; at += SECOND) {
      at(at, this::proposeSome);
      at(at, this::readSome);
    }
  }

  private @Nullable String missing() {
    TestReplica leader = null;
    for (TestReplica replica : replicas) {
      if (replica.raft().role() == Role.LEADER) {
        leader = replica;
      }
    }
    if (leader == null) {
      return "nobody leads";
    }
    if (leader.raft().commitIndex() != leader.raft().lastIndex()) {
      return "the leader has more than it committed";
    }
    for (TestReplica replica : replicas) {
      if (!replica.applied.equals(leader.applied)) {
        return replica.id + " applied " + replica.applied.size() + " of " + leader.applied.size();
      }
    }
    return null;
  }

  // Surroundings.

  @Override
  public Now now() {
    return new Now(nowNanos, nowNanos / MILLISECOND);
  }

  @Override
  public void transmit(NodeId from, NodeId to, RaftMessage message) {
    digest = digest * 31 + message.term() * 7 + from.value() * 3L + to.value();
    int copies = calm || !entropy.chance(weather.repeat) ? 1 : 2;
    for (int i = 0; i < copies; i++) {
      if (!calm && entropy.chance(weather.loss)) {
        continue;
      }
      // In calm weather nothing overtakes, as on a connection.
      long longest = weather.delayMillis * MILLISECOND;
      long delay = calm ? longest : entropy.between(0, longest);
      if (!calm && entropy.chance(weather.straggle)) {
        delay = entropy.between(0, 5 * SECOND);
      }
      RaftMessage copy = throughCodec(message);
      in(delay, () -> arrive(from, to, copy));
    }
  }

  private void arrive(NodeId from, NodeId to, RaftMessage message) {
    int node = to.value() - 1;
    if (cut[from.value() - 1][node] || !replicas.get(node).isUp()) {
      return;
    }
    if (nowNanos < pausedUntil[node]) {
      // It waits in the socket.
      at(pausedUntil[node], () -> arrive(from, to, message));
      return;
    }
    if (TRACE) {
      trace(to + " <- " + from + " " + RaftText.of(message));
    }
    replicas.get(node).step(new RaftEvent.Received(from, message));
  }

  private RaftMessage throughCodec(RaftMessage message) {
    writer.clear();
    RaftCodec.write(writer, message);
    ByteReader reader = new ByteReader(writer.toBytes());
    try {
      RaftMessage copy = RaftCodec.read(reader);
      reader.finish();
      return copy;
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void emitted(TestReplica replica, RaftEffect effect) {
    if (TRACE) {
      trace(replica.id + " " + RaftText.of(effect));
    }
    invariants.emitted(replica, effect);
    if (effect instanceof RaftEffect.SetTimer(TimerKind timer, long atNanos)) {
      int node = replica.id.value() - 1;
      long life = incarnation[node];
      onNode(
          node,
          Math.max(0, atNanos - nowNanos),
          () -> {
            if (incarnation[node] == life) {
              replica.step(new RaftEvent.TimerFired(timer));
            }
          });
    }
  }

  @Override
  public void stepped(TestReplica replica) {
    steps++;
    invariants.stepped(replica);
    pump(replica.id.value() - 1);
  }

  /// Sets disk and store going if they have something to do.
  private void pump(int node) {
    TestReplica replica = replicas.get(node);
    if (!writing[node] && !replica.unwritten.isEmpty()) {
      writing[node] = true;
      int count = replica.unwritten.size();
      onNode(
          node,
          delay(weather.writeMillis),
          () -> {
            writing[node] = false;
            replica.finishWrites(count);
          });
    }
    if (!applying[node] && !replica.unapplied.isEmpty()) {
      applying[node] = true;
      onNode(
          node,
          delay(2),
          () -> {
            applying[node] = false;
            if (!replica.unapplied.isEmpty()) {
              replica.finishApply();
            }
          });
    }
    if (!chore[node] && !replica.chores.isEmpty()) {
      chore[node] = true;
      onNode(
          node,
          delay(5),
          () -> {
            chore[node] = false;
            if (!replica.chores.isEmpty()) {
              replica.finishChore();
            }
          });
    }
  }

  private void trace(String what) {
    System.out.println(nowNanos / MILLISECOND + " " + what);
  }

  private long delay(long millis) {
    return entropy.between(0, millis * MILLISECOND);
  }

  @Override
  public String toString() {
    return weather.toString();
  }
}
