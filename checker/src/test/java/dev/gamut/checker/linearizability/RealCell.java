package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A register, a lock, or a key of a store.
final class RealCell implements RealObject {
  static final List<String> REGISTER = List.of("read", "write");
  static final List<String> CAS_REGISTER = List.of("read", "write", "cas");
  static final List<String> MUTEX = List.of("acquire", "release");
  static final List<String> ITEM =
      List.of(
          "get", "put", "delete", "cas", "put-if-absent", "put-if-version", "delete-if-version");

  private final List<String> functions;
  private final int values;
  private @Nullable Object held;
  private @Nullable Object version;
  private long written;
  private long versions;

  /// @param values how many different values are written; 0 for one of its own per write
  RealCell(List<String> functions, int values) {
    this.functions = functions;
    this.values = values;
  }

  @Override
  public Request request(Entropy random) {
    String function = functions.get(random.below(functions.size()));
    Object argument =
        switch (function) {
          case "read", "get", "delete", "acquire", "release" -> null;
          case "cas" -> Arrays.asList(fiction(random), newValue(random));
          case "put-if-version" -> Arrays.asList(someVersion(random), newValue(random));
          case "delete-if-version" -> someVersion(random);
          default -> newValue(random);
        };
    return new Request(function, argument);
  }

  private Object newValue(Entropy random) {
    return values == 0 ? ++written : (long) random.below(values);
  }

  @Override
  public Object fiction(Entropy random) {
    if (held != null && random.below(3) > 0) {
      return held;
    }
    return (long) random.below(values == 0 ? (int) Math.max(1, written) : values);
  }

  private Object someVersion(Entropy random) {
    boolean current = version != null && random.below(3) > 0;
    return current ? Objects.requireNonNull(version) : "v" + random.below(4);
  }

  @Override
  public Answer apply(Request request) {
    boolean met = met(request);
    boolean reads = request.function().equals("read") || request.function().equals("get");
    Object saw = held;
    if (met && !reads) {
      held =
          switch (request.function()) {
            case "delete", "delete-if-version", "release" -> null;
            case "cas", "put-if-version" -> part(request, 1);
            case "acquire" -> "locked";
            default -> request.argument();
          };
      version = held == null ? null : "v" + versions++;
    }
    Object told = functions.contains("put-if-version") ? version : null;
    return new Answer(met, reads, reads ? saw : null, told);
  }

  private boolean met(Request request) {
    return switch (request.function()) {
      case "cas" -> Objects.equals(held, part(request, 0));
      case "put-if-absent", "acquire" -> held == null;
      case "release" -> held != null;
      case "put-if-version" -> Objects.equals(version, part(request, 0));
      case "delete-if-version" -> Objects.equals(version, request.argument());
      default -> true;
    };
  }

  private static @Nullable Object part(Request request, int index) {
    return ((List<?>) Objects.requireNonNull(request.argument())).get(index);
  }
}
