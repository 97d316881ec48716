package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import java.util.Arrays;

/// What may be placed next, best first: a stack of moves and the states after them, one segment for
/// each configuration on the way.
final class Choices {
  private final Board board;
  private final Machine machine;
  private final Placeable placeable;
  private final Indeterminate indeterminate;
  private final IntStack moves = new IntStack();
  private int[] ranks = new int[128];

  /// For each transition the last survey that met it, and the operation due first in that survey.
  private final int[] surveyed;

  private final int[] dueFirst;

  /// For each thing the last survey that met an open operation that needs it.
  private final int[] needed;

  private int survey;

  /// Whether an open operation may depend on the state in any way, as one does that waits for what
  /// is there to go away.
  private boolean anything;

  /// Whether an open operation makes something of the state that depends on it.
  private boolean growing;

  /// Whether some operations make something of the state and others say what it is not: then what
  /// is tried cannot be told from what is open alone.
  private final boolean refusals;

  Choices(Board board) {
    this.board = board;
    machine = board.machine();
    placeable = board.placeable();
    indeterminate = board.indeterminate();
    surveyed = new int[placeable.transitions()];
    dueFirst = new int[placeable.transitions()];
    needed = new int[machine.things()];
    refusals = board.problem().any(machine::grows) && board.problem().any(this::refuses);
  }

  private boolean refuses(int transition) {
    return machine.observes(transition) && machine.needs(transition) < 0;
  }

  int size() {
    return moves.size();
  }

  int move(int at) {
    return moves.get(at);
  }

  int next(int at) {
    return moves.get(at + 1);
  }

  void truncate(int size) {
    moves.truncate(size);
  }

  /// Looks at what is open. Of the operations that do the same, only the one that is due first
  /// needs to be tried: where another one is placed now and this one later, the two can change
  /// places.
  private void survey() {
    survey++;
    anything = refusals;
    growing = false;
    Agenda agenda = board.agenda();
    for (int entry = agenda.first(); Agenda.isCall(entry); entry = agenda.after(entry)) {
      int operation = Agenda.operation(entry);
      int transition = placeable.transition(operation);
      if (surveyed[transition] != survey || operation < dueFirst[transition]) {
        surveyed[transition] = survey;
        dueFirst[transition] = operation;
      }
      int thing = machine.needs(transition);
      if (thing >= 0) {
        needed[thing] = survey;
      }
      boolean overwritable = placeable.overwritable(operation);
      anything |= thing < 0 && !overwritable;
      growing |= machine.grows(transition);
    }
  }

  /// Collects the operations that may be placed next, in the order of their deadlines, or of the
  /// deadlines of what waits for them; first those that make the most urgent one possible.
  void collect() {
    survey();
    int from = moves.size();
    int state = board.state();
    int urgent = board.position();
    boolean stuck = machine.step(state, placeable.transition(urgent)) == Machine.ILLEGAL;
    Agenda agenda = board.agenda();
    for (int entry = agenda.first(); Agenda.isCall(entry); entry = agenda.after(entry)) {
      int operation = Agenda.operation(entry);
      if (dueFirst[placeable.transition(operation)] == operation) {
        consider(from, state, operation, stuck);
      }
    }
    if (placeable.overwritable(urgent) && board.isSettled(urgent)) {
      insert(from, hiddenRank(state, urgent), board.hiddenMove(), state);
    }
    if (stuck) {
      collectRescuers(from, state, placeable.transition(urgent));
    }
  }

  /// In sight or out of sight: first whichever is more likely to be right.
  private int hiddenRank(int state, int urgent) {
    int next = machine.step(state, placeable.transition(urgent));
    boolean wanted = board.supply().earliestNeed(next, Completion.NEVER) != Completion.NEVER;
    return wanted ? placeable.deadline(urgent) : placeable.deadline(urgent) - 1;
  }

  /// What overwrites is placed in sight only when something that may come next can tell that it
  /// was. When it is due, that is anything: placing it is what lets later calls in.
  private void consider(int from, int state, int operation, boolean stuck) {
    int next = machine.step(state, placeable.transition(operation));
    board.count(1);
    boolean due = operation == board.position();
    if (next == Machine.ILLEGAL
        || (placeable.overwritable(operation) && !due && !matters(state, next))) {
      return;
    }
    int urgent = placeable.transition(board.position());
    boolean frees = stuck && machine.step(next, urgent) != Machine.ILLEGAL;
    int deadline = placeable.deadline(operation);
    int rank = Math.min(deadline, board.supply().earliestNeed(next, deadline));
    insert(from, frees ? rank - Completion.NEVER : rank, operation, next);
  }

  /// Indeterminate operations are tried last, but for those that make the most urgent operation
  /// possible: without them, everything else would be tried first, in vain more often than not.
  private void collectRescuers(int from, int state, int urgent) {
    int thing = machine.needs(urgent);
    collectRescuers(from, state, urgent, indeterminate.bringing(thing));
    if (thing >= 0) {
      collectRescuers(from, state, urgent, indeterminate.bringing(-1));
    }
  }

  private void collectRescuers(int from, int state, int urgent, int[] kinds) {
    for (int kind : kinds) {
      if (board.available(kind)) {
        int next = machine.step(state, indeterminate.transition(kind));
        board.count(1);
        if (next != Machine.ILLEGAL && machine.step(next, urgent) != Machine.ILLEGAL) {
          insert(from, -1, ~kind, next);
        }
      }
    }
  }

  /// Collects the indeterminate operations that may be placed next.
  void collectIndeterminate() {
    survey();
    int state = board.state();
    int horizon = board.horizon();
    for (int kind = 0; kind < indeterminate.kinds(); kind++) {
      if (indeterminate.firstCall(kind) >= horizon) {
        return;
      }
      if (board.available(kind)) {
        int next = machine.step(state, indeterminate.transition(kind));
        board.count(1);
        if (next != Machine.ILLEGAL && next != state && matters(state, next)) {
          moves.push(~kind);
          moves.push(next);
        }
      }
    }
  }

  /// Whether anything that may come next can tell one state from the other. Where nothing can, the
  /// move from the one to the other can be left out, or made out of sight.
  private boolean matters(int state, int next) {
    if (machine.things() == 0 || anything) {
      return true;
    }
    boolean grows = growing || anyAvailable(indeterminate.growing());
    if (grows && !machine.reach(next).isEmpty()) {
      return true;
    }
    int held = machine.holds(next);
    if (held >= 0 && (held == machine.holds(state) || needed[held] == survey)) {
      return true;
    }
    return anyAvailable(indeterminate.needing(held)) || anyAvailable(indeterminate.needing(-1));
  }

  private boolean anyAvailable(int[] kinds) {
    for (int kind : kinds) {
      if (board.available(kind)) {
        return true;
      }
    }
    return false;
  }

  private void insert(int from, int rank, int move, int next) {
    moves.push(move);
    moves.push(next);
    ranks = ranks.length < moves.size() ? Arrays.copyOf(ranks, 2 * ranks.length) : ranks;
    int at = moves.size() - 2;
    while (at > from && ranks[at - 2] > rank) {
      moves.set(at, moves.get(at - 2));
      moves.set(at + 1, moves.get(at - 1));
      ranks[at] = ranks[at - 2];
      at -= 2;
    }
    moves.set(at, move);
    moves.set(at + 1, next);
    ranks[at] = rank;
  }
}
