package dev.gamut.protocol.raft;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// A group in virtual time: a network, and for each node a disk, a store and timers, all as slow
/// and unreliable as asked. Everything that happens is drawn from one source of randomness, and
/// [RaftInvariants] watch it.
final class RaftWorld implements TestReplica.Surroundings {
  static final long MILLISECOND = 1_000_000;
  static final long SECOND = 1000 * MILLISECOND;

  /// `-Draft.trace=true` tells everything that happens, for one seed at a time.
  private static final boolean TRACE = Boolean.getBoolean("raft.trace");

  /// How bad network and disks are.
  ///
  /// @param straggle the chance that a message is held for seconds
  /// @param delayMillis the longest of the others
  record Conditions(
      double loss, double repeat, double straggle, long delayMillis, long writeMillis) {}

  private record Due(long at, long order, Runnable what) {}

  /// What happens to a node.
  private static final class Host {
    final TestReplica replica;
    final boolean[] cutTo;

    /// What a link adds to the time of every message.
    final long[] slowTo;

    long pausedUntil;

    /// Counts its lives: what belongs to an earlier one is forgotten.
    long life;

    boolean writing;
    boolean applying;
    boolean choring;

    Host(TestReplica replica, int size) {
      this.replica = replica;
      cutTo = new boolean[size];
      slowTo = new long[size];
    }
  }

  final Entropy entropy;
  private final List<Host> hosts = new ArrayList<>();
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final ByteWriter writer = new ByteWriter();
  final RaftInvariants invariants;
  private Conditions conditions;

  /// Whether messages arrive in their order, all of them.
  private boolean calm;

  private long order;
  private long nowNanos;
  private long steps;
  private long digest = 17;

  RaftWorld(Entropy entropy, Membership membership, RaftConfig config, Conditions conditions) {
    this.entropy = entropy;
    this.conditions = conditions;
    List<NodeId> nodes = new ArrayList<>(membership.voters());
    nodes.addAll(membership.learners());
    List<TestReplica> voters = new ArrayList<>();
    for (NodeId node : nodes) {
      TestReplica replica = new TestReplica(node, membership, config, this);
      replica.snapshots.entriesAChunk = 5 + entropy.below(60);
      hosts.add(new Host(replica, nodes.size()));
      if (membership.isVoter(node)) {
        voters.add(replica);
      }
    }
    invariants = new RaftInvariants(voters);
  }

  int size() {
    return hosts.size();
  }

  TestReplica replica(int node) {
    return hosts.get(node).replica;
  }

  long nowNanos() {
    return nowNanos;
  }

  long steps() {
    return steps;
  }

  /// Tells two runs apart.
  long digest() {
    return digest;
  }

  boolean isAwake(int node) {
    return replica(node).isUp() && nowNanos >= hosts.get(node).pausedUntil;
  }

  /// A node that leads as far as it knows; there may be others.
  @Nullable TestReplica leader() {
    for (Host host : hosts) {
      if (host.replica.isUp() && host.replica.raft().role() == Role.LEADER) {
        return host.replica;
      }
    }
    return null;
  }

  // Time.

  void turnUntil(long end) {
    while (!agenda.isEmpty() && agenda.peek().at() <= end) {
      Due due = agenda.remove();
      nowNanos = due.at();
      due.what().run();
    }
    nowNanos = end;
  }

  void at(long nanos, Runnable what) {
    agenda.add(new Due(nanos, order++, what));
  }

  void in(long nanos, Runnable what) {
    at(nowNanos + nanos, what);
  }

  // What befalls nodes and links.

  void start(int node) {
    if (!replica(node).isUp()) {
      replica(node).start(entropy.nextLong());
    }
  }

  /// Loses what is not durable; up to `keepWrites` writes under way reach the disk all the same.
  void crash(int node, int keepWrites) {
    Host host = hosts.get(node);
    if (TRACE) {
      trace(host.replica.id + " crashes");
    }
    host.replica.crash(keepWrites);
    host.life++;
    host.writing = false;
    host.applying = false;
    host.choring = false;
  }

  void pause(int node, long nanos) {
    hosts.get(node).pausedUntil = nowNanos + nanos;
  }

  void cut(int from, int to, boolean whether) {
    hosts.get(from).cutTo[to] = whether;
  }

  void slow(int from, int to, long nanos) {
    hosts.get(from).slowTo[to] = nanos;
  }

  void heal(int node) {
    for (int other = 0; other < size(); other++) {
      cut(node, other, false);
      cut(other, node, false);
      slow(node, other, 0);
      slow(other, node, 0);
    }
  }

  /// The end of all trouble: whoever is down starts, and messages arrive in order.
  void calmDown() {
    calm = true;
    for (int node = 0; node < size(); node++) {
      heal(node);
      pause(node, 0);
      start(node);
    }
  }

  // Surroundings.

  @Override
  public Now now() {
    return new Now(nowNanos, nowNanos / MILLISECOND);
  }

  @Override
  public void transmit(NodeId from, NodeId to, RaftMessage message) {
    digest = digest * 31 + message.term() * 7 + from.value() * 3L + to.value();
    RaftMessage copy = throughCodec(message);
    long longest = conditions.delayMillis() * MILLISECOND;
    if (calm) {
      in(longest, () -> arrive(from, to, copy));
      return;
    }
    for (int copies = entropy.chance(conditions.repeat()) ? 2 : 1; copies > 0; copies--) {
      boolean late = entropy.chance(conditions.straggle());
      long slow = hosts.get(from.value() - 1).slowTo[to.value() - 1];
      long delay = slow + entropy.between(0, late ? 5 * SECOND : longest);
      if (!entropy.chance(conditions.loss())) {
        in(delay, () -> arrive(from, to, copy));
      }
    }
  }

  private void arrive(NodeId from, NodeId to, RaftMessage message) {
    Host target = hosts.get(to.value() - 1);
    if (hosts.get(from.value() - 1).cutTo[to.value() - 1] || !target.replica.isUp()) {
      return;
    }
    if (nowNanos < target.pausedUntil) {
      // It waits in the socket.
      at(target.pausedUntil, () -> arrive(from, to, message));
      return;
    }
    if (TRACE) {
      trace(to + " <- " + from + " " + RaftText.of(message));
    }
    target.replica.step(new RaftEvent.Received(from, message));
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
      setTimer(replica, timer, atNanos);
    }
  }

  private void setTimer(TestReplica replica, TimerKind timer, long atNanos) {
    // Some clocks are coarse: the timer may fire a little early.
    long early = entropy.chance(0.1) ? entropy.below(2 * MILLISECOND) : 0;
    onNode(
        hosts.get(replica.id.value() - 1),
        Math.max(0, atNanos - nowNanos - early),
        () -> {
          if (replica.timers[timer.ordinal()] == atNanos) {
            replica.timers[timer.ordinal()] = TestReplica.NEVER;
            replica.step(new RaftEvent.TimerFired(timer));
          }
        });
  }

  @Override
  public void stepped(TestReplica replica) {
    steps++;
    invariants.stepped(replica);
    pump(hosts.get(replica.id.value() - 1));
  }

  /// Sets disk and store going if they have something to do.
  private void pump(Host host) {
    TestReplica replica = host.replica;
    if (!host.writing && !replica.unwritten.isEmpty()) {
      host.writing = true;
      int count = replica.unwritten.size();
      onNode(
          host,
          upTo(conditions.writeMillis()),
          () -> {
            host.writing = false;
            replica.finishWrites(count);
          });
    }
    if (!host.applying && !replica.unapplied.isEmpty()) {
      host.applying = true;
      onNode(
          host,
          upTo(2),
          () -> {
            host.applying = false;
            if (!replica.unapplied.isEmpty()) {
              replica.finishApply();
            }
          });
    }
    if (!host.choring && !replica.chores.isEmpty()) {
      host.choring = true;
      onNode(
          host,
          upTo(5),
          () -> {
            host.choring = false;
            if (!replica.chores.isEmpty()) {
              replica.finishChore();
            }
          });
    }
  }

  /// Does it in this life of the node, once it is not paused.
  private void onNode(Host host, long nanos, Runnable what) {
    long life = host.life;
    in(
        nanos,
        () -> {
          if (host.life != life || !host.replica.isUp()) {
            return;
          }
          if (nowNanos < host.pausedUntil) {
            onNode(host, host.pausedUntil - nowNanos, what);
          } else {
            what.run();
          }
        });
  }

  private long upTo(long millis) {
    return entropy.between(0, millis * MILLISECOND);
  }

  private void trace(String what) {
    System.out.println(nowNanos / MILLISECOND + " " + what);
  }
}
