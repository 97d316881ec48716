package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// When tombstones may go: once everything is common that may have been written by somebody who had
/// not seen them. A late write with an earlier stamp would win against nothing.
///
/// When all homes have seen some dots, a barrier is drawn through all that anybody has. What homes
/// write after that is stamped later. A fallback never sees the deletes of homes; it states a floor
/// under its later stamps instead, and what it had then is before the barrier as well.
final class Barrier {
  /// What was common when the barrier was drawn.
  private Frontier passing = Frontier.EMPTY;

  private Frontier passed = Frontier.EMPTY;

  /// What must be common before that is passed.
  private Frontier drawn = Frontier.EMPTY;

  /// No earlier than any stamp in [#passing].
  private HybridTime time = HybridTime.ZERO;

  /// Of each fallback: earlier than whatever it will stamp.
  private final Map<NodeId, HybridTime> floors = new TreeMap<>();

  Barrier(List<NodeId> fallbacks) {
    fallbacks.forEach(fallback -> floors.put(fallback, HybridTime.ZERO));
  }

  /// @param has all that the fallback had when it stated that
  void stated(NodeId fallback, HybridTime floor, Frontier has) {
    HybridTime before = floors.getOrDefault(fallback, HybridTime.ZERO);
    if (floor.compareTo(before) > 0) {
      floors.put(fallback, floor);
      if (before.compareTo(time) < 0 && floor.compareTo(time) >= 0) {
        drawn = drawn.join(has);
      }
    }
  }

  /// Whether anything more may be collected.
  ///
  /// @param common to all homes
  /// @param all that anybody has
  /// @param now no earlier than any stamp in it
  boolean pass(Frontier common, Frontier all, HybridTime now) {
    Frontier before = passed;
    if (isOpen(common)) {
      passed = passing;
      if (!passing.equals(common)) {
        passing = common;
        drawn = all;
        time = now;
        passed = isOpen(common) ? passing : passed;
      }
    }
    return !passed.equals(before);
  }

  /// Of these dots tombstones may go.
  Frontier passed() {
    return passed;
  }

  private boolean isOpen(Frontier common) {
    if (Defect.COLLECT_TOMBSTONE_EARLY.isPlanted()) {
      return true;
    }
    for (HybridTime floor : floors.values()) {
      if (floor.compareTo(time) < 0 && !Defect.IGNORE_FALLBACK_FLOOR.isPlanted()) {
        return false;
      }
    }
    return common.coversAll(drawn);
  }
}
