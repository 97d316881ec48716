package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;
import java.util.Arrays;

/// The term of every entry of a log, as runs: a log has millions of entries and a handful of terms,
/// so that term questions never need the entries themselves.
final class TermRuns {
  private long[] firsts = new long[4];
  private long[] terms = new long[4];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void append(long index, long term) {
    if (size > 0 && terms[size - 1] == term) {
      return;
    }
    Invariant.check(size == 0 || terms[size - 1] < term, "term goes back to %d at %d", term, index);
    if (size == firsts.length) {
      firsts = Arrays.copyOf(firsts, size * 2);
      terms = Arrays.copyOf(terms, size * 2);
    }
    firsts[size] = index;
    terms[size] = term;
    size++;
  }

  /// Forgets the entries from this index on.
  void truncateFrom(long index) {
    while (size > 0 && firsts[size - 1] >= index) {
      size--;
    }
  }

  /// Forgets the entries up to this index; `last` is the last one of the log.
  void dropUpTo(long index, long last) {
    if (index >= last) {
      size = 0;
      return;
    }
    int run = runOf(index + 1);
    System.arraycopy(firsts, run, firsts, 0, size - run);
    System.arraycopy(terms, run, terms, 0, size - run);
    size -= run;
    firsts[0] = index + 1;
  }

  /// The term of an entry that is there.
  long termAt(long index) {
    return terms[runOf(index)];
  }

  /// The first index of the run that an entry belongs to.
  long firstOfRun(long index) {
    return firsts[runOf(index)];
  }

  private int runOf(long index) {
    int run = size - 1;
    while (run > 0 && firsts[run] > index) {
      run--;
    }
    Invariant.check(run >= 0 && firsts[run] <= index, "no term known at index %d", index);
    return run;
  }
}
