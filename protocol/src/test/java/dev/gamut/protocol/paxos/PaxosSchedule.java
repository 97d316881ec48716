package dev.gamut.protocol.paxos;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Homes that read and compare-and-set two keys under a random schedule: messages lost, repeated,
/// reordered and cut off, crashes that lose what was not synced, and acceptors that let go of what
/// nobody needs any more. Every operation that takes effect adds itself to the key's chain, so that
/// the chains show what was promised: there is one, an operation that was rejected is never in it,
/// and it keeps the order of time.
final class PaxosSchedule {
  private final Entropy entropy;

  /// Chooses when acceptors collect.
  private final Entropy ticks;

  private final double tickChance;
  private final List<PaxosNode> nodes = new ArrayList<>();
  private final List<Sent> network = new ArrayList<>();
  private final TreeMap<Long, Asked> operations = new TreeMap<>();
  private final Orders orders = new Orders();
  private final List<NodeId> cutOff = new ArrayList<>();
  private long nowNanos = 1;
  private long lastOperation;
  private boolean healing;
  int applied;
  int rejected;
  int read;
  int atOnce;

  private final @Nullable MovingHomes moving;

  private record Sent(NodeId from, NodeId to, int epoch, Bytes message) {}

  /// @param spare nodes to which homes move; 0 for homes that stay
  PaxosSchedule(long seed, int count, int spare) {
    entropy = Entropy.seeded(seed);
    ticks = Entropy.seeded(~seed);
    tickChance = 0.1 + 0.1 * ticks.below(6);
    long quietNanos = 1_000_000L << ticks.below(6);
    List<NodeId> ids = new ArrayList<>();
    for (int i = 1; i <= count + spare; i++) {
      ids.add(new NodeId(i));
    }
    ids.forEach(id -> nodes.add(new PaxosNode(id, ids, quietNanos, this::outside)));
    moving = spare == 0 ? null : new MovingHomes(entropy, nodes, count);
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    heal();
    for (PaxosNode node : nodes) {
      node.items.forEach((key, chain) -> assertTrue(chain.isPrefixOf(orders.of(key))));
    }
    for (Asked operation : operations.values()) {
      assertTrue(operation.done, "an operation hangs");
    }
    for (PaxosNode node : nodes) {
      boolean home = moving == null || moving.isSettledHome(node);
      assertTrue(!home || node.states.isEmpty(), () -> node.id + " keeps " + node.states);
    }
  }

  int dropped() {
    return nodes.stream().mapToInt(node -> node.dropped).sum();
  }

  private Now now() {
    return new Now(nowNanos, nowNanos / 500_000_000);
  }

  private PaxosNode any() {
    return nodes.get(entropy.below(nodes.size()));
  }

  int moved() {
    return moving == null ? 0 : moving.moved;
  }

  private boolean isBusy(PaxosNode node) {
    return operations.values().stream().anyMatch(each -> !each.done && each.at.equals(node.id));
  }

  private void step() {
    if (ticks.chance(tickChance)) {
      nodes.get(ticks.below(nodes.size())).tick(now());
    }
    if (moving != null && entropy.chance(0.1)) {
      moving.step(now(), this::isBusy);
      return;
    }
    PaxosNode node = any();
    switch (entropy.below(40)) {
      case 0, 1 -> begin(node);
      case 2 -> advance(entropy.below(60) * 1_000_000L);
      case 3 -> crashOrRestart(node);
      case 4 -> cut(node);
      case 5, 6, 7, 8, 9, 10, 11, 12 -> sync(node);
      default -> deliver();
    }
  }

  private void cut(PaxosNode node) {
    if (entropy.chance(0.2)) {
      cutOff.clear();
    } else if (entropy.chance(0.1)) {
      cutOff.add(node.id);
    }
  }

  private void crashOrRestart(PaxosNode node) {
    if (!node.up) {
      node.restart();
    } else if (entropy.chance(0.15)) {
      node.crash();
      for (Asked operation : operations.values()) {
        operation.done |= operation.at.equals(node.id);
      }
    }
  }

  private static void sync(PaxosNode node) {
    if (node.up && node.unsyncedCount() > 0) {
      node.sync();
    }
  }

  private void advance(long nanos) {
    nowNanos += nanos;
    for (PaxosNode node : nodes) {
      if (node.up && node.timerNanos <= nowNanos) {
        node.timerNanos = Long.MAX_VALUE;
        node.step(new PaxosEvent.TimerFired(), now());
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
    boolean own = sent.from().equals(sent.to());
    if (own || (!cut && !entropy.chance(0.05))) {
      arrive(sent);
    }
  }

  private void arrive(Sent sent) {
    try {
      PaxosNode to = nodes.get(sent.to().value() - 1);
      boolean own = sent.from().equals(sent.to());
      if (own || (sent.epoch() == to.epoch && (moving == null || moving.promises(to)))) {
        to.receive(sent.from(), PaxosCodec.read(new ByteReader(sent.message())), now());
      }
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  private void begin(PaxosNode node) {
    if (!node.up || (moving != null && !moving.serves(node))) {
      return;
    }
    Bytes key = Bytes.utf8("k" + entropy.below(2));
    long operation = ++lastOperation;
    long expected =
        switch (entropy.below(4)) {
          case 0 -> -1;
          case 1 -> -2;
          default -> node.item(key).last();
        };
    operations.put(operation, new Asked(key, node.id, expected, orders.told(key)));
    node.step(new PaxosEvent.Begin(operation, key), now());
  }

  private void outside(PaxosNode node, PaxosEffect effect) {
    switch (effect) {
      case PaxosEffect.Send(NodeId to, PaxosMessage message) -> {
        if (message instanceof PaxosMessage.Commit(_, Bytes key, _, Bytes proposal)) {
          orders.decided(key, Chain.decode(proposal));
        }
        ByteWriter out = new ByteWriter();
        PaxosCodec.write(out, message);
        network.add(new Sent(node.id, to, node.epoch, out.take()));
      }
      case PaxosEffect.Choose choose -> choose(node, choose);
      case PaxosEffect.NothingDecided(long id, _) when id < 0 -> node.walks().finished(id, now());
      case PaxosEffect.Decided(long id, _) -> {
        Asked operation = requireNonNull(operations.get(id));
        operation.done = true;
        applied++;
        Chain chain = orders.of(operation.key);
        assertTrue(chain.operations().contains(id), () -> id + " is not in " + chain);
        orders.tell(operation, chain.prefixTo(id));
      }
      case PaxosEffect.NothingDecided(long id, _) -> {
        Asked operation = requireNonNull(operations.get(id));
        if (operation.expected == -1) {
          readDone(operation, operation.view);
        } else {
          reject(id);
        }
      }
      case PaxosEffect.SetTimer _ -> throw new AssertionError("handled by the node");
    }
  }

  private void reject(long id) {
    Asked operation = requireNonNull(operations.get(id));
    operation.done = true;
    rejected++;
    orders.reject(operation.key, id);
  }

  private void choose(PaxosNode node, PaxosEffect.Choose choose) {
    Chain merged = node.item(choose.key());
    if (choose.views().isEmpty()) {
      atOnce++;
    } else {
      merged = Chain.EMPTY;
      for (PaxosEffect.View view : choose.views()) {
        merged = merged.longer(Chain.decode(view.bytes()));
      }
    }
    long id = choose.operation();
    if (id < 0) {
      node.step(new PaxosEvent.ProposeNothing(id, merged.encode()), now());
      return;
    }
    Asked operation = requireNonNull(operations.get(id));
    node.step(next(choose, operation, merged), now());
  }

  private PaxosEvent next(PaxosEffect.Choose choose, Asked operation, Chain merged) {
    long id = choose.operation();
    if (merged.operations().contains(id)) {
      operation.done = true;
      applied++;
      orders.tell(operation, merged.prefixTo(id));
      return new PaxosEvent.Finish(id);
    }
    operation.view = merged;
    if (operation.expected == -1 && !choose.views().isEmpty()) {
      readDone(operation, merged);
      return new PaxosEvent.Finish(id);
    }
    boolean holds = operation.expected == -2 || operation.expected == merged.last();
    if (holds) {
      return new PaxosEvent.Propose(id, merged.with(id).encode());
    }
    if (operation.expected == -1 || choose.proposedBefore() || choose.views().isEmpty()) {
      return new PaxosEvent.ProposeNothing(id, merged.encode());
    }
    reject(id);
    return new PaxosEvent.Finish(id);
  }

  private void readDone(Asked operation, Chain seen) {
    operation.done = true;
    read++;
    orders.tell(operation, seen);
  }

  private void heal() {
    healing = true;
    cutOff.clear();
    nodes.forEach(
        node -> {
          if (!node.up) {
            node.restart();
          }
        });
    if (moving != null) {
      moving.heal(now());
    }
    for (int round = 0; round < 400; round++) {
      advance(30_000_000L);
      nodes.forEach(node -> node.tick(now()));
      settle();
    }
    assertTrue(healing);
    assertEquals(0, network.size(), "the network is never quiet");
  }

  /// Delivers and syncs until nothing is under way.
  private void settle() {
    for (int i = 0; i < 10_000 && syncAll(); i++) {
      arrive(network.remove(0));
    }
  }

  /// Whether anything is on its way then.
  private boolean syncAll() {
    for (PaxosNode node : nodes) {
      while (node.unsyncedCount() > 0) {
        node.sync();
      }
    }
    return !network.isEmpty();
  }
}
