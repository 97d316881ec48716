package dev.gamut.checker.linearizability;

/// The operations that still have to be placed, as a linked list of their calls and deadlines in
/// the order of the history: those that may be placed next are the calls before the first deadline.
/// Placing one takes its two entries out, taking it back puts them in again, each in constant time
/// (the lift and unlift of Wing and Gong, as in Lowe, "Testing for linearizability", §4).
final class Agenda {
  static final int HEAD = 0;

  private final int[] next;
  private final int[] previous;

  /// @param call for each operation the event of its call; operations are ordered by deadline
  /// @param deadline for each operation the event by which it must be placed, never falling
  Agenda(int[] call, int[] deadline) {
    int count = call.length;
    next = new int[2 * count + 1];
    previous = new int[2 * count + 1];
    int[] byCall = Order.ascending(call);
    int last = HEAD;
    int called = 0;
    for (int due = 0; due < count; due++) {
      while (called < count && call[byCall[called]] < deadline[due]) {
        last = append(last, callOf(byCall[called++]));
      }
      last = append(last, callOf(due) + 1);
    }
    next[last] = HEAD;
    previous[HEAD] = last;
  }

  private int append(int last, int entry) {
    next[last] = entry;
    previous[entry] = last;
    return entry;
  }

  static int callOf(int operation) {
    return 2 * operation + 1;
  }

  /// The first entry, or [#HEAD] when nothing is left.
  int first() {
    return next[HEAD];
  }

  int after(int entry) {
    return next[entry];
  }

  static boolean isCall(int entry) {
    return (entry & 1) == 1;
  }

  static int operation(int entry) {
    return entry >> 1;
  }

  /// Takes an operation out.
  ///
  /// @return the entry that follows where its call was
  int lift(int operation) {
    int entry = callOf(operation);
    unlink(entry);
    unlink(entry + 1);
    int following = next[entry];
    return following == entry + 1 ? next[entry + 1] : following;
  }

  /// Puts back the operation that was taken out last.
  void unlift(int operation) {
    int entry = callOf(operation);
    relink(entry + 1);
    relink(entry);
  }

  private void unlink(int entry) {
    next[previous[entry]] = next[entry];
    previous[next[entry]] = previous[entry];
  }

  private void relink(int entry) {
    next[previous[entry]] = entry;
    previous[next[entry]] = entry;
  }
}
