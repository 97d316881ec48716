package dev.gamut.protocol.leaderless;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Context;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Homes of one partition under a random schedule: messages lost, repeated, reordered and cut off,
/// crashes that lose what was not synced, clocks apart. Callers read and write; what they are told
/// is held against what was promised, and at the end everything heals and must be equal.
final class LeaderlessSchedule {
  private static final int KEYS = 3;
  private static final long FAR = 1_000_000_000_000L;

  private final Entropy entropy;
  private final ConflictPolicy policy;
  private final boolean sloppy;
  private final List<HomeReplica> homes = new ArrayList<>();

  /// With sloppy quorums: they stand in for homes, and must be empty in the end.
  private final List<HomeReplica> fallbacks = new ArrayList<>();

  /// Both, by id.
  private final List<HomeReplica> all = new ArrayList<>();

  private final List<Sent> network = new ArrayList<>();
  private final TreeMap<Long, Wanted> writes = new TreeMap<>();
  private final List<Context> contexts = new ArrayList<>();
  private final TreeSet<NodeId> cutOff = new TreeSet<>();
  private final int quorum;
  final Retries retries;
  private final long[] skewMillis;
  private long nowNanos = 1;
  private long lastCall;
  private boolean healing;
  final ReadChecks reads;
  int acknowledged;

  private record Sent(NodeId from, NodeId to, Bytes message) {}

  LeaderlessSchedule(long seed, int count, ConflictPolicy policy) {
    this(seed, count, 0, policy);
  }

  /// @param fallbackCount more than none makes quorums sloppy
  LeaderlessSchedule(long seed, int count, int fallbackCount, ConflictPolicy policy) {
    this.entropy = Entropy.seeded(seed);
    this.policy = policy;
    this.sloppy = fallbackCount > 0;
    this.quorum = sloppy ? 1 + entropy.below(count) : count / 2 + 1;
    this.retries = new Retries(quorum);
    this.reads = new ReadChecks(seed, policy, sloppy, homes);
    this.skewMillis = new long[count + fallbackCount + 1];
    List<NodeId> ids = new ArrayList<>();
    for (int i = 1; i <= count + fallbackCount; i++) {
      ids.add(new NodeId(i));
      skewMillis[i] = entropy.between(-150, 150);
    }
    List<NodeId> homeIds = ids.subList(0, count);
    for (NodeId id : ids) {
      boolean home = homeIds.contains(id);
      HomeReplica replica =
          new HomeReplica(
              id,
              new Homes(id, homeIds, ids.subList(count, ids.size())),
              new ItemRules(policy, 64, home),
              LeaderlessConfig.defaults(),
              this::outside);
      replica.dotLogMax = seed % 5 == 0 ? 4 : Integer.MAX_VALUE;
      (home ? homes : fallbacks).add(replica);
      all.add(replica);
    }
  }

  void run(int steps) {
    all.forEach(home -> home.start(now(home)));
    for (int i = 0; i < steps; i++) {
      step();
    }
    heal();
    check();
  }

  private Now now(HomeReplica home) {
    return new Now(nowNanos, 10_000 + nowNanos / 1_000_000 + skewMillis[home.id.value()]);
  }

  private HomeReplica any() {
    return all.get(entropy.below(all.size()));
  }

  private void step() {
    HomeReplica home = any();
    switch (entropy.below(40)) {
      case 0, 1, 2 -> write(home);
      case 3, 4, 5 -> read(home);
      case 15 -> retry(home);
      case 6 -> advance(entropy.below(700) * 1_000_000L);
      case 7 -> crashOrRestart(home);
      case 8 -> {
        if (entropy.chance(0.2)) {
          cutOff.clear();
        } else if (entropy.chance(0.2)) {
          cutOff.add(home.id);
        }
      }
      case 9, 10, 11, 12, 13, 14 -> sync(home);
      default -> deliver();
    }
  }

  private void crashOrRestart(HomeReplica home) {
    if (!home.up) {
      home.restart(now(home));
    } else if (entropy.chance(0.3)) {
      home.crash();
    }
  }

  private void sync(HomeReplica home) {
    if (home.up && home.unsyncedCount() > 0) {
      home.sync(now(home));
    }
  }

  private void advance(long nanos) {
    nowNanos += nanos;
    for (HomeReplica home : all) {
      for (Map.Entry<TimerKind, Long> timer : new TreeMap<>(home.timers).entrySet()) {
        if (home.up && timer.getValue() <= nowNanos) {
          home.timers.remove(timer.getKey());
          home.step(new LeaderlessEvent.TimerFired(timer.getKey()), now(home));
        }
      }
    }
  }

  private void deliver() {
    if (network.isEmpty()) {
      return;
    }
    Sent sent = network.get(entropy.below(network.size()));
    if (!entropy.chance(0.1)) {
      network.remove(sent);
    }
    boolean cut = cutOff.contains(sent.from()) || cutOff.contains(sent.to());
    if (!cut && !entropy.chance(0.05)) {
      arrive(sent);
    }
  }

  private void arrive(Sent sent) {
    HomeReplica to = all.get(sent.to().value() - 1);
    try {
      LeaderlessMessage message = LeaderlessCodec.read(new ByteReader(sent.message()));
      to.step(new LeaderlessEvent.Received(sent.from(), message), now(to));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private void write(HomeReplica home) {
    if (!home.up) {
      return;
    }
    Bytes place = place();
    Context context =
        contexts.isEmpty() || entropy.chance(0.3)
            ? null
            : contexts.get(entropy.below(contexts.size()));
    long call = ++lastCall;
    boolean delete = entropy.chance(0.3);
    Value value = delete ? Value.TOMBSTONE : Value.bytes(Bytes.utf8("v" + call));
    WriteName name = new WriteName(call, 1);
    writes.put(call, new Wanted(place, value, name, context, nowNanos));
    home.step(
        new LeaderlessEvent.Put(call, place, value, name, context, quorum, nowNanos + FAR),
        now(home));
  }

  private void retry(HomeReplica home) {
    List<Wanted> open = writes.values().stream().filter(write -> !write.acknowledged).toList();
    if (home.up && !open.isEmpty()) {
      retries.begin(++lastCall, open.get(entropy.below(open.size())), home, now(home));
    }
  }

  private Bytes place() {
    return Bytes.utf8("k" + entropy.below(KEYS));
  }

  private void read(HomeReplica home) {
    if (!home.up) {
      return;
    }
    Bytes place = place();
    long call = ++lastCall;
    List<Wanted> before =
        writes.values().stream().filter(w -> w.acknowledged && w.place.equals(place)).toList();
    LeaderlessEvent.Get get = new LeaderlessEvent.Get(call, place, quorum, 0, nowNanos + FAR);
    home.step(reads.begin(get, before), now(home));
  }

  private void outside(HomeReplica home, LeaderlessEffect effect) {
    switch (effect) {
      case LeaderlessEffect.Send(NodeId to, LeaderlessMessage message) -> {
        ByteWriter out = new ByteWriter();
        LeaderlessCodec.write(out, message);
        if (message instanceof LeaderlessMessage.Store(_, Write write)) {
          sent(write);
        }
        network.add(new Sent(home.id, to, out.take()));
      }
      case LeaderlessEffect.Written written -> {
        Wanted again = retries.of(written.call());
        Wanted wanted = again == null ? requireNonNull(writes.get(written.call())) : again;
        wanted.version = written.version();
        wanted.acknowledged = true;
        acknowledged++;
      }
      case LeaderlessEffect.Read read -> {
        reads.answered(read);
        contexts.add(Context.of(read.item()));
      }
      case LeaderlessEffect.NotFound(long call) -> retries.notFound(call, home, now(home));
      case LeaderlessEffect.WriteRefused _,
          LeaderlessEffect.WriteUnknown _,
          LeaderlessEffect.ReadFailed _,
          LeaderlessEffect.NotWrittenBack _ -> {}
      default -> throw new AssertionError("unexpected " + effect);
    }
  }

  /// A write that left its coordinator may show, whatever its caller was told.
  private void sent(Write write) {
    Wanted wanted = requireNonNull(writes.get(write.sibling().name().client()));
    wanted.dots.put(write.dot(), write.context());
  }

  private void heal() {
    healing = true;
    cutOff.clear();
    for (HomeReplica home : all) {
      if (!home.up) {
        home.restart(now(home));
      }
    }
    for (int round = 0; round < 200; round++) {
      advance(250_000_000L);
      for (int i = 0; i < 10_000 && !network.isEmpty(); i++) {
        arrive(network.remove(0));
      }
      for (HomeReplica home : all) {
        while (home.unsyncedCount() > 0) {
          home.sync(now(home));
        }
      }
    }
    assertTrue(network.size() < 100, "the network is never quiet");
  }

  private void check() {
    assertTrue(healing);
    for (HomeReplica fallback : fallbacks) {
      assertEquals(Map.of(), fallback.items, "a fallback keeps what every home has");
    }
    HomeReplica first = homes.getFirst();
    for (HomeReplica home : homes) {
      assertEquals(first.seen, home.seen);
      assertEquals(first.seen, first.seen.bases(), "something is missing for ever");
      assertEquals(first.items, home.items);
    }
    EndChecks.withoutTombstones(first);
    homes.forEach(home -> EndChecks.compared(home.standings(now(home)), homes.size()));
    switch (policy) {
      case SIBLINGS -> {
        EndChecks.siblings(first, writes.values());
        if (!sloppy) {
          EndChecks.once(first, writes.values());
        }
      }
      case LAST_WRITER_WINS -> EndChecks.latest(all, writes.values());
    }
  }
}
