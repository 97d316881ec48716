package dev.gamut.checker.linearizability;

import java.util.ArrayDeque;
import java.util.Deque;

/// The search for an order of the operations on one object that the model allows and that respects
/// real time: Wing and Gong's depth-first search with memory (Lowe, "Testing for linearizability",
/// 2017; Horn and Kroening, "Faster linearizability checking via P-compositionality", 2015).
///
/// A **configuration** is what has been placed so far and the state that led to: a position and a
/// few bits for each operation open at that position, however long the history ([Board]), and how
/// many of each kind of indeterminate operation were used ([Indeterminate]).
///
/// What keeps the search small, each argued in docs/checking.md: observations that fit are placed
/// at once; of operations that do the same, the one due first comes first; what is overwritten
/// unseen is placed out of sight; what nothing can notice is not tried; a state is not left while
/// something needs it that nothing can bring back ([Supply]); and a configuration that another one
/// covers is not searched ([Configurations]).
///
/// The search stops at every budget and goes on from there: nothing in it knows time.
final class Search {
  enum Status {
    RUNNING,
    LINEARIZABLE,
    VIOLATED
  }

  private static final int FRAME = 5;
  private static final int NODE = 0;
  private static final int MARK = 1;
  private static final int FROM = 2;
  private static final int CURSOR = 3;
  private static final int TRIED_ALL = 4;

  private final Board board;
  private final Choices choices;
  private final Configurations configurations;
  private final IntStack frames = new IntStack();
  private Status status = Status.RUNNING;
  private int deepest;
  private int deepestPosition = -1;

  Search(Problem problem) {
    board = new Board(problem);
    choices = new Choices(board);
    configurations = new Configurations(board.shape());
    enter(-1, 0);
    if (status == Status.RUNNING && board.supply().lacks(board.state())) {
      status = Status.VIOLATED;
    }
  }

  Status status() {
    return status;
  }

  /// How much has been done: transitions tried, and comparisons of configurations, of which about
  /// four cost as much.
  long steps() {
    return board.steps() + configurations.comparisons() / 4;
  }

  /// How many configurations are remembered.
  int remembered() {
    return configurations.size();
  }

  /// Searches until it is decided or about `budget` more steps have been made.
  Status run(long budget) {
    long until = steps() + budget;
    while (status == Status.RUNNING && steps() < until) {
      advance();
    }
    return status;
  }

  private void advance() {
    board.count(1);
    if (frames.size() == 0) {
      status = Status.VIOLATED;
      return;
    }
    int frame = frames.size() - FRAME;
    int cursor = frames.get(frame + CURSOR);
    if (cursor < choices.size()) {
      frames.set(frame + CURSOR, cursor + 2);
      follow(frame, choices.move(cursor), choices.next(cursor));
    } else if (frames.get(frame + TRIED_ALL) == 0) {
      frames.set(frame + TRIED_ALL, 1);
      choices.collectIndeterminate();
    } else {
      leave(frame);
    }
  }

  private void follow(int frame, int move, int next) {
    int from = frames.get(frame + NODE);
    int mark = frames.get(frame + MARK);
    if (!board.make(move, next) || !enter(from, move)) {
      board.returnTo(configurations, from, mark);
    }
  }

  /// Begins the search from where the board is.
  ///
  /// @return false when a configuration that covers this one has been searched
  private boolean enter(int from, int move) {
    int node = configurations.add(board.words(), from, move);
    if (node == Configurations.KNOWN) {
      return false;
    }
    if (board.position() > deepestPosition) {
      deepestPosition = board.position();
      deepest = node;
    }
    if (board.done()) {
      status = Status.LINEARIZABLE;
      return true;
    }
    frames.push(node);
    frames.push(board.mark());
    frames.push(choices.size());
    frames.push(choices.size());
    frames.push(0);
    choices.collect();
    return true;
  }

  private void leave(int frame) {
    choices.truncate(frames.get(frame + FROM));
    frames.truncate(frame);
    if (frame > 0) {
      int below = frame - FRAME;
      board.returnTo(configurations, frames.get(below + NODE), frames.get(below + MARK));
    }
  }

  /// The order found: a full one when linearizable, otherwise the one that got furthest, in the
  /// numbering of the problem. Ends the search.
  int[] order() {
    Deque<Integer> path = new ArrayDeque<>();
    for (int node = deepest; configurations.parent(node) >= 0; node = configurations.parent(node)) {
      path.push(configurations.placed(node));
    }
    frames.truncate(0);
    board.begin();
    boolean[] hidden = new boolean[board.placeable().count()];
    for (int move : path) {
      int next = board.state();
      if (board.isHidden(move)) {
        hidden[move - hidden.length] = true;
      } else {
        next = board.machine().step(next, transition(move));
      }
      board.make(move, next);
    }
    return board.order(hidden);
  }

  private int transition(int move) {
    return move < 0 ? board.indeterminate().transition(~move) : board.placeable().transition(move);
  }

  /// The operation that no order found could place in time, in the numbering of the problem; only
  /// after a violation.
  int stuck() {
    return board.placeable().source(deepestPosition);
  }
}
