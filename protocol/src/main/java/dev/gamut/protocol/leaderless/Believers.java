package dev.gamut.protocol.leaderless;

import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.Map;
import java.util.TreeMap;

/// Who believes this node's clock. One home that does not may have a slow clock itself; only when
/// no majority is left that may believe it, it is this one that is wrong, or nobody can tell.
final class Believers {
  private static final long KEPT_NANOS = 1_000_000_000L;

  private final Homes homes;
  private final Presence presence;
  private final Map<NodeId, Long> refusedNanos = new TreeMap<>();

  Believers(Homes homes, Presence presence) {
    this.homes = homes;
    this.presence = presence;
  }

  /// Whether no majority is left now that another replica does not believe it.
  boolean areTooFew(NodeId refusing, Now now) {
    refusedNanos.put(refusing, now.monotonicNanos());
    int believing = homes.isHome() ? 1 : 0;
    for (NodeId home : homes.others()) {
      Long refused = refusedNanos.get(home);
      boolean refuses = refused != null && now.monotonicNanos() - refused < KEPT_NANOS;
      believing += refuses || presence.isAway(home) ? 0 : 1;
    }
    return believing <= homes.count() / 2;
  }
}
