package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Keyword;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The models once more, as plainly as they can be said.
final class Specifications {
  private Specifications() {}

  /// A cell without versions: every register and lock, and keys of a store.
  static BruteForce.Specification cell() {
    return new BruteForce.Specification() {
      @Override
      public Object initial() {
        return Optional.empty();
      }

      @Override
      public Set<Object> step(Object state, Operation operation) {
        Object held = ((Optional<?>) state).orElse(null);
        return switch (operation.function()) {
          case "read", "get" -> {
            boolean any = operation.outcome() != Outcome.OK;
            yield any || Objects.equals(held, operation.completion().value())
                ? Set.of(state)
                : Set.of();
          }
          case "write", "put" -> Set.of(Optional.ofNullable(operation.argument()));
          case "delete" -> Set.of(Optional.empty());
          case "cas" ->
              when(Objects.equals(held, part(operation, 0)), state, operation, part(operation, 1));
          case "put-if-absent" -> when(held == null, state, operation, operation.argument());
          case "acquire" -> when(held == null, state, operation, "locked");
          case "release" -> when(held != null, state, operation, null);
          default -> throw new IllegalArgumentException(operation.function());
        };
      }
    };
  }

  private static Set<Object> when(
      boolean met, Object state, Operation operation, @Nullable Object written) {
    return switch (operation.outcome()) {
      case OK -> met ? Set.of(Optional.ofNullable(written)) : Set.of();
      case FAIL -> met ? Set.of() : Set.of(state);
      case INFO -> Set.of(met ? Optional.ofNullable(written) : state);
    };
  }

  static @Nullable Object part(Operation operation, int index) {
    return ((List<?>) Objects.requireNonNull(operation.argument())).get(index);
  }

  /// What a key holds: a value and its version, and every version that was ever given.
  private record Item(@Nullable Object value, @Nullable Object version, Set<Object> given) {}

  private record Fresh(int operation) {}

  /// A key whose writes have versions. A write whose version nobody recorded may have been given
  /// any version that was seen anywhere and given to no other, or one that was never seen.
  static BruteForce.Specification item(List<Operation> operations) {
    Set<Object> seen = new HashSet<>();
    for (Operation each : operations) {
      if (each.completion().version() != null) {
        seen.add(each.completion().version());
      }
      if (each.function().equals("put-if-version")) {
        seen.add(Objects.requireNonNull(part(each, 0)));
      } else if (each.function().equals("delete-if-version")) {
        seen.add(Objects.requireNonNull(each.argument()));
      }
    }
    return new BruteForce.Specification() {
      @Override
      public Object initial() {
        return new Item(null, null, Set.of());
      }

      @Override
      public Set<Object> step(Object state, Operation operation) {
        Item held = (Item) state;
        Object argument = operation.argument();
        return switch (operation.function()) {
          case "get" -> read(held, operation);
          case "put" -> written(held, operation, argument, seen);
          case "delete" -> written(held, operation, null, seen);
          case "cas" -> {
            boolean met = Objects.equals(held.value(), part(operation, 0));
            yield conditional(met, held, operation, part(operation, 1), seen);
          }
          case "put-if-absent" ->
              conditional(held.value() == null, held, operation, argument, seen);
          case "put-if-version" -> {
            boolean met = Objects.equals(held.version(), part(operation, 0));
            yield conditional(met, held, operation, part(operation, 1), seen);
          }
          case "delete-if-version" -> {
            boolean met = Objects.equals(held.version(), argument);
            yield conditional(met, held, operation, null, seen);
          }
          default -> throw new IllegalArgumentException(operation.function());
        };
      }
    };
  }

  private static Set<Object> read(Item held, Operation operation) {
    if (operation.outcome() != Outcome.OK) {
      return Set.of(held);
    }
    boolean same =
        Objects.equals(held.value(), operation.completion().value())
            && (held.value() == null
                || operation.completion().version() == null
                || operation.completion().version().equals(held.version()));
    return same ? Set.of(held) : Set.of();
  }

  private static Set<Object> conditional(
      boolean met, Item held, Operation operation, @Nullable Object value, Set<Object> seen) {
    return switch (operation.outcome()) {
      case OK -> met ? written(held, operation, value, seen) : Set.of();
      case FAIL -> met ? Set.of() : Set.of(held);
      case INFO -> met ? written(held, operation, value, seen) : Set.of(held);
    };
  }

  private static Set<Object> written(
      Item held, Operation operation, @Nullable Object value, Set<Object> seen) {
    Object version = operation.completion().version();
    if (value == null) {
      return Set.of(new Item(null, null, held.given()));
    }
    if (version != null) {
      return held.given().contains(version) ? Set.of() : Set.of(given(held, value, version));
    }
    Set<Object> all = new HashSet<>();
    all.add(given(held, value, new Fresh(operation.index())));
    for (Object each : seen) {
      if (!held.given().contains(each)) {
        all.add(given(held, value, each));
      }
    }
    return all;
  }

  private static Item given(Item held, Object value, Object version) {
    Set<Object> given = new HashSet<>(held.given());
    given.add(version);
    return new Item(value, version, given);
  }

  /// A key of a store whose value can be appended to; nothing and the empty string are the same. A
  /// text, or all of a list in one.
  static String joined(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    switch (value) {
      case null -> {}
      case List<?> list -> list.forEach(text::append);
      default -> text.append(value);
    }
    return text.toString();
  }

  static BruteForce.Specification text() {
    return new BruteForce.Specification() {
      @Override
      public Object initial() {
        return "";
      }

      @Override
      public Set<Object> step(Object state, Operation operation) {
        Object argument = joined(operation.argument());
        return switch (operation.function()) {
          case "get" ->
              operation.outcome() != Outcome.OK
                      || state.equals(joined(operation.completion().value()))
                  ? Set.of(state)
                  : Set.of();
          case "append" -> Set.of(state + (String) argument);
          case "put", "delete" -> Set.of(argument);
          case "cas" -> {
            boolean met = state.equals(joined(part(operation, 0)));
            Object written = joined(part(operation, 1));
            yield switch (operation.outcome()) {
              case OK -> met ? Set.of(written) : Set.of();
              case FAIL -> met ? Set.of() : Set.of(state);
              case INFO -> Set.of(met ? written : state);
            };
          }
          default -> throw new IllegalArgumentException(operation.function());
        };
      }
    };
  }

  static BruteForce.Specification set() {
    return new BruteForce.Specification() {
      @Override
      public Object initial() {
        return Set.of();
      }

      @Override
      public Set<Object> step(Object state, Operation operation) {
        Set<Object> next = new HashSet<>((Set<?>) state);
        switch (operation.function()) {
          case "add" -> next.add(Objects.requireNonNull(operation.argument()));
          case "remove" -> next.remove(operation.argument());
          default -> {
            boolean same =
                operation.outcome() != Outcome.OK
                    || (operation.completion().value() instanceof List<?> seen
                        && next.equals(new HashSet<>(seen)));
            return same ? Set.of(state) : Set.of();
          }
        }
        return Set.of(next);
      }
    };
  }

  static BruteForce.Specification queue() {
    return new BruteForce.Specification() {
      @Override
      public Object initial() {
        return List.of();
      }

      @Override
      public Set<Object> step(Object state, Operation operation) {
        List<Object> next = new ArrayList<>((List<?>) state);
        if (operation.function().equals("enqueue")) {
          next.add(Objects.requireNonNull(operation.argument()));
          return Set.of(next);
        }
        Object first = next.isEmpty() ? null : next.removeFirst();
        boolean same =
            operation.outcome() != Outcome.OK
                || Objects.equals(first, operation.completion().value());
        return same ? Set.of(next) : Set.of();
      }
    };
  }

  static BruteForce.Specification registers() {
    return new BruteForce.Specification() {
      @Override
      public Object initial() {
        return Map.of();
      }

      @Override
      public Set<Object> step(Object state, Operation operation) {
        Map<Object, Object> next = new HashMap<>((Map<?, ?>) state);
        boolean told = operation.outcome() == Outcome.OK;
        Object parts = told ? operation.completion().value() : operation.argument();
        for (Object each : (List<?>) Objects.requireNonNull(parts)) {
          List<?> part = (List<?>) each;
          Object key = Objects.requireNonNull(part.get(1));
          if (part.get(0).equals(new Keyword("w"))) {
            next.put(key, Objects.requireNonNull(part.get(2)));
          } else if (told && !Objects.equals(next.get(key), part.get(2))) {
            return Set.of();
          }
        }
        return Set.of(next);
      }
    };
  }
}
