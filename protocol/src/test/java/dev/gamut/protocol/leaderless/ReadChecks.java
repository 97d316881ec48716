package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Dot;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import java.util.List;

/// What a read of a quorum must show.
final class ReadChecks {
  private ReadChecks() {}

  /// @param before the writes of its key that had been acknowledged when it began
  static void check(
      Item item, List<Wanted> before, ConflictPolicy policy, List<HomeReplica> homes) {
    for (Wanted wanted : before) {
      boolean later =
          policy == ConflictPolicy.LAST_WRITER_WINS
              && item.siblings().stream()
                  .anyMatch(sibling -> sibling.version().compareTo(wanted.version) > 0);
      // What superseded it may have been collected before the last replica answered.
      boolean seen =
          wanted.dots.keySet().stream()
              .anyMatch(dot -> item.seen().covers(dot) || isCommon(dot, homes));
      assertTrue(later || seen, () -> wanted.dots + " not seen by " + item);
      if (policy == ConflictPolicy.SIBLINGS) {
        for (Item.Sibling sibling : item.siblings()) {
          assertTrue(
              !wanted.superseded().covers(sibling.dot()),
              () -> sibling.dot() + " is back after " + wanted.dot() + " superseded it");
        }
      }
    }
  }

  private static boolean isCommon(Dot dot, List<HomeReplica> homes) {
    return homes.stream().allMatch(home -> home.seen.covers(dot));
  }
}
