package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What a read is promised, as a chain of rungs: the first that can be given in its time is given,
/// and the answer's receipt says which. Only rungs that a table's strategy offers are accepted.
///
/// `Level.linearizable().within(Duration.ofMillis(50)).orElse(Level.eventual())`
public record Level(List<Rung> rungs) {
  /// What the table gives to reads that name no level; the receipt says what that was.
  public static final Level OF_TABLE = new Level(List.of(new Rung(Kind.OF_TABLE, 0, 0)));

  public static final Level LINEARIZABLE = new Level(List.of(new Rung(Kind.LINEARIZABLE, 0, 0)));
  private static final int RUNG_COUNT_MAX = 8;

  /// The codes are part of the wire format.
  public enum Kind {
    LINEARIZABLE,
    BOUNDED,
    CAUSAL,
    SESSION,
    EVENTUAL,
    /// A read sees the latest acknowledged write or one that is under way, as of a regular register
    /// (Lamport 1986): what quorums of a leaderless table give.
    REGULAR,
    /// Whatever the table gives by itself: linearizable under consensus, and what its read and
    /// write quorums give under leaderless.
    OF_TABLE,
    /// Regular, and no later read sees less: what an atomic read of a leaderless table finds is on
    /// so many replicas, durably, before it is answered that every read at this level or at REGULAR
    /// that begins after that finds it too (Attiya, Bar-Noy, Dolev 1995).
    ATOMIC
  }

  /// One rung.
  ///
  /// @param stalenessNanos for BOUNDED: how old the answer may be
  /// @param withinNanos how long to try before the next rung; 0 for the whole time left
  public record Rung(Kind kind, long stalenessNanos, long withinNanos) {}

  public Level {
    rungs = List.copyOf(rungs);
    Invariant.require(
        !rungs.isEmpty() && rungs.size() <= RUNG_COUNT_MAX, "a level has %d rungs", rungs.size());
  }

  public static Level ofTable() {
    return OF_TABLE;
  }

  public static Level regular() {
    return new Level(List.of(new Rung(Kind.REGULAR, 0, 0)));
  }

  public static Level atomic() {
    return new Level(List.of(new Rung(Kind.ATOMIC, 0, 0)));
  }

  public static Level linearizable() {
    return LINEARIZABLE;
  }

  public static Level eventual() {
    return new Level(List.of(new Rung(Kind.EVENTUAL, 0, 0)));
  }

  /// What people write: `atomic`, or rungs from the first to the last, `linearizable,eventual`.
  ///
  /// @throws IllegalArgumentException for a word that names no level
  public static Level parse(String chain) {
    Level level = null;
    for (String rung : chain.split(",", -1)) {
      Level next =
          switch (rung.strip().toLowerCase(Locale.ROOT)) {
            case "table" -> OF_TABLE;
            case "linearizable" -> LINEARIZABLE;
            case "atomic" -> atomic();
            case "regular" -> regular();
            case "eventual" -> eventual();
            default ->
                throw new IllegalArgumentException(
                    "no level is named '"
                        + rung.strip()
                        + "': there are linearizable, atomic, regular and eventual");
          };
      level = level == null ? next : level.orElse(next);
    }
    return Objects.requireNonNull(level);
  }

  public Level within(Duration time) {
    List<Rung> changed = new ArrayList<>(rungs);
    Rung last = changed.removeLast();
    changed.add(new Rung(last.kind(), last.stalenessNanos(), time.toNanos()));
    return new Level(changed);
  }

  public Level orElse(Level next) {
    List<Rung> joined = new ArrayList<>(rungs);
    joined.addAll(next.rungs);
    return new Level(joined);
  }

  public void write(ByteWriter out) {
    out.u8(rungs.size());
    for (Rung rung : rungs) {
      out.u8(rung.kind().ordinal()).varint(rung.stalenessNanos()).varint(rung.withinNanos());
    }
  }

  public static Level read(ByteReader in) throws MalformedException {
    int count = in.u8();
    if (count == 0 || count > RUNG_COUNT_MAX) {
      throw new MalformedException("a level of " + count + " rungs");
    }
    List<Rung> rungs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int kind = in.u8();
      if (kind >= Kind.values().length) {
        throw new MalformedException("unknown level " + kind);
      }
      rungs.add(new Rung(Kind.values()[kind], in.varint(), in.varint()));
    }
    Level level = new Level(rungs);
    return level.equals(OF_TABLE) ? OF_TABLE : level;
  }
}
