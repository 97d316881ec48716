package dev.gamut.cli;

import java.util.Collection;
import java.util.Optional;

/// Finds what someone probably meant by a name that does not exist.
public final class Nearest {
  private Nearest() {}

  /// The known name with the smallest edit distance, if it is near enough to be a slip of the
  /// fingers: at most a third of the letters, and never all of them.
  public static Optional<String> to(String unknown, Collection<String> known) {
    int best = Math.max(1, unknown.length() / 3) + 1;
    String nearest = null;
    for (String name : known) {
      int distance = distance(unknown, name);
      if (distance < best && distance < name.length()) {
        best = distance;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /// `; did you mean "…"?`, or nothing.
  public static String hint(String unknown, Collection<String> known) {
    return to(unknown, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /// Levenshtein's distance, with a swap of neighbours counted once, because that is how fingers
  /// slip.
  static int distance(String left, String right) {
    int[] beforePrevious = new int[right.length() + 1];
    int[] previous = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int changed = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(previous[j - 1] + changed, 1 + Math.min(previous[j], row[j - 1]));
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforePrevious[j - 2] + 1);
        }
      }
      int[] reused = beforePrevious;
      beforePrevious = previous;
      previous = row;
      row = reused;
    }
    return previous[right.length()];
  }
}
