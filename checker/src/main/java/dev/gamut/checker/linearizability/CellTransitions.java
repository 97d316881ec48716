package dev.gamut.checker.linearizability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers what operations on a cell do: those that want, refuse and leave the same share a number.
final class CellTransitions {
  /// @param wantedValue [Cell#ANY] when it does not matter
  /// @param wantedVersion [Cell#ANY] when it does not matter
  /// @param negated what is wanted must not be there
  /// @param writes whether the cell holds something else afterwards
  record Transition(
      int wantedValue,
      int wantedVersion,
      boolean negated,
      boolean writes,
      int value,
      int version) {}

  private final Map<Transition, Integer> ids = new HashMap<>();
  private final List<Transition> all = new ArrayList<>();

  int add(Cell cell) {
    Transition transition =
        new Transition(
            cell.wantedValue,
            cell.wantedVersion,
            cell.negated,
            cell.writes,
            cell.writes ? cell.value : 0,
            cell.writes ? cell.version : 0);
    Integer known = ids.putIfAbsent(transition, all.size());
    if (known == null) {
      all.add(transition);
      return all.size() - 1;
    }
    return known;
  }

  List<Transition> all() {
    return all;
  }
}
