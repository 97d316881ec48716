package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.History;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Histories of a cell that really ran, one operation at a time at a random moment between its call
/// and its return; some are then told wrongly. Small ones hold the checker to [BruteForce], large
/// ones measure it.
final class RandomHistory {
  /// @param operations how many are invoked
  /// @param processes how many run at once
  /// @param values how many different values there are; 0 for one of its own per write
  /// @param lost how many of a hundred completions nobody hears of
  /// @param lies how many of a thousand answers are wrong
  record Shape(int operations, int processes, int values, int lost, int lies) {}

  private final Entropy random;
  private final Shape shape;
  private final List<String> functions;
  private final History.Builder builder = History.builder();
  private final List<Running> running = new ArrayList<>();
  private final @Nullable Object key;
  private @Nullable Object held;
  private @Nullable Object version;
  private int invoked;
  private long written;
  private long versions;

  private static final class Running {
    final History.Pending pending;
    final String function;
    final @Nullable Object argument;
    boolean done;
    boolean met;
    @Nullable Object saw;
    @Nullable Object sawVersion;

    Running(History.Pending pending, String function, @Nullable Object argument) {
      this.pending = pending;
      this.function = function;
      this.argument = argument;
    }
  }

  RandomHistory(Entropy random, Shape shape, List<String> functions, @Nullable Object key) {
    this.random = random;
    this.shape = shape;
    this.functions = functions;
    this.key = key;
  }

  static History of(Entropy random, Shape shape, List<String> functions) {
    return new RandomHistory(random, shape, functions, null).run();
  }

  History run() {
    for (int i = 0; i < shape.processes(); i++) {
      running.add(idle());
    }
    int open = 0;
    while (invoked < shape.operations() || open > 0) {
      int slot = random.below(shape.processes());
      Running each = running.get(slot);
      if (each == NONE) {
        if (invoked < shape.operations()) {
          running.set(slot, invoke(slot));
          open++;
        }
      } else if (!each.done) {
        take(each);
      } else {
        complete(each);
        running.set(slot, idle());
        open--;
      }
    }
    return builder.build();
  }

  private static final Running NONE =
      new Running(History.builder().invoke(0, 0, null, "none", null), "none", null);

  private static Running idle() {
    return NONE;
  }

  private Running invoke(int slot) {
    String function = functions.get(random.below(functions.size()));
    Object argument =
        switch (function) {
          case "read", "get", "delete", "acquire", "release" -> null;
          case "cas" -> java.util.Arrays.asList(someValue(), newValue());
          case "put-if-version" -> java.util.Arrays.asList(someVersion(), newValue());
          case "delete-if-version" -> someVersion();
          default -> newValue();
        };
    invoked++;
    int owner = processOf(slot);
    return new Running(builder.invoke(owner, now(), key, function, argument), function, argument);
  }

  private final java.util.Map<Integer, Integer> renamed = new java.util.HashMap<>();

  private int processOf(int slot) {
    return renamed.getOrDefault(slot, slot);
  }

  private long now() {
    return invoked * 1_000L;
  }

  private Object newValue() {
    return shape.values() == 0 ? ++written : (long) random.below(shape.values());
  }

  private Object someValue() {
    if (held != null && random.below(3) > 0) {
      return held;
    }
    return shape.values() == 0
        ? (long) random.below((int) Math.max(1, written))
        : (long) random.below(shape.values());
  }

  private Object someVersion() {
    return version != null && random.below(3) > 0 ? version : "v" + random.below(4);
  }

  /// The moment at which the operation takes effect.
  private void take(Running each) {
    each.done = true;
    each.met =
        switch (each.function) {
          case "cas" -> java.util.Objects.equals(held, part(each, 0));
          case "put-if-absent", "acquire" -> held == null;
          case "release" -> held != null;
          case "put-if-version" -> java.util.Objects.equals(version, part(each, 0));
          case "delete-if-version" -> java.util.Objects.equals(version, each.argument);
          default -> true;
        };
    each.saw = held;
    if (each.met && !each.function.equals("read") && !each.function.equals("get")) {
      held =
          switch (each.function) {
            case "delete", "delete-if-version", "release" -> null;
            case "cas", "put-if-version" -> part(each, 1);
            case "acquire" -> "locked";
            default -> each.argument;
          };
      version = held == null ? null : "v" + versions++;
    }
    each.sawVersion = version;
  }

  private static @Nullable Object part(Running each, int index) {
    return ((List<?>) java.util.Objects.requireNonNull(each.argument)).get(index);
  }

  private void complete(Running each) {
    if (random.below(100) < shape.lost()) {
      if (random.chance(0.5)) {
        each.pending.info(now());
      }
      int slot = running.indexOf(each);
      renamed.put(slot, processOf(slot) + shape.processes());
      return;
    }
    boolean lie = random.below(1000) < shape.lies();
    boolean reads = each.function.equals("read") || each.function.equals("get");
    if (each.met == lie && !reads) {
      each.pending.fail(now());
    } else {
      Object saw = reads && lie ? someValue() : each.saw;
      Object seen = each.function.startsWith("delete") ? null : each.sawVersion;
      boolean tell = shape.values() == 0 || random.below(4) > 0;
      each.pending.ok(reads ? saw : null, versioned() && tell ? seen : null, now());
    }
  }

  private boolean versioned() {
    return functions.contains("put-if-version");
  }
}
