package dev.gamut.checker.history;

import org.jspecify.annotations.Nullable;

/// The notations in which histories come; told apart by what is in them.
public enum HistoryFormat {
  /// Jepsen's `history.edn`: maps with `:process`, `:type`, `:f`, `:value`, one after another or in
  /// one vector.
  EDN("edn"),
  /// The lines that Jepsen logs: `INFO jepsen.util - 3 :invoke :cas [1 2]`.
  LOG("log"),
  /// One JSON object a line, with Jepsen's field names.
  JSON_LINES("json");

  static final String LOGGER = "jepsen.util";

  private final String word;

  HistoryFormat(String word) {
    this.word = word;
  }

  /// Its name: `edn`, `log` or `json`.
  public String word() {
    return word;
  }

  /// @throws IllegalArgumentException when there is no such format; the message names those there
  ///   are
  public static HistoryFormat named(String word) {
    for (HistoryFormat format : values()) {
      if (format.word.equals(word)) {
        return format;
      }
    }
    throw new IllegalArgumentException(
        "no format of histories is named " + word + "; there are: edn, log, json");
  }

  /// @return null when the text is in none of them
  public static @Nullable HistoryFormat of(String text) {
    int at = 0;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      return null;
    }
    return switch (text.charAt(at)) {
      case '{' -> ofMap(text, at + 1);
      case '[', '(', '#', ';' -> text.startsWith("[", at) && isLog(text) ? LOG : EDN;
      default -> isLog(text) ? LOG : null;
    };
  }

  private static HistoryFormat ofMap(String text, int from) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == '"' ? JSON_LINES : EDN;
  }

  private static boolean isLog(String text) {
    return text.contains(LOGGER);
  }
}
