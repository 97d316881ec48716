package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who takes part in a partition, as one of them sees it: its *homes*, which keep it, and its
/// *fallbacks*, which stand in for homes that are not reached and keep what they take until every
/// home has it.
///
/// While one home takes the place of another, every quorum is counted twice: of the homes that were
/// and of those that will be. Who leaves is no home any more, and hands over what only it has.
public final class Homes {
  /// Who takes part, in one epoch of the catalog.
  ///
  /// @param homes without one that joins
  /// @param fallbacks none on a table with strict quorums
  /// @param joining keeps everything like a home, and will be one; null for none
  /// @param replaced the home whose place that one takes, or is to take; null for none
  /// @param lost whether that home is gone for good
  /// @param leaving was a home or a fallback, and takes nothing any more; null for none
  /// @param rebuilding homes that have lost what they had, and count in no quorum before they have
  ///   taken it over from the others
  public record Members(
      List<NodeId> homes,
      List<NodeId> fallbacks,
      @Nullable NodeId joining,
      @Nullable NodeId replaced,
      boolean lost,
      @Nullable NodeId leaving,
      List<NodeId> rebuilding) {
    public Members {
      homes = List.copyOf(homes);
      fallbacks = List.copyOf(fallbacks);
      rebuilding = List.copyOf(rebuilding);
    }

    /// Nobody has lost anything.
    public Members(
        List<NodeId> homes,
        List<NodeId> fallbacks,
        @Nullable NodeId joining,
        @Nullable NodeId replaced,
        boolean lost,
        @Nullable NodeId leaving) {
      this(homes, fallbacks, joining, replaced, lost, leaving, List.of());
    }
  }

  private final NodeId self;
  private Members members;
  private List<NodeId> keepers = List.of();
  private List<NodeId> others = List.of();
  private List<NodeId> fallbacks = List.of();
  private List<NodeId> fellows = List.of();

  /// The homes whose majority of quorums counts: one list, or while one joins two.
  private List<List<NodeId>> sets = List.of();

  /// @param fallbacks none on a table with strict quorums
  public Homes(NodeId self, List<NodeId> all, List<NodeId> fallbacks) {
    this(self, new Members(all, fallbacks, null, null, false, null));
  }

  public Homes(NodeId self, Members members) {
    this.self = self;
    this.members = members;
    become(members);
  }

  /// The catalog's next epoch has begun.
  void become(Members next) {
    members = next;
    List<NodeId> keeping = new ArrayList<>(next.homes());
    NodeId joining = next.joining();
    sets = List.of(next.homes());
    if (joining != null) {
      keeping.add(joining);
      if (!Defect.COUNT_QUORUM_ONCE_IN_MOVE.isPlanted()) {
        List<NodeId> then = new ArrayList<>(next.homes());
        then.replaceAll(home -> home.equals(next.replaced()) ? joining : home);
        sets = List.of(next.homes(), List.copyOf(then));
      }
    }
    keepers = List.copyOf(keeping);
    others = without(self, keeping);
    fallbacks = without(self, next.fallbacks());
    List<NodeId> everybody = new ArrayList<>(others);
    everybody.addAll(fallbacks);
    if (next.leaving() != null && !isLeaving()) {
      everybody.add(next.leaving());
    }
    fellows = List.copyOf(everybody);
  }

  private static List<NodeId> without(NodeId self, List<NodeId> nodes) {
    List<NodeId> others = new ArrayList<>(nodes);
    others.remove(self);
    return List.copyOf(others);
  }

  NodeId self() {
    return self;
  }

  /// Whether it keeps everything.
  boolean isHome(NodeId node) {
    return keepers.contains(node);
  }

  /// Whether this one keeps everything itself.
  boolean isHome() {
    return isHome(self);
  }

  /// Whether this one keeps everything, but does not have it yet.
  boolean isTakingOver() {
    return self.equals(members.joining()) || members.rebuilding().contains(self);
  }

  /// Whether this one only hands over what it has.
  boolean isLeaving() {
    return self.equals(members.leaving());
  }

  /// Who leaves; null for nobody, and for this one.
  @Nullable NodeId leaver() {
    return isLeaving() ? null : members.leaving();
  }

  /// Whom one that joins or is rebuilt takes everything from, and one that leaves hands it to:
  /// every home but those that have lost what they had.
  List<NodeId> elders() {
    List<NodeId> elders = new ArrayList<>(members.homes());
    elders.removeAll(members.rebuilding());
    return members.lost() ? without(nodeReplaced(), elders) : elders;
  }

  private NodeId nodeReplaced() {
    NodeId replaced = members.replaced();
    return replaced == null ? self : replaced;
  }

  /// Who keeps everything, but this one.
  List<NodeId> others() {
    return others;
  }

  /// Of those the ones whose answers count.
  List<NodeId> othersThatCount() {
    return others.stream().filter(this::isWhole).toList();
  }

  /// Whether a node has not lost what was counted on it.
  private boolean isWhole(NodeId node) {
    return !members.rebuilding().contains(node) || Defect.COUNT_BEFORE_REBUILT.isPlanted();
  }

  /// The fallbacks but this one.
  List<NodeId> fallbacks() {
    return fallbacks;
  }

  int count() {
    return members.homes().size();
  }

  /// Whoever else may have been given a write.
  List<NodeId> askedOfNames() {
    return fellows;
  }

  /// Whether a quorum is counted of more than one set of homes, so that all should be asked.
  boolean isJoint() {
    return sets.size() > 1;
  }

  /// Those of some nodes that quorums are made of.
  List<NodeId> counted(Collection<NodeId> nodes, boolean standIns) {
    return nodes.stream().filter(node -> counts(node, standIns)).toList();
  }

  private boolean counts(NodeId node, boolean standIns) {
    return (isHome(node) && isWhole(node)) || (standIns && members.fallbacks().contains(node));
  }

  /// Whether some nodes are a quorum, of every set: of its homes that have lost nothing, as many as
  /// ever. What was acknowledged by one that lost it, W - 1 of the others have, and so one of those
  /// that answer a read; were the lost one counted again, or fewer asked, they could miss each
  /// other.
  boolean isQuorum(Collection<NodeId> nodes, int quorum, boolean standIns) {
    for (List<NodeId> set : sets) {
      int count = 0;
      for (NodeId node : nodes) {
        if ((set.contains(node) && isWhole(node))
            || (standIns && members.fallbacks().contains(node))) {
          count++;
        }
      }
      if (count < quorum) {
        return false;
      }
    }
    return true;
  }

  /// Whether quorums may be sloppy.
  boolean mayStandIn() {
    return members.fallbacks().contains(self) || !fallbacks.isEmpty();
  }
}
