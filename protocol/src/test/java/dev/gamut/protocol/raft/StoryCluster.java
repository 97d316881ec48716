package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import dev.gamut.testing.Story;
import dev.gamut.testing.StoryCommand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// A group whose messages, disks and clocks are moved by the commands of a story. Time stands still
/// unless a command moves it; a message lies on the way until it is delivered or dropped; disk and
/// store are done at once unless held. The commands are the cases of [#play].
final class StoryCluster implements Story.Player, TestReplica.Surroundings {
  private static final long MILLISECOND = 1_000_000;
  private static final long WALL_ORIGIN = 1_000;

  private record Flight(NodeId from, NodeId to, RaftMessage message) {}

  private record Link(NodeId from, NodeId to) {}

  private final Map<NodeId, TestReplica> replicas = new LinkedHashMap<>();
  private final List<Flight> flights = new ArrayList<>();
  private final Set<Link> cut = new HashSet<>();
  private final Set<String> held = new HashSet<>();
  private List<String> output = new ArrayList<>();
  private long nowNanos;
  private long nextId = 1;
  private boolean brief;
  private RaftInvariants invariants = new RaftInvariants(List.of());

  @Override
  public List<String> play(StoryCommand command) {
    output = new ArrayList<>();
    brief = command.has("briefly");
    switch (command.name()) {
      case "cluster" -> create(command);
      case "timeout" -> timeout(replica(command.word(0)), TimerKind.ELECTION);
      case "heartbeat" -> timeout(replica(command.word(0)), TimerKind.HEARTBEAT);
      case "advance" -> nowNanos += Long.parseLong(command.word(0)) * MILLISECOND;
      case "run" -> run(Long.parseLong(command.word(0)) * MILLISECOND);
      case "deliver" -> deliver(command);
      case "drop" -> selected(command).forEach(flights::remove);
      case "repeat" -> flights.addAll(selected(command));
      case "flights" -> flights.forEach(this::say);
      case "cut" -> links(command, cut::add);
      case "heal" -> cut.clear();
      case "propose" -> propose(command);
      case "read" -> read(replica(command.word(0)));
      case "hold" -> held.add(command.word(1) + command.word(0));
      case "release" -> release(command);
      case "write" -> replica(command.word(0)).finishWrites((int) command.number("count", 1));
      case "journal" -> journal(command);
      case "crash" -> replica(command.word(0)).crash((int) command.number("keep", 0));
      case "lose-log" -> replica(command.word(0)).loseLog();
      case "restart" -> replica(command.word(0)).start(command.number("seed", 1));
      case "compact" -> compact(command);
      case "transfer" -> transfer(command);
      case "campaign" -> replica(command.word(0)).step(new RaftEvent.Campaign());
      case "ended" -> ended(command);
      case "snapshot-failed" -> snapshotFailed(command);
      case "show" -> replicas.values().forEach(this::show);
      case "followers" -> followers(replica(command.word(0)));
      default -> throw new IllegalArgumentException("unknown command " + command.name());
    }
    settle();
    return output;
  }

  private void create(StoryCommand command) {
    List<NodeId> voters = nodes(1, command.number("voters", 3));
    List<NodeId> learners = nodes(voters.size() + 1L, command.number("learners", 0));
    Membership membership = new Membership(voters, learners);
    for (NodeId node : concat(voters, learners)) {
      replicas.put(node, new TestReplica(node, membership, config(command), this));
    }
    invariants = new RaftInvariants(voters.stream().map(replicas::get).toList());
    boolean wasBrief = brief;
    brief = true;
    if (!command.has("stopped")) {
      replicas.values().forEach(replica -> replica.start(command.number("seed", 1)));
    }
    brief = wasBrief;
  }

  /// What a stopped replica finds when it starts: `journal n1 1 1 4 term=5` has three entries.
  private void journal(StoryCommand command) {
    TestReplica replica = replica(command.word(0));
    long index = 0;
    for (String term : command.words().subList(1, command.words().size())) {
      index++;
      Bytes payload = Bytes.utf8("e" + index + "t" + term);
      HybridTime time = HybridTime.ofMillis(index);
      replica.durable.add(
          new Entry(index, Long.parseLong(term), time, Entry.Kind.COMMAND, payload));
    }
    long lastTerm = index == 0 ? 0 : replica.durable.getLast().term();
    long commit = command.number("commit", 0);
    replica.hardState = new HardState(command.number("term", lastTerm), null, commit);
  }

  private static RaftConfig config(StoryCommand command) {
    RaftConfig standard = RaftConfig.defaults();
    return new RaftConfig(
        standard.electionTimeoutMinNanos(),
        standard.electionTimeoutMaxNanos(),
        standard.heartbeatNanos(),
        standard.commitNoticeNanos(),
        (int) command.number("append", standard.appendBytesMax()),
        (int) command.number("inflight", standard.inflightBytesMax()),
        (int) command.number("messages", standard.inflightMessagesMax()),
        (int) command.number("cached", standard.cachedBytesMax()),
        (int) command.number("uncommitted", standard.uncommittedBytesMax()),
        (int) command.number("gather", 1),
        (int) command.number("apply", standard.applyBytesMax()),
        (int) command.number("chunks", 1));
  }

  private static List<NodeId> nodes(long first, long count) {
    return LongStream.range(first, first + count).mapToObj(n -> new NodeId((int) n)).toList();
  }

  private static List<NodeId> concat(List<NodeId> first, List<NodeId> second) {
    List<NodeId> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /// Moves the clock to where the timer really means it: lazy timers fire early first.
  private void timeout(TestReplica replica, TimerKind timer) {
    int before = output.size();
    while (output.size() == before) {
      long at = replica.timers[timer.ordinal()];
      if (at == TestReplica.NEVER) {
        throw new IllegalStateException("no such timer");
      }
      fire(replica, timer, at);
    }
  }

  private void fire(TestReplica replica, TimerKind timer, long at) {
    nowNanos = Math.max(nowNanos, at);
    replica.timers[timer.ordinal()] = TestReplica.NEVER;
    replica.step(new RaftEvent.TimerFired(timer));
  }

  /// Lets everything happen by itself for a while, messages in no time.
  private void run(long nanos) {
    long end = nowNanos + nanos;
    brief = true;
    settleAll();
    while (true) {
      TestReplica next = null;
      int kind = 0;
      long at = end;
      for (TestReplica replica : replicas.values()) {
        for (int i = 0; i < replica.timers.length; i++) {
          if (replica.timers[i] < at) {
            next = replica;
            kind = i;
            at = replica.timers[i];
          }
        }
      }
      if (next == null) {
        break;
      }
      fire(next, TimerKind.values()[kind], at);
      settleAll();
    }
    nowNanos = end;
  }

  private void settleAll() {
    settle();
    while (!flights.isEmpty()) {
      arrive(flights.removeFirst());
      settle();
    }
  }

  /// Disk and store do at once what is not held.
  private void settle() {
    for (boolean moved = true; moved; ) {
      moved = false;
      for (TestReplica replica : replicas.values()) {
        moved |= settle(replica);
      }
    }
  }

  private boolean settle(TestReplica replica) {
    String name = replica.id.toString();
    if (!replica.unwritten.isEmpty() && !held.contains("writes" + name)) {
      replica.finishWrites(replica.unwritten.size());
    } else if (!replica.unapplied.isEmpty() && !held.contains("applies" + name)) {
      replica.finishApply();
    } else if (!replica.chores.isEmpty() && !held.contains("chores" + name)) {
      replica.finishChore();
    } else {
      return false;
    }
    return true;
  }

  private void release(StoryCommand command) {
    if (!held.remove(command.word(1) + command.word(0))) {
      throw new IllegalStateException("not held");
    }
  }

  /// Delivers what is selected and was on the way when the command was given; with `all`, also what
  /// follows from it, until nothing is left.
  private void deliver(StoryCommand command) {
    List<Flight> chosen = selected(command);
    if (chosen.isEmpty()) {
      output.add("nothing on the way");
    }
    do {
      for (Flight flight : chosen) {
        flights.remove(flight);
        arrive(flight);
        settle();
      }
      chosen = command.has("all") ? selected(command) : List.of();
    } while (!chosen.isEmpty());
  }

  private void arrive(Flight flight) {
    TestReplica target = replicas.get(flight.to());
    boolean blocked = cut.contains(new Link(flight.from(), flight.to()));
    if (target == null || !target.isUp() || blocked) {
      return;
    }
    if (!brief) {
      output.add(flight.to() + " <- " + flight.from() + " " + RaftText.of(flight.message()));
    }
    target.step(new RaftEvent.Received(flight.from(), flight.message()));
  }

  private List<Flight> selected(StoryCommand command) {
    List<Flight> chosen = new ArrayList<>();
    for (Flight flight : flights) {
      if (isSelected(flight, command) && chosen.size() < command.number("count", 1 << 20)) {
        chosen.add(flight);
      }
    }
    return chosen;
  }

  private static boolean isSelected(Flight flight, StoryCommand command) {
    String from = flight.from().toString();
    String to = flight.to().toString();
    String kind = flight.message().getClass().getSimpleName();
    return command.option("from", from).equals(from)
        && command.option("to", to).equals(to)
        && command.option("kind", kind).equals(kind)
        && command.number("term", flight.message().term()) == flight.message().term();
  }

  /// `cut n1 n2` both ways, `cut n1->n2` one way, `cut n1` from all.
  private void links(StoryCommand command, Consumer<Link> what) {
    String first = command.word(0);
    int arrow = first.indexOf("->");
    if (arrow > 0) {
      what.accept(new Link(node(first.substring(0, arrow)), node(first.substring(arrow + 2))));
      return;
    }
    for (NodeId other : replicas.keySet()) {
      boolean named = command.words().size() == 1 || command.has(other.toString());
      if (named && !other.equals(node(first))) {
        what.accept(new Link(node(first), other));
        what.accept(new Link(other, node(first)));
      }
    }
  }

  private void propose(StoryCommand command) {
    List<Proposal> proposals = new ArrayList<>();
    for (String word : command.words().subList(1, command.words().size())) {
      if (!word.equals("briefly")) {
        proposals.add(new Proposal(nextId++, Bytes.utf8(word)));
      }
    }
    replica(command.word(0)).step(new RaftEvent.Propose(proposals));
  }

  private void read(TestReplica replica) {
    long id = nextId++;
    invariants.readRequested(replica, id);
    replica.step(new RaftEvent.ReadRequested(id));
  }

  private void compact(StoryCommand command) {
    long index = Long.parseLong(command.word(1));
    replica(command.word(0)).compact(index, !command.has("untold"));
  }

  private void transfer(StoryCommand command) {
    NodeId to = node(command.word(1));
    replica(command.word(0)).step(new RaftEvent.TransferLeadership(to));
  }

  private void ended(StoryCommand command) {
    NodeId peer = node(command.word(1));
    replica(command.word(0)).step(new RaftEvent.PeerEnded(peer));
  }

  private void snapshotFailed(StoryCommand command) {
    NodeId to = node(command.word(1));
    long id = Long.parseLong(command.word(2));
    TestReplica replica = replica(command.word(0));
    replica.chores.clear();
    replica.step(new RaftEvent.SnapshotFailed(to, id));
  }

  private void show(TestReplica replica) {
    if (!replica.isUp()) {
      output.add(replica.id + " down");
      return;
    }
    Raft raft = replica.raft();
    String leader = raft.leader() == null ? "-" : String.valueOf(raft.leader());
    output.add(
        String.format(
            "%s %s t%d leader=%s log=%d..%d durable=%d commit=%d applied=%d%s %s",
            replica.id,
            raft.role(),
            raft.term(),
            leader,
            raft.firstIndex(),
            raft.lastIndex(),
            raft.durableIndex(),
            raft.commitIndex(),
            raft.appliedIndex(),
            raft.isInstalling() ? " installing" : replica.behind ? " behind" : "",
            RaftText.entries(replica.view)));
  }

  private void followers(TestReplica replica) {
    for (FollowerStatus status : replica.raft().followers()) {
      String kind = status.voter() ? "" : " learner";
      output.add(status.node() + kind + " " + status.stage() + " match=" + status.matchIndex());
    }
  }

  private TestReplica replica(String name) {
    TestReplica replica = replicas.get(node(name));
    if (replica == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return replica;
  }

  private static NodeId node(String name) {
    return new NodeId(Integer.parseInt(name.substring(1)));
  }

  private void say(Flight flight) {
    output.add(flight.from() + " -> " + flight.to() + " " + RaftText.of(flight.message()));
  }

  @Override
  public Now now() {
    return new Now(nowNanos, WALL_ORIGIN + nowNanos / MILLISECOND);
  }

  @Override
  public void transmit(NodeId from, NodeId to, RaftMessage message) {
    flights.add(new Flight(from, to, message));
  }

  @Override
  public void emitted(TestReplica replica, RaftEffect effect) {
    invariants.emitted(replica, effect);
    boolean noise =
        brief
            ? !(effect instanceof RaftEffect.RoleChanged
                || effect instanceof RaftEffect.ReadReady
                || effect instanceof RaftEffect.ReadRefused
                || effect instanceof RaftEffect.ProposalRefused)
            : effect instanceof RaftEffect.SetTimer;
    if (!noise) {
      output.add(replica.id + " " + RaftText.of(effect));
    }
  }

  @Override
  public void stepped(TestReplica replica) {
    invariants.stepped(replica);
  }
}
