package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A set of small numbers.
final class RealSet implements RealObject {
  private final List<String> functions;
  private final int values;
  private final Set<Long> held = new TreeSet<>();
  private long added;

  /// @param values how many different elements there are; 0 for one of its own per add
  RealSet(List<String> functions, int values) {
    this.functions = functions;
    this.values = values;
  }

  @Override
  public Request request(Entropy random) {
    String function = functions.get(random.below(functions.size()));
    if (function.equals("read")) {
      return new Request(function, null);
    }
    return new Request(function, values == 0 ? ++added : (long) random.below(values));
  }

  @Override
  public Answer apply(Request request) {
    return switch (request.function()) {
      case "add" -> said(held.add(number(request)));
      case "remove" -> said(held.remove(number(request)));
      default -> new Answer(true, true, new ArrayList<>(held), null);
    };
  }

  private static Answer said(boolean changed) {
    return new Answer(true, false, changed, null);
  }

  private static Long number(Request request) {
    return (Long) java.util.Objects.requireNonNull(request.argument());
  }

  @Override
  public @Nullable Object fiction(Entropy random) {
    List<Long> seen = new ArrayList<>(held);
    if (seen.isEmpty() || random.chance(0.5)) {
      seen.add((long) random.below(4));
    } else {
      seen.remove(random.below(seen.size()));
    }
    return seen.stream().distinct().toList();
  }
}
