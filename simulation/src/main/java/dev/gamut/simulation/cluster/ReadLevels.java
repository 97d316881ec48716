package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.model.Level;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.simulation.world.SimulatedMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the reads of a leaderless table ask for, and what that promises. Some ask for more than the
/// table's quorums give.
///
/// In one run in three of strict quorums half of all reads are atomic. What an atomic read is for
/// shows only while a write is on its way, to a reader at another home, so there reads *chase*
/// writes: one of the key begins a moment after the write, and one by another client as soon as
/// that has ended.
final class ReadLevels {
  private static final int ATOMIC_ONE_IN = 3;
  private static final long CHASED_NANOS_MAX = 5_000_000;

  private final boolean isRegular;

  /// Whether the table takes conditional writes only.
  private final boolean decidedOnly;

  private final boolean someAtomic;

  /// Apart from everything else's, so that runs without atomic reads stay what they are.
  private final Entropy entropy;

  /// Of each client, one.
  private final Map<SimulatedMachine, LeaderlessWorker> chasers = new LinkedHashMap<>();

  ReadLevels(TableSpec table, Entropy entropy) {
    this.entropy = entropy;
    this.isRegular = table.quorums().isRegular(table.quorums().read(), table.replicaCount());
    this.decidedOnly = table.quorums().conditionalOnly();
    boolean drawn = entropy.below(ATOMIC_ONE_IN) == 0;
    boolean offered = table.strategy() == StrategyKind.LEADERLESS && !table.quorums().sloppy();
    this.someAtomic = drawn && offered && !decidedOnly;
  }

  boolean decidedOnly() {
    return decidedOnly;
  }

  /// How to ask for what Paxos reads.
  Level linearizable() {
    return decidedOnly ? Level.OF_TABLE : Level.linearizable();
  }

  boolean someAtomic() {
    return someAtomic;
  }

  /// @param others the load's own
  Level draw(Entropy others) {
    Level level = others.chance(0.2) ? Level.regular() : Level.OF_TABLE;
    return someAtomic && entropy.chance(0.5) ? Level.atomic() : level;
  }

  /// What a read must be given.
  Level.Kind promised(Level asked) {
    Level.Kind kind = asked.rungs().getFirst().kind();
    if (kind != Level.Kind.OF_TABLE) {
      return kind;
    }
    Level.Kind ofQuorums = isRegular ? Level.Kind.REGULAR : Level.Kind.EVENTUAL;
    return decidedOnly ? Level.Kind.LINEARIZABLE : ofQuorums;
  }

  /// A worker of a client's present process.
  void mayChase(SimulatedMachine client, LeaderlessWorker worker) {
    chasers.put(client, worker);
  }

  /// A write of a key begins.
  void wrote(LeaderlessWorker writer, String key) {
    if (someAtomic) {
      writer.later(
          entropy.below(CHASED_NANOS_MAX),
          () -> writer.look(key, Level.atomic(), () -> read(writer, key)));
    }
  }

  /// A read that chased a write has ended.
  private void read(LeaderlessWorker by, String key) {
    List<LeaderlessWorker> others = new ArrayList<>(chasers.values());
    others.removeIf(by::isOfSameClient);
    if (!others.isEmpty()) {
      LeaderlessWorker next = others.get(entropy.below(others.size()));
      Level level = entropy.chance(0.5) ? Level.atomic() : Level.regular();
      next.atOnce(() -> next.look(key, level, () -> {}));
    }
  }
}
