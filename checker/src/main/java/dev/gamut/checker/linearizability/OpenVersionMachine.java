package dev.gamut.checker.linearizability;

import dev.gamut.checker.linearizability.CellTransitions.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A cell where some versions that were seen may have been given by any of several writes: those
/// that timed out, or whose version was not recorded.
///
/// Such a write leaves an *open* version, which the first operation that needs a version closes. A
/// failed condition on a version says which one it was not. A version is given once, so one that
/// was given is not given again. All three are part of the state, which makes every transition
/// deterministic; the machine is slower than [CellMachine] and takes its place only where needed.
///
/// Looking may close a version here. That keeps what [Machine#observes] promises: without the look
/// the version is still open, and what is legal with a closed version is legal with an open one
/// that can still be closed to it.
final class OpenVersionMachine implements Machine {
  /// @param refused what an open version is known not to be
  /// @param given the doubtful versions that have been given
  private record Held(int value, int version, Set<Integer> refused, Set<Integer> given) {}

  private final CellNames names;
  private final List<Transition> transitions;
  private final Set<Integer> doubtful;
  private final Map<Held, Integer> ids = new HashMap<>();
  private final List<Held> states = new ArrayList<>();
  private final Map<Long, Integer> known = new HashMap<>();

  /// @param doubtful versions that were seen and that more than one write may have been given
  OpenVersionMachine(CellNames names, List<Transition> transitions, Set<Integer> doubtful) {
    this.names = names;
    this.transitions = List.copyOf(transitions);
    this.doubtful = doubtful;
    number(new Held(Cell.ABSENT, Cell.UNSEEN, Set.of(), Set.of()));
  }

  private int number(Held held) {
    Integer id = ids.putIfAbsent(held, states.size());
    if (id != null) {
      return id;
    }
    states.add(held);
    return states.size() - 1;
  }

  @Override
  public int initial() {
    return 0;
  }

  @Override
  public int step(int state, int transition) {
    long key = ((long) state << Integer.SIZE) | transition;
    Integer next = known.get(key);
    if (next == null) {
      next = step(states.get(state), transitions.get(transition));
      known.put(key, next);
    }
    return next;
  }

  private int step(Held held, Transition by) {
    boolean valueFits = by.wantedValue() == Cell.ANY || by.wantedValue() == held.value();
    boolean fits = valueFits && versionCanFit(held, by.wantedVersion());
    boolean open = by.wantedVersion() != Cell.ANY && held.version() == Cell.OPEN;
    boolean unconditional = by.wantedValue() == Cell.ANY && by.wantedVersion() == Cell.ANY;
    if (by.negated() && fits) {
      return open ? number(refuse(held, by.wantedVersion())) : ILLEGAL;
    }
    if (!by.negated() && !fits && !unconditional) {
      return ILLEGAL;
    }
    Held seen = !by.negated() && open ? close(held, by.wantedVersion()) : held;
    if (!by.writes()) {
      return number(seen);
    }
    return number(new Held(by.value(), by.version(), Set.of(), seen.given()));
  }

  private boolean versionCanFit(Held held, int wanted) {
    if (wanted == Cell.ANY || wanted == held.version()) {
      return true;
    }
    return held.version() == Cell.OPEN
        && doubtful.contains(wanted)
        && !held.refused().contains(wanted)
        && !held.given().contains(wanted);
  }

  private static Held refuse(Held held, int version) {
    return new Held(held.value(), Cell.OPEN, with(held.refused(), version), held.given());
  }

  private static Held close(Held held, int version) {
    return new Held(held.value(), version, Set.of(), with(held.given(), version));
  }

  private static Set<Integer> with(Set<Integer> set, int added) {
    Set<Integer> all = new HashSet<>(set);
    all.add(added);
    return Set.copyOf(all);
  }

  @Override
  public boolean observes(int transition) {
    return !transitions.get(transition).writes();
  }

  @Override
  public boolean overwrites(int transition) {
    Transition by = transitions.get(transition);
    return by.wantedValue() == Cell.ANY && by.wantedVersion() == Cell.ANY && by.writes();
  }

  @Override
  public String show(int state) {
    Held held = states.get(state);
    return names.show(held.value(), held.version());
  }
}
