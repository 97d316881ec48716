package dev.gamut.protocol.leaderless;

import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Who takes part in a partition, as one of them sees it: its *homes*, which keep it, and its
/// *fallbacks*, which stand in for homes that are not reached and keep what they take until every
/// home has it.
public final class Homes {
  private final NodeId self;
  private final List<NodeId> all;
  private final List<NodeId> others;
  private final List<NodeId> fallbacks;
  private final List<NodeId> fellows;

  /// @param fallbacks none on a table with strict quorums
  public Homes(NodeId self, List<NodeId> all, List<NodeId> fallbacks) {
    this.self = self;
    this.all = List.copyOf(all);
    this.others = without(self, all);
    this.fallbacks = without(self, fallbacks);
    List<NodeId> everybody = new ArrayList<>(others);
    everybody.addAll(this.fallbacks);
    this.fellows = List.copyOf(everybody);
  }

  private static List<NodeId> without(NodeId self, List<NodeId> nodes) {
    List<NodeId> others = new ArrayList<>(nodes);
    others.remove(self);
    return List.copyOf(others);
  }

  NodeId self() {
    return self;
  }

  boolean isHome(NodeId node) {
    return all.contains(node);
  }

  /// Whether this is a home itself.
  boolean isHome() {
    return isHome(self);
  }

  /// The homes but this one.
  List<NodeId> others() {
    return others;
  }

  /// The fallbacks but this one.
  List<NodeId> fallbacks() {
    return fallbacks;
  }

  int count() {
    return all.size();
  }

  /// Whoever else may have been given a write.
  List<NodeId> askedOfNames() {
    return fellows;
  }

  /// Those of some nodes that a quorum is made of.
  List<NodeId> counted(List<NodeId> nodes, boolean standIns) {
    return standIns ? List.copyOf(nodes) : nodes.stream().filter(this::isHome).toList();
  }

  /// Whether quorums may be sloppy.
  boolean mayStandIn() {
    return !isHome() || !fallbacks.isEmpty();
  }
}
