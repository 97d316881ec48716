package dev.gamut.checker.history;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads EDN, the notation of Clojure's data (github.com/edn-format/edn), as far as histories need
/// it: tags are read over, so a tagged form is the form; symbols, ratios and characters become
/// text. Nesting is bounded, so that no file exhausts the stack.
final class EdnReader {
  private static final int DEPTH_MAX = 64;

  /// What a reader answers where there is no further form.
  enum End {
    END
  }

  private final String text;
  private int at;
  private int line;
  private int depth;

  EdnReader(String text, int firstLine) {
    this.text = text;
    this.line = firstLine;
  }

  /// The line on which the next form begins.
  int nextLine() {
    skipBlank();
    return line;
  }

  /// The next form, or [End]. Only call it where a form may stand.
  @Nullable Object read() throws HistoryFormatException {
    skipBlank();
    if (at == text.length()) {
      return End.END;
    }
    char first = text.charAt(at);
    return switch (first) {
      case '(' -> list(')');
      case '[' -> list(']');
      case '{' -> map();
      case '"' -> string();
      case '\\' -> character();
      case '#' -> dispatch();
      case ')', ']', '}' -> throw fault("there is nothing that " + first + " could close");
      default -> atom();
    };
  }

  /// Goes into a vector whose elements the caller reads one by one, if one stands here.
  boolean enterVector() {
    skipBlank();
    if (at < text.length() && text.charAt(at) == '[') {
      at++;
      return true;
    }
    return false;
  }

  /// Goes out of a vector, if it ends here.
  boolean leaveVector() {
    skipBlank();
    if (at < text.length() && text.charAt(at) == ']') {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlank() {
    while (at < text.length()) {
      char here = text.charAt(at);
      if (here == ';') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (here == ',' || Character.isWhitespace(here)) {
        line += here == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }

  private List<@Nullable Object> list(char close) throws HistoryFormatException {
    List<@Nullable Object> all = new ArrayList<>();
    int opened = line;
    enter();
    at++;
    while (!closes(close, opened)) {
      add(all, read());
    }
    depth--;
    return Collections.unmodifiableList(all);
  }

  private void enter() throws HistoryFormatException {
    if (++depth > DEPTH_MAX) {
      throw fault("forms are nested more than " + DEPTH_MAX + " deep");
    }
  }

  /// A discarded form (`#_`) may be the last one before the end, and is then no element.
  private static void add(List<@Nullable Object> all, @Nullable Object form) {
    if (!(form instanceof End)) {
      all.add(form);
    }
  }

  private boolean closes(char close, int opened) throws HistoryFormatException {
    skipBlank();
    if (at == text.length()) {
      throw fault("the file ends before the " + close + " of line " + opened);
    }
    if (text.charAt(at) != close) {
      return false;
    }
    at++;
    return true;
  }

  private Map<@Nullable Object, @Nullable Object> map() throws HistoryFormatException {
    int opened = line;
    List<@Nullable Object> all = list('}');
    if (all.size() % 2 != 0) {
      throw new HistoryFormatException(
          opened, "the map that begins here has a key without a value");
    }
    Map<@Nullable Object, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(all.size() / 2);
    for (int i = 0; i < all.size(); i += 2) {
      if (map.containsKey(all.get(i))) {
        String key = Values.show(all.get(i));
        throw new HistoryFormatException(opened, "the map that begins here has " + key + " twice");
      }
      map.put(all.get(i), all.get(i + 1));
    }
    return Collections.unmodifiableMap(map);
  }

  private Set<@Nullable Object> set() throws HistoryFormatException {
    return Collections.unmodifiableSet(new LinkedHashSet<>(list('}')));
  }

  private @Nullable Object dispatch() throws HistoryFormatException {
    at++;
    if (at == text.length()) {
      throw fault("the file ends after #");
    }
    if (text.charAt(at) == '{') {
      return set();
    }
    boolean discard = text.charAt(at) == '_';
    if (discard) {
      at++;
    } else {
      token();
    }
    return inner(discard);
  }

  /// The form after a tag, or the one after the form after `#_`.
  private @Nullable Object inner(boolean discard) throws HistoryFormatException {
    enter();
    Object form = read();
    if (form instanceof End) {
      throw fault("the file ends where a form should follow");
    }
    skipBlank();
    boolean last = at == text.length() || ")]}".indexOf(text.charAt(at)) >= 0;
    Object result = !discard ? form : last ? End.END : read();
    depth--;
    return result;
  }

  private String string() throws HistoryFormatException {
    int opened = line;
    StringBuilder out = new StringBuilder();
    at++;
    while (at < text.length()) {
      char here = text.charAt(at++);
      if (here == '"') {
        return out.toString();
      }
      line += here == '\n' ? 1 : 0;
      if (here == '\\') {
        out.append(escape(opened));
      } else {
        out.append(here);
      }
    }
    throw fault("the file ends in the string of line " + opened);
  }

  private char escape(int opened) throws HistoryFormatException {
    if (at == text.length()) {
      throw fault("the file ends in the string of line " + opened);
    }
    char escaped = text.charAt(at++);
    return switch (escaped) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\' -> escaped;
      case 'u' -> unicode();
      default -> throw fault("a string has the unknown escape \\" + escaped);
    };
  }

  private char unicode() throws HistoryFormatException {
    int end = at + 4;
    try {
      char result = (char) Integer.parseUnsignedInt(text, at, end, 16);
      at = end;
      return result;
    } catch (IndexOutOfBoundsException | NumberFormatException _) {
      throw fault("\\u must be followed by four hexadecimal digits");
    }
  }

  private String character() throws HistoryFormatException {
    at++;
    if (at == text.length()) {
      throw fault("the file ends after \\");
    }
    int from = at++;
    while (at < text.length() && !delimits(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private String token() {
    int from = at;
    while (at < text.length() && !delimits(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private static boolean delimits(char here) {
    return Character.isWhitespace(here) || "()[]{}\",;".indexOf(here) >= 0;
  }

  private @Nullable Object atom() throws HistoryFormatException {
    String token = token();
    return switch (token) {
      case "nil" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> named(token);
    };
  }

  private Object named(String token) throws HistoryFormatException {
    char first = token.charAt(0);
    if (first == ':') {
      return new Keyword(token.substring(1));
    }
    boolean signed = token.length() > 1 && (first == '-' || first == '+');
    char leading = signed ? token.charAt(1) : first;
    return leading >= '0' && leading <= '9' && token.indexOf('/') < 0 ? number(token) : token;
  }

  private Object number(String token) throws HistoryFormatException {
    String digits = token.startsWith("+") ? token.substring(1) : token;
    try {
      if (digits.endsWith("N")) {
        return whole(digits.substring(0, digits.length() - 1));
      }
      if (digits.endsWith("M")) {
        return new BigDecimal(digits.substring(0, digits.length() - 1));
      }
      boolean fraction = digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0;
      return fraction || digits.indexOf('E') >= 0 ? Double.valueOf(digits) : whole(digits);
    } catch (NumberFormatException _) {
      throw fault(Values.show(token) + " is no number");
    }
  }

  private static Object whole(String digits) {
    return digits.length() < 19 ? (Object) Long.valueOf(digits) : normal(new BigInteger(digits));
  }

  /// Equal numbers must be equal objects.
  static Object normal(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  HistoryFormatException fault(String reason) {
    return new HistoryFormatException(line, reason);
  }
}
