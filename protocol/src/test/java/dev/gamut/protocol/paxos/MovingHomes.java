package dev.gamut.protocol.paxos;

import dev.gamut.base.Defect;
import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Homes that change under a schedule, one after the other, as `docs/protocols/leaderless.md` says
/// (Moves). Nodes enter epochs when they happen to; whoever is in another one is not heard.
final class MovingHomes {
  private final Entropy entropy;
  private final List<PaxosNode> nodes;
  private final List<Epoch> epochs = new ArrayList<>();

  /// Homes from which the one that joins has taken over what they had.
  private final TreeSet<NodeId> copied = new TreeSet<>();

  int moved;

  /// @param joining null when none does
  /// @param replaced the home whose place it takes
  private record Epoch(List<NodeId> homes, @Nullable NodeId joining, @Nullable NodeId replaced) {
    List<NodeId> then() {
      List<NodeId> then = new ArrayList<>(homes);
      then.replaceAll(home -> home.equals(replaced) && joining != null ? joining : home);
      return then;
    }

    Acceptors acceptors(NodeId self) {
      List<NodeId> asked = new ArrayList<>(homes);
      if (!asked.contains(self)) {
        asked.add(self);
      }
      boolean once = joining == null || Defect.COUNT_QUORUM_ONCE_IN_MOVE.isPlanted();
      return new Acceptors(asked, once ? List.of(homes) : List.of(homes, then()));
    }
  }

  /// @param homes how many of the nodes, from the first, are homes in the beginning
  MovingHomes(Entropy entropy, List<PaxosNode> nodes, int homes) {
    this.entropy = entropy;
    this.nodes = nodes;
    List<NodeId> first = nodes.stream().limit(homes).map(node -> node.id).toList();
    epochs.add(new Epoch(first, null, null));
    nodes.forEach(node -> node.enter(0, epochs.getFirst().acceptors(node.id), false, null));
  }

  private Epoch of(PaxosNode node) {
    return epochs.get(node.epoch);
  }

  /// Whether a node is a home at the end, and none of them moves.
  boolean isSettledHome(PaxosNode node) {
    return epochs.getLast().joining() == null && epochs.getLast().homes().contains(node.id);
  }

  /// Whether callers come to a node.
  boolean serves(PaxosNode node) {
    return of(node).homes().contains(node.id);
  }

  /// Whether a node answers as an acceptor: one that joins does not yet.
  boolean promises(PaxosNode node) {
    return !node.id.equals(of(node).joining());
  }

  private PaxosNode node(NodeId id) {
    return nodes.get(id.value() - 1);
  }

  /// @param busy whether a node has operations under way
  void step(Now now, Predicate<PaxosNode> busy) {
    PaxosNode node = nodes.get(entropy.below(nodes.size()));
    if (node.epoch + 1 < epochs.size() && node.up) {
      enterNext(node, now);
      return;
    }
    Epoch last = epochs.getLast();
    NodeId joining = last.joining();
    if (joining == null) {
      begin(last, busy);
    } else {
      copy(last, node(joining));
    }
  }

  private void enterNext(PaxosNode node, Now now) {
    Epoch next = epochs.get(node.epoch + 1);
    if (node.id.equals(next.joining())) {
      // It may have been a home before: now it is another replica.
      node.wipe();
    }
    node.enter(node.epoch + 1, next.acceptors(node.id), next.joining() != null, now);
  }

  private void begin(Epoch last, Predicate<PaxosNode> busy) {
    NodeId from = last.homes().get(entropy.below(last.homes().size()));
    List<PaxosNode> free =
        nodes.stream()
            // It has left, if it was a home before.
            .filter(node -> node.epoch == epochs.size() - 1 && !busy.test(node))
            .filter(node -> !last.homes().contains(node.id))
            .toList();
    if (!free.isEmpty()) {
      copied.clear();
      NodeId to = free.get(entropy.below(free.size())).id;
      epochs.add(new Epoch(last.homes(), to, from));
    }
  }

  /// One more home hands over what it has, if both are in the epoch; when all have, it is over.
  private void copy(Epoch last, PaxosNode to) {
    int epoch = epochs.size() - 1;
    PaxosNode from = node(last.homes().get(entropy.below(last.homes().size())));
    if (!to.up || !from.up || to.epoch != epoch || from.epoch != epoch) {
      return;
    }
    to.takeOver(from);
    copied.add(from.id);
    if (copied.containsAll(last.homes())) {
      moved++;
      epochs.add(new Epoch(last.then(), null, null));
    }
  }

  /// All enter the last epoch.
  void heal(Now now) {
    for (PaxosNode node : nodes) {
      while (node.epoch + 1 < epochs.size()) {
        enterNext(node, now);
      }
    }
  }
}
