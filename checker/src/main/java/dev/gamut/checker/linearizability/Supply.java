package dev.gamut.checker.linearizability;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Knows what is still needed and what is still to come: for each thing that can be found in a
/// state, the operations not yet placed that must find it, by deadline, and those that would bring
/// it back, by call.
///
/// A state must not be left for one where something is out of reach that must be found, and that
/// nothing called before its deadline can bring back. When every write has a value of its own, this
/// decides nearly every choice at once. Placing and taking back cost a few assignments: the lists
/// are linked, and operations are taken back in the opposite order.
final class Supply {
  private static final int NOTHING = -1;

  private final Machine machine;
  private final Problem problem;
  private final int size;
  private final int[] needs;

  /// For each operation what it brings, and for each thing those that bring it, as numbers of
  /// different spans.
  private final int[] brings;

  private final int[][] bringing;
  private final Span[] spans;

  /// Lists of operations, each closed by a sentinel of its thing or span, numbered from `size` on.
  private final int[] nextNeeding;

  private final int[] previousNeeding;
  private final int[] nextBringing;
  private final int[] previousBringing;

  Supply(Problem problem) {
    this.problem = problem;
    machine = problem.machine();
    size = problem.size();
    needs = new int[size];
    brings = new int[size];
    Map<Span, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      needs[i] = problem.optional(i) ? NOTHING : machine.needs(problem.transition(i));
      Span brought = machine.brought(problem.transition(i));
      brings[i] =
          brought.isEmpty() ? NOTHING : numbers.computeIfAbsent(brought, _ -> numbers.size());
    }
    spans = numbers.keySet().toArray(Span[]::new);
    bringing = bringing();
    nextNeeding = emptyLists(machine.things());
    previousNeeding = emptyLists(machine.things());
    nextBringing = emptyLists(spans.length);
    previousBringing = emptyLists(spans.length);
    if (machine.things() > 0) {
      fill();
    }
  }

  private int[][] bringing() {
    int[] counts = new int[machine.things()];
    for (Span span : spans) {
      for (int thing = span.from(); thing < span.to(); thing++) {
        counts[thing]++;
      }
    }
    int[][] numbers = new int[counts.length][];
    Arrays.setAll(numbers, thing -> new int[counts[thing]]);
    for (int number = 0; number < spans.length; number++) {
      for (int thing = spans[number].from(); thing < spans[number].to(); thing++) {
        numbers[thing][--counts[thing]] = number;
      }
    }
    return numbers;
  }

  private int[] emptyLists(int lists) {
    int[] links = new int[size + lists];
    Arrays.setAll(links, i -> i);
    return links;
  }

  private void fill() {
    for (int operation : Order.ascending(problem.deadlines())) {
      append(nextNeeding, previousNeeding, needs[operation], operation);
    }
    for (int operation : Order.ascending(problem.calls())) {
      append(nextBringing, previousBringing, brings[operation], operation);
    }
  }

  private void append(int[] next, int[] previous, int thing, int operation) {
    if (thing != NOTHING) {
      int sentinel = size + thing;
      int last = previous[sentinel];
      next[last] = operation;
      previous[operation] = last;
      next[operation] = sentinel;
      previous[sentinel] = operation;
    }
  }

  void place(int operation) {
    if (needs[operation] != NOTHING) {
      unlink(nextNeeding, previousNeeding, operation);
    }
    if (brings[operation] != NOTHING) {
      unlink(nextBringing, previousBringing, operation);
    }
  }

  private static void unlink(int[] next, int[] previous, int operation) {
    next[previous[operation]] = next[operation];
    previous[next[operation]] = previous[operation];
  }

  /// Takes back what was placed last.
  void takeBack(int operation) {
    if (brings[operation] != NOTHING) {
      relink(nextBringing, previousBringing, operation);
    }
    if (needs[operation] != NOTHING) {
      relink(nextNeeding, previousNeeding, operation);
    }
  }

  private static void relink(int[] next, int[] previous, int operation) {
    next[previous[operation]] = operation;
    previous[next[operation]] = operation;
  }

  /// Whether going from one state to the other loses for good what must still be found.
  boolean loses(int from, int to) {
    return from != to && isAnyLost(machine.reach(from), machine.reach(to));
  }

  /// Whether something that must be found is lost for good now that `placed` has been placed out of
  /// sight in `state`.
  boolean lacks(int placed, int state) {
    return brings[placed] != NOTHING && isAnyLost(spans[brings[placed]], machine.reach(state));
  }

  /// Whether something that must be found can never be, whatever is placed after `state`.
  boolean lacks(int state) {
    return isAnyLost(new Span(0, machine.things()), machine.reach(state));
  }

  private boolean isAnyLost(Span some, Span kept) {
    for (int thing = some.from(); thing < some.to(); thing++) {
      if (!kept.has(thing) && isLost(thing)) {
        return true;
      }
    }
    return false;
  }

  private boolean isLost(int thing) {
    int needing = nextNeeding[size + thing];
    if (needing >= size) {
      return false;
    }
    for (int each : bringing[thing]) {
      int next = nextBringing[size + each];
      if (next < size && problem.call(next) <= problem.deadline(needing)) {
        return false;
      }
    }
    return true;
  }

  /// The earliest deadline among the operations that need what `state` holds, or `otherwise`.
  int earliestNeed(int state, int otherwise) {
    int held = machine.holds(state);
    if (held == NOTHING) {
      return otherwise;
    }
    int needing = nextNeeding[size + held];
    return needing >= size ? otherwise : problem.deadline(needing);
  }
}
