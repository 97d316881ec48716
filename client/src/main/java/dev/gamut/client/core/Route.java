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
  private Peer preferred;
  private List<Pending> searching = new ArrayList<>();
  private int searchingMax = SEARCHING_MAX;

  /// @param descriptor null for the catalog's own group, which no descriptor describes
  Route(@Nullable PartitionDescriptor descriptor, List<Peer> replicas) {
    this.descriptor = descriptor;
    this.replicas = List.copyOf(replicas);
    this.preferred = replicas.getFirst();
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

  /// Turns to the next replica, unless another operation has already turned away from this one.
  void turnFrom(Peer peer) {
    if (preferred == peer) {
      preferred = replicas.get((replicas.indexOf(peer) + 1) % replicas.size());
    }
  }

  /// The preferred replica, or the next one that can be reached; null when none can.
  @Nullable Peer choose(long nowNanos) {
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
