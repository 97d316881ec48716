package dev.gamut.checker.timeline;

import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.linearizability.KeyResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The part of a history that is drawn for one key: what was placed last, what could not be placed,
/// and what ran beside them. Its columns are the events of these operations in their order, so that
/// what ran for long takes no more room than what happened meanwhile.
final class Window {
  /// How an operation stands.
  enum Standing {
    PLACED,
    /// No order could place it in time.
    STUCK,
    /// It had begun when the stuck one was due, and is in no order that got as far.
    WAITING,
    /// It says nothing, or it began later.
    BESIDE
  }

  /// One operation, drawn.
  ///
  /// @param place its place in the order found, from 1; 0 when it has none
  /// @param state what the object held after it; empty when it has no place
  /// @param from the column of its call
  /// @param to the column of its end; the number of columns when no end was recorded
  /// @param moment the column after which it takes effect, in the order found
  record Row(
      Operation operation,
      Standing standing,
      int place,
      String state,
      int from,
      int to,
      int moment) {}

  private final KeyResult key;
  private final Map<Integer, Integer> places = new HashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final int skipped;
  private int columns;

  private Window(KeyResult key, int skipped) {
    this.key = key;
    this.skipped = skipped;
    for (int i = 0; i < key.order().size(); i++) {
      places.put(key.order().get(i).operation().index(), i + 1);
    }
  }

  /// @param max how many operations at most
  static Window of(KeyResult key, History history, int max) {
    List<Operation> all = around(key, history, max);
    Window window = new Window(key, key.operations() - all.size());
    window.draw(all);
    return window;
  }

  /// By invocation.
  List<Row> rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  /// How many operations on this key are not drawn.
  int skipped() {
    return skipped;
  }

  /// The stuck operation first in line, then what waits, then what was placed last, then the
  /// others: as many as there is room for.
  private static List<Operation> around(KeyResult key, History history, int max) {
    Map<Integer, Operation> chosen = new TreeMap<>();
    Operation stuck = key.stuck();
    if (stuck != null) {
      chosen.put(stuck.index(), stuck);
    }
    int latest = Math.max(1, max / 2);
    for (int i = key.waiting().size() - 1; i >= 0 && chosen.size() < latest; i--) {
      Operation waiting = key.waiting().get(i);
      chosen.put(waiting.index(), waiting);
    }
    for (int i = key.order().size() - 1; i >= 0 && chosen.size() < max; i--) {
      Operation placed = key.order().get(i).operation();
      chosen.put(placed.index(), placed);
    }
    beside(key, history, max, chosen);
    return List.copyOf(chosen.values());
  }

  private static void beside(
      KeyResult key, History history, int max, Map<Integer, Operation> chosen) {
    if (chosen.isEmpty()) {
      return;
    }
    Operation stuck = key.stuck();
    int until = stuck == null ? Completion.NEVER : stuck.deadline();
    int since = chosen.values().iterator().next().invocation().event();
    for (Operation each : history.operations()) {
      boolean within = each.invocation().event() >= since && each.invocation().event() <= until;
      if (chosen.size() < max && within && Objects.equals(each.key(), key.key())) {
        chosen.put(each.index(), each);
      }
    }
  }

  private void draw(List<Operation> all) {
    Map<Integer, Integer> column = new TreeMap<>();
    for (Operation each : all) {
      column.put(each.invocation().event(), 0);
      if (each.completion().event() != Completion.NEVER) {
        column.put(each.completion().event(), 0);
      }
    }
    for (Map.Entry<Integer, Integer> each : column.entrySet()) {
      each.setValue(columns++);
    }
    Map<Integer, Integer> moments = moments();
    for (Operation each : all) {
      rows.add(row(each, column, moments.get(each.index())));
    }
  }

  private Row row(Operation each, Map<Integer, Integer> column, @Nullable Integer moment) {
    Integer place = places.get(each.index());
    return new Row(
        each,
        standing(each, place != null),
        place == null ? 0 : place,
        place == null ? "" : key.order().get(place - 1).state(),
        column.getOrDefault(each.invocation().event(), 0),
        column.getOrDefault(each.completion().event(), columns),
        moment == null ? -1 : column.getOrDefault(moment, 0));
  }

  private Standing standing(Operation each, boolean placed) {
    Operation stuck = key.stuck();
    if (stuck != null && stuck.index() == each.index()) {
      return Standing.STUCK;
    }
    if (placed) {
      return Standing.PLACED;
    }
    boolean waits = key.waiting().stream().anyMatch(other -> other.index() == each.index());
    return waits ? Standing.WAITING : Standing.BESIDE;
  }

  /// Each takes effect right after the latest call of those up to it: the earliest moment that its
  /// place allows. By index of operation, the event.
  private Map<Integer, Integer> moments() {
    Map<Integer, Integer> moments = new HashMap<>();
    int latest = 0;
    for (KeyResult.Placed each : key.order()) {
      latest = Math.max(latest, each.operation().invocation().event());
      moments.put(each.operation().index(), latest);
    }
    return moments;
  }
}
