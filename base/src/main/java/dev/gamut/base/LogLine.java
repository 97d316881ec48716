package dev.gamut.base;

import org.jspecify.annotations.Nullable;

/// What a node writes into its log: the name of an event and what belongs to it, so that people can
/// read it and programs need not guess.
///
///     role-changed partition=p3 role=leader term=7 leader=n1
///     peer-lost peer=n2 reason="the other end closed without a word"
public final class LogLine {
  private LogLine() {}

  /// @param event its name: words with hyphens, and the same for every event of the kind
  /// @param pairs names and values in turn; what is null is left out
  public static String of(String event, @Nullable Object... pairs) {
    Invariant.check(pairs.length % 2 == 0, "a name without a value in the line %s", event);
    StringBuilder line = new StringBuilder(event);
    for (int i = 0; i < pairs.length; i += 2) {
      Object value = pairs[i + 1];
      if (value != null) {
        line.append(' ').append(pairs[i]).append('=');
        append(line, value.toString());
      }
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String value) {
    if (isPlain(value)) {
      line.append(value);
      return;
    }
    line.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> line.append('\\').append(c);
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(c);
      }
    }
    line.append('"');
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\') {
        return false;
      }
    }
    return !value.isEmpty();
  }
}
