package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import java.util.Collection;
import java.util.List;

/// What a home must hold when a schedule has healed.
final class EndChecks {
  private EndChecks() {}

  static void withoutTombstones(HomeReplica home) {
    for (Item item : home.items.values()) {
      for (Item.Sibling sibling : item.siblings()) {
        assertTrue(!sibling.value().isTombstone(), () -> "a tombstone stays: " + item);
      }
    }
  }

  /// It has found lately that all homes hold what it holds.
  static void compared(List<Standing> standings, int homes) {
    int compared = 0;
    for (Standing standing : standings) {
      compared += standing.compared().agoNanos() >= 0 ? 1 : 0;
      assertEquals(0, standing.compared().found(), "they differ");
    }
    assertEquals(homes - 1, compared, () -> "not compared with each: " + standings);
  }

  /// What is there is no earlier than anything that was acknowledged, deletes among it.
  static void latest(List<HomeReplica> all, Collection<Wanted> writes) {
    HomeReplica home = all.getFirst();
    for (Wanted wanted : writes) {
      for (Item.Sibling sibling : home.filled(wanted.place).siblings()) {
        assertTrue(
            !wanted.acknowledged || sibling.version().compareTo(wanted.version) >= 0,
            () -> sibling.version() + " won against " + wanted.version);
      }
    }
    ledgers(all, writes);
  }

  /// Every acknowledged value that is not there any more was in the item that a later write took
  /// the place of, or is in somebody's conflict ledger: under whichever dot, since a write that is
  /// sent again may get several.
  private static void ledgers(List<HomeReplica> all, Collection<Wanted> writes) {
    for (Wanted wanted : writes) {
      boolean isAccounted =
          all.getFirst().filled(wanted.place).siblings().stream()
                  .anyMatch(sibling -> sibling.name().equals(wanted.name))
              || isNoted(wanted.name, all);
      assertTrue(
          !wanted.acknowledged || wanted.isDelete() || isAccounted,
          () -> wanted.version + " is lost and in no ledger");
    }
  }

  private static boolean isNoted(WriteName name, List<HomeReplica> all) {
    return all.stream().anyMatch(one -> one.ledger.contains(name) || one.replaced.contains(name));
  }

  /// Every acknowledged write is there, unless somebody who knew of it wrote.
  static void siblings(HomeReplica home, Collection<Wanted> writes) {
    for (Wanted wanted : writes) {
      if (!wanted.acknowledged) {
        continue;
      }
      Item item = home.filled(wanted.place);
      boolean there = item.sibling(wanted.dot()) != null;
      assertTrue(
          there || isSuperseded(wanted, writes) || wanted.isDelete(),
          () -> wanted.dot() + " is lost from " + item);
    }
  }

  private static boolean isSuperseded(Wanted wanted, Collection<Wanted> writes) {
    return writes.stream()
        .filter(other -> other != wanted && other.place.equals(wanted.place))
        .anyMatch(other -> other.supersedesAny(wanted));
  }

  /// A write that was superseded under one of its dots is not there under another.
  static void once(HomeReplica home, Collection<Wanted> writes) {
    for (Wanted wanted : writes) {
      if (isSuperseded(wanted, writes)) {
        for (Item.Sibling sibling : home.filled(wanted.place).siblings()) {
          assertTrue(
              !sibling.name().equals(wanted.name) || sibling.value().isTombstone(),
              () -> sibling.dot() + " of " + wanted.dots + " took effect once more");
        }
      }
    }
  }
}
