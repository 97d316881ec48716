package dev.gamut.protocol.leaderless;

import dev.gamut.base.NodeId;
import java.util.Set;
import java.util.TreeSet;

/// Who has kept others waiting and was not heard since. Nobody is left out for it: it only decides
/// for whom a fallback stands in at once, and who is asked last.
final class Presence {
  private final Set<NodeId> away = new TreeSet<>();

  void heard(NodeId node) {
    away.remove(node);
  }

  void silent(NodeId node) {
    away.add(node);
  }

  boolean isAway(NodeId node) {
    return away.contains(node);
  }
}
