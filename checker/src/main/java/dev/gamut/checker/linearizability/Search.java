package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/// The search for an order of the operations on one object that the model allows and that respects
/// real time: Wing and Gong's depth-first search with memory (Lowe, "Testing for linearizability",
/// 2017; Horn and Kroening, "Faster linearizability checking via P-compositionality", 2015).
///
/// A **configuration** is what has been placed so far and the state that led to. Operations that
/// must be placed are numbered by deadline; `position` is the first of them not yet placed, so all
/// before it are, and all called after its deadline are not. In between, one bit each says which:
/// an operation owns its bit only from its call to its deadline, so there are no more bits than
/// operations open at once, however long the history. Indeterminate operations are counted by kind
/// ([Indeterminate]).
///
/// What keeps the search small, each argued in docs/checking.md: observations that fit are placed
/// at once; of two operations that do the same, the one called and due earlier comes first; a
/// configuration that another one covers is not searched ([Configurations]); indeterminate
/// operations are tried last, and only where something can tell that they happened.
///
/// The search stops at every budget and goes on from there: nothing in it knows time.
final class Search {
  enum Status {
    RUNNING,
    LINEARIZABLE,
    VIOLATED
  }

  private final Machine machine;
  private final Placeable placeable;
  private final Indeterminate indeterminate;
  private final Agenda agenda;
  private final Supply supply;
  private final Configurations configurations;
  private final int countsAt;

  /// The current configuration: position and state, a bit per open operation, counts.
  private final long[] current;

  private int position;
  private final IntStack trail = new IntStack();
  private final IntStack candidates = new IntStack();
  private final IntStack frames = new IntStack();
  private Status status = Status.RUNNING;
  private long steps;
  private int deepest;
  private int deepestPosition = -1;

  private static final int FRAME = 5;
  private static final int FRAME_NODE = 0;
  private static final int FRAME_TRAIL = 1;
  private static final int FRAME_FROM = 2;
  private static final int FRAME_CURSOR = 3;
  private static final int FRAME_TRIED_ALL = 4;

  Search(Problem problem) {
    machine = problem.machine();
    placeable = Placeable.of(problem);
    indeterminate = Indeterminate.of(problem);
    agenda = new Agenda(placeable.call(), placeable.deadline());
    supply = new Supply(problem);
    countsAt = 1 + (placeable.slots() + Long.SIZE - 1) / Long.SIZE;
    current = new long[countsAt + indeterminate.guards().length];
    configurations = new Configurations(countsAt, indeterminate.guards());
    scanned = new int[placeable.transitions()];
    dueFirst = new int[placeable.transitions()];
    enter(-1, 0, machine.initial());
  }

  Status status() {
    return status;
  }

  /// How many transitions have been tried.
  long steps() {
    return steps;
  }

  int remembered() {
    return configurations.size();
  }

  /// Searches until it is decided or about `budget` more transitions have been tried.
  Status run(long budget) {
    long until = steps + budget;
    while (status == Status.RUNNING && steps < until) {
      advance();
    }
    return status;
  }

  private void advance() {
    if (frames.size() == 0) {
      status = Status.VIOLATED;
      return;
    }
    int frame = frames.size() - FRAME;
    int cursor = frames.get(frame + FRAME_CURSOR);
    if (cursor < candidates.size()) {
      frames.set(frame + FRAME_CURSOR, cursor + 2);
      int placed = candidates.get(cursor);
      place(placed);
      enter(frames.get(frame + FRAME_NODE), placed, candidates.get(cursor + 1));
    } else if (frames.get(frame + FRAME_TRIED_ALL) == 0) {
      frames.set(frame + FRAME_TRIED_ALL, 1);
      collectIndeterminate();
    } else {
      leave();
    }
  }

  /// Goes to the configuration after `placed`, unless it is known.
  private void enter(int from, int placed, int state) {
    if (from >= 0 && supply.loses((int) current[0], state)) {
      returnTo(from, frames.get(frames.size() - FRAME + FRAME_TRAIL));
      return;
    }
    settle(state);
    current[0] = ((long) position << Integer.SIZE) | state;
    int node = configurations.add(current, from, placed);
    if (node == Configurations.KNOWN) {
      returnTo(from, frames.get(frames.size() - FRAME + FRAME_TRAIL));
      return;
    }
    if (position > deepestPosition) {
      deepestPosition = position;
      deepest = node;
    }
    if (position == placeable.count()) {
      deepest = node;
      status = Status.LINEARIZABLE;
      return;
    }
    frames.push(node);
    frames.push(trail.size());
    frames.push(candidates.size());
    frames.push(candidates.size());
    frames.push(0);
    collect(state);
  }

  private void leave() {
    int frame = frames.size() - FRAME;
    candidates.truncate(frames.get(frame + FRAME_FROM));
    frames.truncate(frame);
    if (frame > 0) {
      int below = frame - FRAME;
      returnTo(frames.get(below + FRAME_NODE), frames.get(below + FRAME_TRAIL));
    }
  }

  private void returnTo(int node, int mark) {
    takeBack(mark);
    configurations.copyTo(node, current);
    position = (int) (current[0] >>> Integer.SIZE);
  }

  private void takeBack(int mark) {
    while (trail.size() > mark) {
      int last = trail.pop();
      supply.takeBack(last < 0 ? ~last : placeable.source(last));
      if (last >= 0) {
        agenda.unlift(last);
      }
    }
  }

  /// @param placed an operation, or the complement of a kind of indeterminate ones
  private void place(int placed) {
    if (placed < 0) {
      int operation = indeterminate.next(~placed, current, countsAt);
      indeterminate.use(~placed, current, countsAt);
      supply.place(operation);
      trail.push(~operation);
    } else {
      lift(placed);
    }
  }

  private int lift(int operation) {
    int slot = placeable.slot(operation);
    current[1 + (slot >> 6)] |= 1L << slot;
    trail.push(operation);
    supply.place(placeable.source(operation));
    passPlaced();
    return agenda.lift(operation);
  }

  /// Moves the position past all that is placed. At once, because another operation can own the
  /// same bit from then on.
  private void passPlaced() {
    while (position < placeable.count() && isPlaced(position)) {
      int slot = placeable.slot(position++);
      current[1 + (slot >> 6)] &= ~(1L << slot);
    }
  }

  /// Places every observation that fits the state. Moving such an observation to here from any
  /// later place changes nothing for the others, so no other choice needs to be tried.
  private void settle(int state) {
    int entry = agenda.first();
    while (Agenda.isCall(entry)) {
      int operation = Agenda.operation(entry);
      int by = placeable.transition(operation);
      if (machine.observes(by) && machine.step(state, by) == state) {
        entry = lift(operation);
      } else {
        entry = agenda.after(entry);
      }
      steps++;
    }
  }

  private boolean isPlaced(int operation) {
    int slot = placeable.slot(operation);
    return (current[1 + (slot >> 6)] & (1L << slot)) != 0;
  }

  /// Of the operations that may be placed next and do the same, only the one that is due first
  /// needs to be tried: where another one is placed now and this one later, the two can change
  /// places.
  private void collect(int state) {
    scan++;
    for (int entry = agenda.first(); Agenda.isCall(entry); entry = agenda.after(entry)) {
      int operation = Agenda.operation(entry);
      int kind = placeable.transition(operation);
      if (scanned[kind] != scan || operation < dueFirst[kind]) {
        scanned[kind] = scan;
        dueFirst[kind] = operation;
      }
    }
    int from = candidates.size();
    int urgent = placeable.transition(position);
    boolean stuck = machine.step(state, urgent) == Machine.ILLEGAL;
    for (int entry = agenda.first(); Agenda.isCall(entry); entry = agenda.after(entry)) {
      int operation = Agenda.operation(entry);
      int kind = placeable.transition(operation);
      if (dueFirst[kind] == operation) {
        int next = machine.step(state, kind);
        steps++;
        if (next != Machine.ILLEGAL) {
          boolean frees = stuck && machine.step(next, urgent) != Machine.ILLEGAL;
          int due = placeable.deadline(operation);
          int rank = Math.min(due, supply.earliestNeed(next, due));
          insert(from, frees ? rank - Completion.NEVER : rank, operation, next);
        }
      }
    }
    if (stuck) {
      collectRescuers(from, state, urgent);
    }
  }

  /// Indeterminate operations are tried last, but for those that make the most urgent operation
  /// possible: without them, everything else would be tried first, in vain more often than not.
  private void collectRescuers(int from, int state, int urgent) {
    int horizon = placeable.deadline(position);
    for (int kind : indeterminate.bringing(machine.needs(urgent))) {
      if (indeterminate.available(kind, current, countsAt, horizon)) {
        int next = machine.step(state, indeterminate.transition(kind));
        steps++;
        if (next != Machine.ILLEGAL && machine.step(next, urgent) != Machine.ILLEGAL) {
          insert(from, -1, ~kind, next);
        }
      }
    }
  }

  /// Candidates stay sorted by rank: those that make the most urgent one possible, then by
  /// deadline.
  private void insert(int from, int rank, int operation, int next) {
    candidates.push(operation);
    candidates.push(next);
    ranks = ranks.length < candidates.size() ? Arrays.copyOf(ranks, 2 * ranks.length) : ranks;
    int at = candidates.size() - 2;
    while (at > from && ranks[at - 2] > rank) {
      candidates.set(at, candidates.get(at - 2));
      candidates.set(at + 1, candidates.get(at - 1));
      ranks[at] = ranks[at - 2];
      at -= 2;
    }
    candidates.set(at, operation);
    candidates.set(at + 1, next);
    ranks[at] = rank;
  }

  private int[] ranks = new int[128];

  /// For each transition the last scan that met it, and the operation due first in that scan.
  private final int[] scanned;

  private final int[] dueFirst;
  private int scan;

  private void collectIndeterminate() {
    int state = (int) current[0];
    int horizon = placeable.deadline(position);
    for (int kind = 0; kind < indeterminate.kinds(); kind++) {
      if (indeterminate.firstCall(kind) >= horizon) {
        return;
      }
      if (indeterminate.available(kind, current, countsAt, horizon)) {
        int next = machine.step(state, indeterminate.transition(kind));
        steps++;
        if (next != Machine.ILLEGAL && next != state && matters(kind, state, next, horizon)) {
          candidates.push(~kind);
          candidates.push(next);
        }
      }
    }
  }

  /// Whether any operation that could follow can tell `next` from `state`. An indeterminate
  /// operation whose successor cannot tell that it happened can be left out, so in an order that
  /// uses as few as possible there is none.
  private boolean matters(int kind, int state, int next, int horizon) {
    for (int entry = agenda.first(); Agenda.isCall(entry); entry = agenda.after(entry)) {
      steps++;
      if (tells(state, next, placeable.transition(Agenda.operation(entry)))) {
        return true;
      }
    }
    for (int other = 0; other < indeterminate.kinds(); other++) {
      if (indeterminate.firstCall(other) >= horizon) {
        return false;
      }
      steps++;
      if (other != kind
          && indeterminate.available(other, current, countsAt, horizon)
          && tells(state, next, indeterminate.transition(other))) {
        return true;
      }
    }
    return false;
  }

  private boolean tells(int state, int next, int by) {
    int after = machine.step(next, by);
    return after != Machine.ILLEGAL && after != machine.step(state, by);
  }

  /// The order found: a full one when linearizable, otherwise the one that got furthest. Ends the
  /// search.
  ///
  /// @return operations in the numbering of the problem, each followed by the state after it
  int[] order() {
    Deque<Integer> path = new ArrayDeque<>();
    for (int node = deepest; node >= 0; node = configurations.parent(node)) {
      path.push(node);
    }
    frames.truncate(0);
    takeBack(0);
    Arrays.fill(current, 0);
    position = 0;
    IntStack order = new IntStack();
    for (int node : path) {
      retrace(node, order);
    }
    return order.toArray();
  }

  private void retrace(int node, IntStack order) {
    int state = (int) configurations.firstWord(node);
    if (configurations.parent(node) >= 0) {
      int placed = configurations.placed(node);
      order.push(
          placed < 0 ? indeterminate.next(~placed, current, countsAt) : placeable.source(placed));
      order.push(state);
      place(placed);
    }
    int from = trail.size();
    settle(state);
    for (int i = from; i < trail.size(); i++) {
      order.push(placeable.source(trail.get(i)));
      order.push(state);
    }
  }

  /// The operation that no order found could place in time; only after a violation.
  int stuck() {
    return placeable.source(deepestPosition);
  }
}
