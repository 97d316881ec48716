package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.model.Item;
import java.util.Collection;
import java.util.List;

/// What a home must hold when a schedule has healed.
final class EndChecks {
  private EndChecks() {}

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
  /// the place of, or is in somebody's conflict ledger.
  private static void ledgers(List<HomeReplica> all, Collection<Wanted> writes) {
    HomeReplica first = all.getFirst();
    for (Wanted wanted : writes) {
      boolean isThere = first.filled(wanted.place).sibling(wanted.dot) != null;
      boolean isAccounted =
          all.stream()
              .anyMatch(
                  home -> home.ledger.contains(wanted.dot) || home.replaced.contains(wanted.dot));
      assertTrue(
          !wanted.acknowledged || wanted.delete || isThere || isAccounted,
          () -> wanted.version + " lost and is in no ledger");
    }
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
