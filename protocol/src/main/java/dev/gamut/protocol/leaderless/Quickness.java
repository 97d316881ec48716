package dev.gamut.protocol.leaderless;

import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How quick the other replicas were of late, and how many reads may be asked of one more for that.
final class Quickness {
  /// A further replica for one read in ten, and a few at once.
  private static final double BUDGET_A_READ = 0.1;

  private static final double BUDGET_MAX = 10;

  /// Patience is so many times what the slowest of the asked usually takes.
  private static final int PATIENCE = 4;

  private final Map<NodeId, Double> nanos = new TreeMap<>();
  private final long patienceNanosMin;
  private double budget = BUDGET_MAX;

  Quickness(List<NodeId> others, long patienceNanosMin) {
    this.patienceNanosMin = patienceNanosMin;
    become(others);
  }

  /// These are the others now.
  void become(List<NodeId> others) {
    nanos.keySet().retainAll(others);
    others.forEach(other -> nanos.putIfAbsent(other, 0.0));
  }

  /// The quickest of the others. Those that are not asked are forgotten slowly, so that one that
  /// was slow once gets another try; one that is away gets it when it has been heard.
  List<NodeId> quickest(int count, Presence presence) {
    budget = Math.min(BUDGET_MAX, budget + BUDGET_A_READ);
    List<NodeId> order = new ArrayList<>(nanos.keySet());
    order.sort(Comparator.comparing(presence::isAway).thenComparingDouble(node -> nanosOf(node)));
    for (NodeId skipped : order.subList(Math.min(count, order.size()), order.size())) {
      nanos.put(skipped, nanosOf(skipped) * (63.0 / 64));
    }
    return order.subList(0, Math.min(count, order.size()));
  }

  private double nanosOf(NodeId node) {
    return nanos.getOrDefault(node, 0.0);
  }

  void answered(NodeId node, long tookNanos) {
    nanos.computeIfPresent(node, (_, old) -> old == 0 ? tookNanos : old + (tookNanos - old) / 8);
  }

  /// It has not answered yet, and may never.
  void silent(NodeId node, long forNanos) {
    nanos.computeIfPresent(node, (_, old) -> Math.max(old * 2, (double) forNanos));
  }

  long patienceNanos() {
    double quickest = Double.MAX_VALUE;
    for (double each : nanos.values()) {
      quickest = Math.min(quickest, each);
    }
    return Math.max(patienceNanosMin, (long) Math.min(quickest * PATIENCE, 1e12));
  }

  /// One that has not been asked, when the budget has it.
  @Nullable NodeId further(List<NodeId> asked) {
    if (budget < 1) {
      return null;
    }
    for (NodeId node : nanos.keySet()) {
      if (!asked.contains(node)) {
        budget -= 1;
        return node;
      }
    }
    return null;
  }
}
