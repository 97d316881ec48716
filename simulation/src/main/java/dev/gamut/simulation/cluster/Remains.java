package dev.gamut.simulation.cluster;

import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What must be left in the end of all that was written to a key of a leaderless table.
///
/// @param plain every plain write that was made
/// @param mayBeGone writes that only a replica had, perhaps, which was written off: they may have
///   vanished, with what they superseded back, or not
record Remains(
    ConflictPolicy conflict, List<Plain> plain, Decisions decisions, Predicate<Dot> mayBeGone) {
  /// A plain write, and the dots whose place it took.
  record Plain(Item.Sibling sibling, Frontier superseded) {}

  /// What every home must hold in the end; returns what is wrong, or null.
  @Nullable String difference(String place, List<Item.Sibling> held) {
    TreeMap<Dot, Item.Sibling> lost = new TreeMap<>();
    TreeMap<Dot, Item.Sibling> found = new TreeMap<>();
    // A read of the end may have found a write that is there twice: one of them is deleted then.
    held.stream()
        .filter(sibling -> !sibling.value().isTombstone())
        .forEach(sibling -> found.put(sibling.dot(), sibling));
    List<Item.Sibling> written = new ArrayList<>(decisions.applied());
    plain.forEach(made -> written.add(made.sibling()));
    for (Item.Sibling sibling : left(written)) {
      boolean certain =
          superseded(sibling) == Decisions.Certainty.NO && !mayBeGone.test(sibling.dot());
      boolean isHeld = found.remove(sibling.dot()) != null;
      if (certain && !isHeld) {
        lost.put(sibling.dot(), sibling);
      }
    }
    boolean isLaterGone =
        held.isEmpty() ? hasLaterDeleteGone() : mayBeGone.test(held.getFirst().dot());
    boolean isUnknown = found.values().removeIf(sibling -> isDecidedUnknown(sibling, written));
    if (conflict == ConflictPolicy.LAST_WRITER_WINS
        && (isUnknown || isLaterGone || (held.isEmpty() && decisions.mayHaveDeleted()))) {
      // Its stamp is the latest: the others lost, whether it knew of them or not.
      lost.clear();
    }
    return lost.isEmpty() && found.isEmpty()
        ? null
        : "no write is lost and none comes back: of %s the homes hold %s; lost %s, came back %s"
            .formatted(place, held, lost, found);
  }

  /// What may be left of all that was written: what nobody superseded for certain.
  private List<Item.Sibling> left(List<Item.Sibling> written) {
    List<Item.Sibling> left = new ArrayList<>();
    Version last = conflict == ConflictPolicy.SIBLINGS ? Version.NONE : last(written);
    for (Item.Sibling sibling : written) {
      boolean isEarlier = sibling.version().compareTo(last) < 0;
      boolean isSuperseded =
          conflict == ConflictPolicy.SIBLINGS && superseded(sibling) == Decisions.Certainty.YES;
      if (!isEarlier && !isSuperseded && !sibling.value().isTombstone()) {
        left.add(sibling);
      }
    }
    return left;
  }

  /// The latest of those that cannot have vanished.
  private Version last(List<Item.Sibling> written) {
    Version last = Version.NONE;
    for (Item.Sibling sibling : written) {
      boolean counts = !mayBeGone.test(sibling.dot());
      last = counts && sibling.version().compareTo(last) > 0 ? sibling.version() : last;
    }
    return last;
  }

  private boolean hasLaterDeleteGone() {
    return plain.stream()
        .map(Plain::sibling)
        .anyMatch(each -> each.value().isTombstone() && mayBeGone.test(each.dot()));
  }

  private Decisions.Certainty superseded(Item.Sibling sibling) {
    if (conflict == ConflictPolicy.SIBLINGS) {
      Decisions.Certainty plainly = Decisions.Certainty.NO;
      for (Plain made : plain) {
        if (made.superseded().covers(sibling.dot())) {
          if (!mayBeGone.test(made.sibling().dot())) {
            return Decisions.Certainty.YES;
          }
          plainly = Decisions.Certainty.PERHAPS;
        }
      }
      if (plainly == Decisions.Certainty.PERHAPS) {
        Decisions.Certainty decided = decidedly(sibling);
        return decided == Decisions.Certainty.YES ? decided : plainly;
      }
    }
    return decidedly(sibling);
  }

  private Decisions.Certainty decidedly(Item.Sibling sibling) {
    long times = plain.stream().filter(made -> isSame(made.sibling(), sibling)).count();
    return decisions.supersede(sibling, dot -> isAgain(dot, sibling), times > 1);
  }

  private boolean isAgain(Dot dot, Item.Sibling sibling) {
    return plain.stream()
        .map(Plain::sibling)
        .anyMatch(each -> each.dot().equals(dot) && isSame(each, sibling));
  }

  private static boolean isSame(Item.Sibling one, Item.Sibling other) {
    return one.value().equals(other.value());
  }

  private boolean isOver(Item.Sibling decided) {
    return decided.value().isTombstone() || superseded(decided) == Decisions.Certainty.YES;
  }

  private boolean isPlain(Dot dot) {
    return plain.stream().anyMatch(made -> made.sibling().dot().equals(dot));
  }

  /// Of a decision whose caller was not told, or that came after a decided delete which is
  /// collected: on last-writer-wins tables later than all others. But what a decision named, and
  /// what named it, tell more than stamps: of a delete that is collected nobody knows the stamp.
  private boolean isDecidedUnknown(Item.Sibling sibling, List<Item.Sibling> written) {
    Decisions.Certainty superseded = superseded(sibling);
    List<Item.Sibling> others = new ArrayList<>(written);
    if (superseded == Decisions.Certainty.NO) {
      others.removeIf(each -> !isPlain(each.dot()) && isOver(each));
    }
    boolean isLast = last(others).compareTo(sibling.version()) <= 0;
    return !isPlain(sibling.dot())
        && decisions.mayHaveMade(sibling)
        && superseded != Decisions.Certainty.YES
        && (conflict == ConflictPolicy.SIBLINGS || isLast);
  }
}
