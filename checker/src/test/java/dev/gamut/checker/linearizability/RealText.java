package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A key of a store whose value can be appended to: a text, or a list of texts.
final class RealText implements RealObject {
  private final List<String> functions;
  private final int values;
  private final boolean list;
  private String held = "";
  private long appended;

  /// @param values how many different letters there are; 0 for one of its own per operation
  RealText(List<String> functions, int values) {
    this(functions, values, false);
  }

  private RealText(List<String> functions, int values, boolean list) {
    this.functions = functions;
    this.values = values;
    this.list = list;
  }

  static RealText list(List<String> functions, int values) {
    return new RealText(functions, values, true);
  }

  private Object shown(String text) {
    return !list ? text : text.isEmpty() ? List.of() : List.of(text.split("(?<=\\G..)"));
  }

  @Override
  public Request request(Entropy random) {
    String function = functions.get(random.below(functions.size()));
    String letter =
        values == 0 ? "," + (char) ('0' + ++appended) : "," + (char) ('a' + random.below(values));
    return switch (function) {
      case "get", "delete" -> new Request(function, null);
      case "cas" -> new Request(function, List.of(shown(held), shown(letter)));
      case "append" -> new Request(function, letter);
      default -> new Request(function, shown(letter));
    };
  }

  @Override
  public Answer apply(Request request) {
    boolean met = true;
    switch (request.function()) {
      case "append" -> held += request.argument();
      case "put" -> held = Specifications.joined(request.argument());
      case "delete" -> held = "";
      case "cas" -> {
        List<?> pair = (List<?>) java.util.Objects.requireNonNull(request.argument());
        met = held.equals(Specifications.joined(pair.get(0)));
        held = met ? Specifications.joined(pair.get(1)) : held;
      }
      default -> {
        return new Answer(true, true, shown(held), null);
      }
    }
    return new Answer(met, false, null, null);
  }

  @Override
  public @Nullable Object fiction(Entropy random) {
    return shown(held.isEmpty() ? ",a" : held.substring(0, random.below(held.length() / 2) * 2));
  }
}
