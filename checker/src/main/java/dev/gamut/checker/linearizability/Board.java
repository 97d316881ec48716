package dev.gamut.checker.linearizability;

import java.util.Arrays;

/// The configuration that the search is at: what has been placed and the state that led to, with
/// what is needed to go on from there and to come back.
///
/// Operations that must be placed are numbered by deadline. `position` is the first one not placed:
/// all before it are placed, and none called after its deadline is. What may be placed next is
/// named by a *move*: an operation; an operation to be placed out of sight, as its number plus the
/// count of all; or a kind of indeterminate ones, as the complement of its number.
///
/// **Out of sight.** When an operation that overwrites is placed, any other one that was open then
/// and can be overwritten could have come just before it without anybody noticing; and one that
/// writes what is there already could have come at that moment. From then on it is *settled*:
/// nothing depends on when it is placed, unless it is wanted for what it writes.
final class Board {
  private final Problem problem;
  private final Machine machine;
  private final Placeable placeable;
  private final Indeterminate indeterminate;
  private final Agenda agenda;
  private final Supply supply;
  private final int countsAt;
  private final long[] words;
  private final IntStack trail = new IntStack();

  /// For each operation how much had been placed when it was settled.
  private final int[] settledAt;

  private int position;
  private long steps;

  Board(Problem problem) {
    this.problem = problem;
    machine = problem.machine();
    placeable = Placeable.of(problem);
    indeterminate = Indeterminate.of(problem);
    agenda = new Agenda(placeable.calls(), placeable.deadlines());
    supply = new Supply(problem);
    countsAt = placeable.countsAt();
    words = new long[shape().words()];
    settledAt = new int[placeable.count()];
    begin();
  }

  Configurations.Shape shape() {
    return placeable.shape(indeterminate.guards());
  }

  /// Back to the beginning.
  void begin() {
    takeBack(0);
    Arrays.fill(words, 0);
    position = 0;
    setState(machine.initial());
    settle();
  }

  Problem problem() {
    return problem;
  }

  Machine machine() {
    return machine;
  }

  Placeable placeable() {
    return placeable;
  }

  Indeterminate indeterminate() {
    return indeterminate;
  }

  Agenda agenda() {
    return agenda;
  }

  Supply supply() {
    return supply;
  }

  /// The whole configuration, to be read only.
  long[] words() {
    return words;
  }

  int position() {
    return position;
  }

  int state() {
    return (int) words[0];
  }

  /// How many transitions have been tried.
  long steps() {
    return steps;
  }

  void count(int tried) {
    steps += tried;
  }

  boolean done() {
    return position == placeable.count();
  }

  /// The event before which the operation at the position must be placed.
  int horizon() {
    return placeable.deadline(position);
  }

  boolean available(int kind) {
    return indeterminate.available(kind, words, countsAt, horizon());
  }

  boolean isPlaced(int operation) {
    return has(placeable.placedBit(operation));
  }

  boolean isSettled(int operation) {
    return has(placeable.settledBit(operation));
  }

  private boolean has(int bit) {
    return (words[bit >> 6] & (1L << bit)) != 0;
  }

  private void set(int bit) {
    words[bit >> 6] |= 1L << bit;
  }

  private void clear(int bit) {
    words[bit >> 6] &= ~(1L << bit);
  }

  private void setState(int state) {
    words[0] = ((long) position << Integer.SIZE) | state;
  }

  /// The move that places the operation at the position out of sight.
  int hiddenMove() {
    return placeable.count() + position;
  }

  boolean isHidden(int move) {
    return move >= placeable.count();
  }

  /// Makes a move.
  ///
  /// @param next the state after it
  /// @return false when it cannot lead anywhere; the board is then to be taken back
  boolean make(int move, int next) {
    int from = state();
    if (move < 0) {
      use(~move);
    } else if (isHidden(move)) {
      lift(move - placeable.count());
    } else {
      if (machine.overwrites(placeable.transition(move))) {
        settleOpen();
      }
      lift(move);
    }
    boolean loses =
        isHidden(move)
            ? supply.lacks(placeable.source(move - placeable.count()), from)
            : supply.loses(from, next);
    if (loses) {
      return false;
    }
    setState(next);
    return settle();
  }

  private void use(int kind) {
    if (machine.overwrites(indeterminate.transition(kind))) {
      settleOpen();
    }
    int operation = indeterminate.next(kind, words, countsAt);
    indeterminate.use(kind, words, countsAt);
    supply.place(operation);
    trail.push(~operation);
  }

  private int lift(int operation) {
    set(placeable.placedBit(operation));
    set(placeable.settledBit(operation));
    trail.push(operation);
    supply.place(placeable.source(operation));
    while (position < placeable.count() && isPlaced(position)) {
      // At once, because another operation can own the same bits from here on.
      clear(placeable.placedBit(position));
      clear(placeable.settledBit(position));
      position++;
    }
    return agenda.lift(operation);
  }

  private void settleOpen() {
    for (int entry = agenda.first(); Agenda.isCall(entry); entry = agenda.after(entry)) {
      settle(Agenda.operation(entry));
    }
  }

  private void settle(int operation) {
    if (placeable.overwritable(operation) && !isSettled(operation)) {
      set(placeable.settledBit(operation));
      settledAt[operation] = trail.size();
    }
  }

  /// Places everything that can be placed at once: every observation that fits the state, since
  /// moving it to here from any later place changes nothing for the others; and what the machine
  /// says is free.
  ///
  /// @return false when nothing can come of this
  private boolean settle() {
    int state = state();
    int entry = agenda.first();
    while (Agenda.isCall(entry)) {
      int operation = Agenda.operation(entry);
      int by = placeable.transition(operation);
      int next = machine.step(state, by);
      steps++;
      if (next == state && machine.observes(by)) {
        entry = lift(operation);
      } else if (next != Machine.ILLEGAL && machine.freeFrom(by) < horizon()) {
        state = next;
        lift(operation);
        entry = agenda.first();
      } else if (next == Machine.ILLEGAL && machine.rulesOut(state, by)) {
        return false;
      } else {
        if (next == state) {
          settle(operation);
        }
        entry = agenda.after(entry);
      }
    }
    setState(state);
    return done() || !machine.doomed(state, horizon());
  }

  /// How much has been placed, for [#returnTo].
  int mark() {
    return trail.size();
  }

  /// Goes back to an earlier configuration.
  void returnTo(Configurations configurations, int node, int mark) {
    takeBack(mark);
    configurations.copyTo(node, words);
    position = (int) (words[0] >>> Integer.SIZE);
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

  /// What has been placed, in order, in the numbering of the problem; what was placed out of sight
  /// stands where nobody noticed.
  ///
  /// @param hidden which operations were placed out of sight
  int[] order(boolean[] hidden) {
    int[] head = new int[trail.size() + 1];
    int[] next = new int[placeable.count() + 1];
    for (int i = 0; i < trail.size(); i++) {
      int operation = trail.get(i);
      if (operation >= 0 && hidden[operation]) {
        next[operation + 1] = head[settledAt[operation]];
        head[settledAt[operation]] = operation + 1;
      }
    }
    IntStack order = new IntStack();
    for (int i = 0; i <= trail.size(); i++) {
      for (int each = head[i]; each != 0; each = next[each]) {
        order.push(placeable.source(each - 1));
      }
      if (i < trail.size()) {
        int operation = trail.get(i);
        if (operation < 0) {
          order.push(~operation);
        } else if (!hidden[operation]) {
          order.push(placeable.source(operation));
        }
      }
    }
    return order.toArray();
  }
}
