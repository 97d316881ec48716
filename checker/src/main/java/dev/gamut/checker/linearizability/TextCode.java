package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the values of a key that is appended to as strings, so that appending is the same for
/// texts and for lists. Nothing, the empty text and the empty list are the empty string.
///
/// Where all values are texts, they stand for themselves. Otherwise each part of a value has two
/// letters of its own: the parts of a list are its elements; of a text its letters, unless the key
/// ever holds lists; anything else is one part. Such a thing, and a list with a text behind it, can
/// be appended to, but nobody can see the outcome.
final class TextCode {
  /// A value that is no sequence, as opposed to an element of a list.
  private record Whole(Object value) {}

  /// More than people are shown of a value ([Values#show]).
  private static final int SHOWN_MAX = 512;

  private final boolean texts;
  private final boolean lists;
  private final Map<@Nullable Object, Integer> ids = new HashMap<>();
  private final List<@Nullable Object> parts = new ArrayList<>();

  /// @param values all that the key is ever seen to hold or made to hold
  /// @param appended all that is ever appended
  TextCode(Collection<? extends @Nullable Object> values, Collection<? extends Object> appended) {
    texts =
        values.stream().allMatch(each -> each == null || each instanceof String)
            && appended.stream().allMatch(each -> each instanceof String);
    lists = values.stream().anyMatch(each -> each instanceof List<?>);
  }

  String value(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text when !lists -> letters(text);
      case List<?> list -> elements(list);
      default -> part(new Whole(value));
    };
  }

  String appended(@Nullable Object added) {
    return added instanceof String text && !lists ? letters(text) : part(added);
  }

  private String letters(String text) {
    if (texts) {
      return text;
    }
    StringBuilder code = new StringBuilder();
    text.chars().forEach(letter -> code.append(part(new Whole((char) letter))));
    return code.toString();
  }

  private String elements(List<?> list) {
    StringBuilder code = new StringBuilder();
    list.forEach(each -> code.append(part(each)));
    return code.toString();
  }

  private String part(@Nullable Object part) {
    Integer known = ids.putIfAbsent(part, parts.size());
    int id = known == null ? parts.size() : known;
    if (known == null) {
      parts.add(part);
    }
    return new String(new char[] {(char) (id >>> 16), (char) id});
  }

  /// What a string stands for, for people.
  String show(CharSequence code) {
    if (code.isEmpty()) {
      return "nothing";
    }
    int end = Math.min(code.length(), SHOWN_MAX);
    if (texts) {
      return Values.show(code.subSequence(0, end).toString());
    }
    List<@Nullable Object> shown = new ArrayList<>();
    for (int i = 0; i < end; i += 2) {
      Object part = parts.get((code.charAt(i) << 16) | code.charAt(i + 1));
      shown.add(part instanceof Whole whole ? whole.value() : part);
    }
    return Values.show(shown);
  }
}
