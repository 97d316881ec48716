package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key of a store whose value can be appended to.
final class RealText implements RealObject {
  private final List<String> functions;
  private final int values;
  private String held = "";
  private long appended;

  /// @param values how many different letters there are; 0 for one of its own per operation
  RealText(List<String> functions, int values) {
    this.functions = functions;
    this.values = values;
  }

  @Override
  public Request request(Entropy random) {
    String function = functions.get(random.below(functions.size()));
    String letter =
        values == 0 ? "," + ++appended : String.valueOf((char) ('a' + random.below(values)));
    return switch (function) {
      case "get", "delete" -> new Request(function, null);
      case "cas" -> new Request(function, List.of(held, letter));
      default -> new Request(function, letter);
    };
  }

  @Override
  public Answer apply(Request request) {
    boolean met = true;
    switch (request.function()) {
      case "append" -> held += request.argument();
      case "put" -> held = String.valueOf(request.argument());
      case "delete" -> held = "";
      case "cas" -> {
        List<?> pair = (List<?>) java.util.Objects.requireNonNull(request.argument());
        met = held.equals(pair.get(0));
        held = met ? String.valueOf(pair.get(1)) : held;
      }
      default -> {
        return new Answer(true, true, held, null);
      }
    }
    return new Answer(met, false, null, null);
  }

  @Override
  public @Nullable Object fiction(Entropy random) {
    return held.isEmpty() ? "a" : held.substring(0, random.below(held.length()));
  }
}
