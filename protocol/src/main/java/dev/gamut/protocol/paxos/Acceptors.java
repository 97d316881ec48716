package dev.gamut.protocol.paxos;

import dev.gamut.base.NodeId;
import java.util.Collection;
import java.util.List;

/// Who promises and accepts, and which of them are a quorum.
///
/// @param asked everybody who is asked
/// @param sets a quorum is a majority of each
public record Acceptors(List<NodeId> asked, List<List<NodeId>> sets) {
  public Acceptors {
    asked = List.copyOf(asked);
    sets = List.copyOf(sets);
  }

  /// A majority of those asked.
  public static Acceptors of(List<NodeId> all) {
    return new Acceptors(all, List.of(all));
  }

  boolean isQuorum(Collection<NodeId> answered) {
    for (List<NodeId> set : sets) {
      int count = 0;
      for (NodeId node : set) {
        count += answered.contains(node) ? 1 : 0;
      }
      if (count <= set.size() / 2) {
        return false;
      }
    }
    return true;
  }
}
