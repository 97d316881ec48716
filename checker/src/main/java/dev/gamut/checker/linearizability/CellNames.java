package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The numbers of the values and versions of a cell, and what they stand for. Absence is value 0, a
/// version that nobody ever saw is version 0.
final class CellNames {
  private final Map<Object, Integer> valueIds = new HashMap<>();
  private final List<Object> values = new ArrayList<>(List.of("nothing"));
  private final Map<Object, Integer> versionIds = new HashMap<>();
  private final List<Object> versions = new ArrayList<>(List.of("?"));

  int value(Object value) {
    return number(valueIds, values, value);
  }

  int version(Object version) {
    return number(versionIds, versions, version);
  }

  private static int number(Map<Object, Integer> ids, List<Object> known, Object thing) {
    Integer id = ids.putIfAbsent(thing, known.size());
    if (id != null) {
      return id;
    }
    known.add(thing);
    return known.size() - 1;
  }

  /// A number for all values that nothing can tell apart.
  int anonymousValue() {
    values.add(UNNOTICED);
    return values.size() - 1;
  }

  private static final Object UNNOTICED =
      new Object() {
        @Override
        public String toString() {
          return "(a value that nothing looks at)";
        }
      };

  int valueCount() {
    return values.size();
  }

  int versionCount() {
    return versions.size();
  }

  String show(int value, int version) {
    if (value == Cell.ABSENT) {
      return "nothing";
    }
    String held = Values.show(values.get(value));
    return switch (version) {
      case Cell.UNSEEN -> held;
      case Cell.OPEN -> held + " @?";
      default -> held + " @" + Values.show(versions.get(version));
    };
  }
}
