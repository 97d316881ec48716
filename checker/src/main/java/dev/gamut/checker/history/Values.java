package dev.gamut.checker.history;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the values of a history are shown to people.
public final class Values {
  private static final int LENGTH_MAX = 200;

  private Values() {}

  /// In EDN's notation; long values are cut.
  public static String show(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.length() <= LENGTH_MAX ? out.toString() : out.substring(0, LENGTH_MAX) + "…";
  }

  private static void append(StringBuilder out, @Nullable Object value) {
    if (out.length() > LENGTH_MAX) {
      return;
    }
    switch (value) {
      case null -> out.append("nil");
      case String text -> out.append('"').append(text).append('"');
      case Map<?, ?> map -> appendMap(out, map);
      case java.util.Set<?> set -> appendAll(out, "#{", set, '}');
      case Collection<?> list -> appendAll(out, "[", list, ']');
      default -> out.append(value);
    }
  }

  private static void appendAll(StringBuilder out, String open, Collection<?> all, char close) {
    out.append(open);
    String separator = "";
    for (Object each : all) {
      out.append(separator);
      append(out, each);
      separator = " ";
    }
    out.append(close);
  }

  private static void appendMap(StringBuilder out, Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> each : map.entrySet()) {
      out.append(separator);
      append(out, each.getKey());
      out.append(' ');
      append(out, each.getValue());
      separator = ", ";
    }
    out.append('}');
  }
}
