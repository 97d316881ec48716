package dev.gamut.checker.linearizability;

import java.util.Collection;

/// The different strings that operations look for, in order. Those that begin alike stand together,
/// so all that begin with some string are a [Span], and a string with which any of them begins is
/// named by the first of them and a length: comparing and extending it copies nothing.
final class Sights {
  /// A string with which all of a span begin, and no other.
  ///
  /// @param in those that begin with it; none when nothing does
  record Prefix(Span in, int length) {
    boolean isSeen() {
      return !in.isEmpty();
    }

    /// Orders prefixes as their strings are ordered.
    long order() {
      return order(in.from(), length);
    }

    static long order(int first, int length) {
      return ((long) first << Integer.SIZE) | length;
    }
  }

  static final Prefix NOWHERE = new Prefix(Span.NONE, 0);

  private final String[] sorted;
  private final int[] common;

  Sights(Collection<String> strings) {
    sorted = strings.stream().distinct().sorted().toArray(String[]::new);
    common = new int[sorted.length];
    for (int i = 1; i < sorted.length; i++) {
      common[i] = common(sorted[i - 1], sorted[i]);
    }
  }

  private static int common(String one, String other) {
    int end = 0;
    while (end < one.length() && end < other.length() && one.charAt(end) == other.charAt(end)) {
      end++;
    }
    return end;
  }

  int count() {
    return sorted.length;
  }

  String get(int index) {
    return sorted[index];
  }

  Prefix empty() {
    return new Prefix(new Span(0, sorted.length), 0);
  }

  Prefix of(String text) {
    return extend(empty(), text);
  }

  /// How many letters one has in common with the one before it.
  int commonWithPrevious(int index) {
    return common[index];
  }

  /// The first `length` letters of one of them.
  Prefix prefix(int index, int length) {
    int from = index;
    while (common[from] >= length && from > 0) {
      from--;
    }
    int to = index + 1;
    while (to < sorted.length && common[to] >= length) {
      to++;
    }
    return new Prefix(new Span(from, to), length);
  }

  Prefix extend(Prefix prefix, String by) {
    int from = bound(prefix, by, false);
    int to = bound(prefix, by, true);
    return from < to ? new Prefix(new Span(from, to), prefix.length() + by.length()) : NOWHERE;
  }

  /// The first that goes on after the prefix with something not before `by`, or, past it, with
  /// something after all that begins with `by`.
  private int bound(Prefix prefix, String by, boolean past) {
    int low = prefix.in().from();
    int high = prefix.in().to();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(sorted[middle], prefix.length(), by);
      if (order < 0 || (past && order == 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// 0 when `whole` goes on at `offset` with `by`.
  private static int compare(String whole, int offset, String by) {
    int length = Math.min(whole.length() - offset, by.length());
    for (int i = 0; i < length; i++) {
      int order = Character.compare(whole.charAt(offset + i), by.charAt(i));
      if (order != 0) {
        return order;
      }
    }
    return length == by.length() ? 0 : -1;
  }
}
