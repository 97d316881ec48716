package dev.gamut.simulation.cluster;

import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Every write of one key of a leaderless table, as its coordinator made it, and what callers were
/// told: which values a read may show, and which must be left in the end.
///
/// Whatever becomes of a write, it is known here before anybody but its coordinator can know of it.
/// So a write with an unknown outcome is no special case: it is one that was made, or was not.
final class KeyWrites {
  private final String place;
  private final ConflictPolicy conflict;
  private final List<Made> all = new ArrayList<>();
  private final Map<Dot, Made> byDot = new HashMap<>();

  /// Attempts at one write, each with a dot of its own.
  private final Map<WriteName, List<Made>> byName = new HashMap<>();

  /// Acknowledged, and not superseded by one that was.
  private List<Made> current = new ArrayList<>();

  private final Decisions decisions = new Decisions();
  private final Set<Dot> acknowledged = new HashSet<>();
  private Version latestAcknowledged = Version.NONE;

  /// Made writes that no acknowledged one supersedes.
  private List<Made> open = new ArrayList<>();

  /// A read under way.
  ///
  /// @param at the event at which it began
  /// @param current what it must show, or what superseded that
  record Begun(long at, List<Made> current, Version latest) {}

  KeyWrites(String place, ConflictPolicy conflict) {
    this.place = place;
    this.conflict = conflict;
  }

  /// The conditional writes of this key.
  Decisions decisions() {
    return decisions;
  }

  void made(Item.Sibling sibling, Frontier superseded) {
    Made again = byDot.get(sibling.dot());
    if (again != null) {
      Invariant.check(
          again.sibling.equals(sibling) && again.superseded.equals(superseded),
          "a dot is one write: %s is %s that supersedes %s, and was %s that supersedes %s",
          sibling.dot(),
          sibling,
          superseded,
          again.sibling,
          again.superseded);
      return;
    }
    Made made = new Made(sibling, superseded, all.size());
    if (conflict == ConflictPolicy.LAST_WRITER_WINS) {
      for (Made earlier : all) {
        Invariant.check(
            !superseded.covers(earlier.sibling.dot())
                || earlier.sibling.version().compareTo(sibling.version()) < 0,
            "a write is stamped later than what it supersedes: %s, which supersedes %s",
            sibling,
            earlier.sibling);
      }
    }
    all.add(made);
    byName.computeIfAbsent(sibling.name(), _ -> new ArrayList<>()).add(made);
    open.add(made);
    byDot.put(sibling.dot(), made);
  }

  /// The write of a version that a caller was told.
  Item.Sibling sibling(Version version) {
    return known(version.dot()).sibling;
  }

  Frontier superseded(Version version) {
    return known(version.dot()).superseded;
  }

  private Made known(Dot dot) {
    Made made = byDot.get(dot);
    Invariant.check(made != null, "%s was never written to %s", dot, place);
    return Objects.requireNonNull(made);
  }

  void acknowledged(Version version, long at) {
    Made made = known(version.dot());
    acknowledged.add(version.dot());
    acknowledgedLatest(version);
    for (Made each : open) {
      if (made.superseded.covers(each.sibling.dot())) {
        each.supersededAt = at;
      }
    }
    forgetSuperseded();
    if (made.supersededAt == Made.NEVER) {
      current.add(made);
    }
  }

  private void acknowledgedLatest(Version version) {
    latestAcknowledged = version.compareTo(latestAcknowledged) > 0 ? version : latestAcknowledged;
  }

  private void forgetSuperseded() {
    open = new ArrayList<>(open);
    open.removeIf(each -> each.supersededAt != Made.NEVER);
    current = new ArrayList<>(current);
    current.removeIf(each -> each.supersededAt != Made.NEVER);
  }

  /// No new/old inversion: what an atomic read showed is from then on as good as acknowledged. What
  /// it had to show and did not was superseded.
  ///
  /// @param at the event at which it ended
  void readAtomically(Begun begun, List<Item.Sibling> shown, long at) {
    for (Made made : begun.current()) {
      if (!made.isTombstone() && !isAmong(made.sibling, shown)) {
        made.supersededAt = Math.min(made.supersededAt, at);
      }
    }
    forgetSuperseded();
    shown.forEach(sibling -> acknowledged(sibling.version(), at));
    if (shown.isEmpty() && !begun.latest().equals(Version.NONE)) {
      acknowledgedLatest(firstDelete(begun.latest()));
    }
  }

  Begun begin(long at) {
    return new Begun(at, current, latestAcknowledged);
  }

  /// Values that were written to this key, whatever the quorum.
  void checkShown(List<Item.Sibling> shown) {
    for (Item.Sibling sibling : shown) {
      Made made = byDot.get(sibling.dot());
      Invariant.check(
          made == null ? decisions.mayHaveMade(sibling) : made.sibling.equals(sibling),
          "a read of %s shows %s, but what was written is %s",
          place,
          sibling,
          made == null ? decisions.of(sibling.value()) : made.sibling);
      Invariant.check(
          !sibling.value().isTombstone(), "a read of %s shows a delete: %s", place, sibling);
    }
  }

  /// A regular register (Lamport 1986): a read shows every write that was acknowledged before it
  /// began, or one that superseded it, and nothing that was superseded by one of those.
  void checkRegular(Begun begun, List<Item.Sibling> shown) {
    switch (conflict) {
      case SIBLINGS -> checkSiblings(begun, shown);
      case LAST_WRITER_WINS -> checkLatest(begun.latest(), shown);
    }
  }

  private void checkSiblings(Begun begun, List<Item.Sibling> shown) {
    for (Item.Sibling sibling : shown) {
      Invariant.check(
          known(sibling.dot()).supersededAt > begun.at(),
          "no resurrection: a read of %s shows %s, superseded by a write that was acknowledged"
              + " before it began",
          place,
          sibling);
    }
    for (Made made : begun.current()) {
      Invariant.check(
          isReflected(made, shown, new TreeSet<>()),
          "regular register: a read of %s shows neither %s, acknowledged before it began, nor what"
              + " superseded it, but %s",
          place,
          made.sibling,
          shown);
    }
  }

  /// @param looked orders of the writes that were looked at already
  private boolean isReflected(Made made, List<Item.Sibling> shown, Set<Integer> looked) {
    if (made.isTombstone() || isAmong(made.sibling, shown)) {
      return true;
    }
    // Whoever supersedes one attempt at a write supersedes the write.
    for (Made attempt : attempts(made)) {
      for (Made later : all.subList(attempt.order + 1, all.size())) {
        if (later.superseded.covers(attempt.sibling.dot())
            && looked.add(later.order)
            && isReflected(later, shown, looked)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Made> attempts(Made made) {
    WriteName name = made.sibling.name();
    return name.isNone() ? List.of(made) : Objects.requireNonNull(byName.get(name));
  }

  /// The same, or another attempt at it.
  private static boolean isAmong(Item.Sibling wanted, List<Item.Sibling> shown) {
    return shown.stream().anyMatch(sibling -> Made.isSame(sibling, wanted));
  }

  private void checkLatest(Version acknowledged, List<Item.Sibling> shown) {
    Invariant.check(shown.size() <= 1, "a read of %s shows %s", place, shown);
    boolean isLate =
        shown.isEmpty()
            ? acknowledged.equals(Version.NONE) || lastDelete().compareTo(acknowledged) >= 0
            : shown.getFirst().version().compareTo(acknowledged) >= 0;
    Invariant.check(
        isLate,
        "regular register: a read of %s shows %s, though %s was acknowledged before it began",
        place,
        shown,
        acknowledged);
  }

  /// The earliest delete that hides a version.
  private Version firstDelete(Version from) {
    return all.stream()
        .filter(Made::isTombstone)
        .map(made -> made.sibling.version())
        .filter(version -> version.compareTo(from) >= 0)
        .min(Version::compareTo)
        .orElse(Version.NONE);
  }

  private Version lastDelete() {
    Version last = Version.NONE;
    for (Made made : all) {
      boolean isLater = made.isTombstone() && made.sibling.version().compareTo(last) > 0;
      last = isLater ? made.sibling.version() : last;
    }
    return last;
  }

  /// Whether the write is there under another dot, which must be left then.
  private boolean hasTwin(Dot dot) {
    Made made = byDot.get(dot);
    return made != null && attempts(made).size() > 1;
  }

  /// What every home must hold in the end; returns what is wrong, or null.
  ///
  /// @param noted values that conflict ledgers have
  /// @param writtenOff origins of replicas that are gone with what nobody else had, and with their
  ///   conflict ledgers
  @Nullable String difference(List<Item.Sibling> held, Set<Dot> noted, Set<Long> writtenOff) {
    List<Remains.Plain> plain = new ArrayList<>();
    all.forEach(made -> plain.add(new Remains.Plain(made.sibling, made.superseded)));
    Predicate<Dot> mayBeGone =
        dot -> writtenOff.contains(dot.origin()) && (!acknowledged.contains(dot) || hasTwin(dot));
    String wrong = new Remains(conflict, plain, decisions, mayBeGone).difference(place, held);
    return wrong != null || conflict == ConflictPolicy.SIBLINGS || !writtenOff.isEmpty()
        ? wrong
        : new Losses(plain, acknowledged, decisions).unnoticed(place, held, noted);
  }
}
