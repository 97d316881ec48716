package dev.gamut.protocol.leaderless;

import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.List;

/// The homes of a partition as one of them sees them.
public final class Homes {
  private final NodeId self;
  private final List<NodeId> all;
  private final List<NodeId> others;

  public Homes(NodeId self, List<NodeId> all) {
    this.self = self;
    this.all = List.copyOf(all);
    List<NodeId> others = new ArrayList<>(all);
    others.remove(self);
    this.others = List.copyOf(others);
  }

  NodeId self() {
    return self;
  }

  List<NodeId> all() {
    return all;
  }

  List<NodeId> others() {
    return others;
  }
}
