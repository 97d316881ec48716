package dev.gamut.client.core;

import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionDescriptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way to one partition: its replicas, and which of them is thought to lead it. All operations
/// for the partition share the guess, so that one answer corrects it for all.
final class Route {
  private static final int SEARCHING_MAX = 1_024;
  private static final int SCOUTS = 4;

  private final @Nullable PartitionDescriptor descriptor;
  private final List<Peer> replicas;

  /// Every node: any may pass on what is for a replica.
  private final List<Peer> members;

  private Peer preferred;

  /// Who was named last as the one that leads; null where nobody was.
  private @Nullable Peer leader;

  /// Of the members, the one that passes on while no replica can be reached.
  private int relay;

  private List<Pending> searching = new ArrayList<>();
  private int searchingMax = SEARCHING_MAX;

  /// @param descriptor null for the catalog's own group, which no descriptor describes
  Route(@Nullable PartitionDescriptor descriptor, List<Peer> replicas, List<Peer> members) {
    this.descriptor = descriptor;
    this.replicas = List.copyOf(replicas);
    this.members = List.copyOf(members);
    this.preferred = replicas.getFirst();
    this.relay = (int) (partition().value() % members.size());
  }

  PartitionId partition() {
    return descriptor == null ? PartitionId.CATALOG : descriptor.id();
  }

  long epoch() {
    return descriptor == null ? 0 : descriptor.epoch();
  }

  @Nullable PartitionDescriptor descriptor() {
    return descriptor;
  }

  boolean isLeaderless() {
    return descriptor != null && descriptor.isLeaderless();
  }

  boolean isSameAs(@Nullable Route other) {
    return other != null && partition().equals(other.partition()) && epoch() == other.epoch();
  }

  /// Keeps what an older description of the same partition had learned.
  void learnFrom(Route older) {
    if (replicas.contains(older.preferred)) {
      preferred = older.preferred;
    }
  }

  String preferredAddress() {
    return preferred.address();
  }

  void prefer(Peer peer) {
    preferred = peer;
  }

  /// A node names this one as the one that leads.
  void leads(Peer peer) {
    leader = peer;
  }

  /// A node has carried an operation out, or passed it on to one that did.
  void served(Peer peer) {
    if (replicas.contains(peer)) {
      preferred = peer;
    }
  }

  /// Whether this node has to pass on what it gets: it has no replica, or another one leads that
  /// cannot be reached from here.
  boolean passesOn(Peer peer, long nowNanos) {
    return !replicas.contains(peer)
        || (leader != null && leader != peer && !leader.isInReach(nowNanos));
  }

  /// Whom this node passes on to, because they cannot be reached from here.
  List<Peer> missing(Peer passingOn) {
    return replicas.contains(passingOn) && leader != null ? List.of(leader) : replicas;
  }

  /// Turns to the next replica, unless another operation has already turned away from this one.
  void turnFrom(Peer peer) {
    if (members.get(relay) == peer) {
      relay = (relay + 1) % members.size();
    }
    if (preferred == peer) {
      preferred = replicas.get((replicas.indexOf(peer) + 1) % replicas.size());
    }
  }

  /// The preferred replica, or the next one that can be reached; while none can, a node that passes
  /// on; null when there is none either.
  @Nullable Peer choose(long nowNanos) {
    if (!preferred.isInReach(nowNanos)
        && replicas.stream().noneMatch(peer -> peer.isInReach(nowNanos))) {
      Peer passingOn = passingOn(nowNanos);
      if (passingOn != null) {
        return passingOn;
      }
    }
    if (preferred.isUsable(nowNanos)) {
      return preferred;
    }
    int start = replicas.indexOf(preferred);
    for (int i = 1; i <= replicas.size(); i++) {
      Peer peer = replicas.get((start + i) % replicas.size());
      if (peer.isUsable(nowNanos)) {
        return peer;
      }
    }
    return null;
  }

  private @Nullable Peer passingOn(long nowNanos) {
    for (int i = 0; i < members.size(); i++) {
      int next = (relay + i) % members.size();
      Peer peer = members.get(next);
      if (peer.isInReach(nowNanos) && !replicas.contains(peer)) {
        relay = next;
        return peer;
      }
    }
    return null;
  }

  /// Operations that rest because nobody could be found to lead the partition; the oldest first.
  void addSearching(Pending pending) {
    if (pending.searching == this) {
      return;
    }
    if (searching.size() >= searchingMax) {
      searching.removeIf(Pending::isDone);
      searchingMax = Math.max(SEARCHING_MAX, 2 * searching.size());
    }
    pending.searching = this;
    searching.add(pending);
  }

  /// Whether it is among the few that ask often, for all that rest behind them.
  boolean isScout(Pending pending) {
    while (!searching.isEmpty() && searching.getFirst().isDone()) {
      searching.removeFirst();
    }
    return searching.subList(0, Math.min(SCOUTS, searching.size())).contains(pending);
  }

  /// Who was searching, now that somebody has been found.
  List<Pending> takeSearching() {
    if (searching.isEmpty()) {
      return List.of();
    }
    List<Pending> found = searching;
    searching = new ArrayList<>();
    for (Pending pending : found) {
      pending.searching = null;
    }
    return found;
  }

  /// When the first replica may be dialled again.
  long usableAtNanos() {
    long earliest = Long.MAX_VALUE;
    for (Peer peer : replicas) {
      earliest = Math.min(earliest, peer.usableAtNanos());
    }
    return earliest;
  }
}
