package dev.gamut.protocol.leaderless;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The reads of a schedule, and what each must show: every write that was acknowledged before it
/// began, and all that an atomic read had found that was answered before it began.
final class ReadChecks {
  private final ConflictPolicy policy;

  /// Sloppy ones promise nothing.
  private final boolean sloppy;

  private final List<HomeReplica> homes;

  /// Apart from the schedule's own, which goes on as it would without atomic reads.
  private final Entropy entropy;

  private final TreeMap<Long, Asked> reads = new TreeMap<>();
  private final List<Found> found = new ArrayList<>();
  int done;
  int atomic;

  private record Asked(Bytes place, boolean atomic, List<Acknowledged> before, List<Item> found) {}

  /// A write as its caller knew it when a read began: told of a retry later, it may know another
  /// dot of it, which supersedes more.
  private record Acknowledged(Wanted wanted, Version version, Frontier superseded) {
    static Acknowledged of(Wanted wanted) {
      return new Acknowledged(wanted, wanted.version, wanted.superseded());
    }
  }

  /// What an atomic read found.
  private record Found(Bytes place, Item item) {}

  ReadChecks(long seed, ConflictPolicy policy, boolean sloppy, List<HomeReplica> homes) {
    this.sloppy = sloppy;
    this.entropy = Entropy.seeded(~seed);
    this.policy = policy;
    this.homes = homes;
  }

  /// A read of so many homes that it may be atomic.
  LeaderlessEvent.Get begin(LeaderlessEvent.Get get, List<Wanted> before) {
    if (sloppy) {
      return get;
    }
    boolean atomic = entropy.chance(0.3);
    List<Item> items =
        found.stream().filter(one -> one.place().equals(get.place())).map(Found::item).toList();
    List<Acknowledged> acknowledged = before.stream().map(Acknowledged::of).toList();
    reads.put(get.call(), new Asked(get.place(), atomic, acknowledged, items));
    int durable = atomic ? get.quorum() : 0;
    return new LeaderlessEvent.Get(
        get.call(), get.place(), get.quorum(), durable, get.deadlineNanos());
  }

  void answered(LeaderlessEffect.Read read) {
    done++;
    if (sloppy) {
      return;
    }
    Asked asked = requireNonNull(reads.remove(read.call()));
    asked.before().forEach(wanted -> checkWritten(read.item(), wanted));
    asked.found().forEach(earlier -> checkFound(read.item(), earlier));
    if (asked.atomic()) {
      atomic++;
      found.add(new Found(asked.place(), read.item()));
    }
  }

  private void checkWritten(Item item, Acknowledged write) {
    Map<Dot, Frontier> dots = write.wanted().dots;
    boolean seen = dots.keySet().stream().anyMatch(dot -> isSeen(dot, item));
    assertTrue(seen || isLater(item, write.version()), () -> dots + " not seen by " + item);
    if (policy == ConflictPolicy.SIBLINGS) {
      for (Item.Sibling sibling : item.siblings()) {
        assertTrue(
            !write.superseded().covers(sibling.dot()),
            () -> sibling.dot() + " is back after " + write.version().dot() + " superseded it");
      }
    }
  }

  /// No new/old inversion.
  private void checkFound(Item item, Item earlier) {
    for (Item.Sibling sibling : earlier.siblings()) {
      assertTrue(
          isSeen(sibling.dot(), item) || isLater(item, sibling.version()),
          () -> "inversion: " + sibling + " was read before, but not by " + item);
    }
    for (Item.Sibling sibling : item.siblings()) {
      assertTrue(
          earlier.sibling(sibling.dot()) != null || !earlier.context().covers(sibling.dot()),
          () -> "inversion: " + sibling + " was superseded in what was read before, " + earlier);
    }
  }

  private boolean isLater(Item item, Version version) {
    return policy == ConflictPolicy.LAST_WRITER_WINS
        && item.siblings().stream().anyMatch(each -> each.version().compareTo(version) > 0);
  }

  /// What superseded it may have been collected before the last replica answered.
  private boolean isSeen(Dot dot, Item item) {
    return item.seen().covers(dot) || homes.stream().allMatch(home -> home.seen.covers(dot));
  }
}
