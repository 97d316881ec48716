package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Registers that transactions touch together.
final class RealRegisters implements RealObject {
  private static final Keyword READ = new Keyword("r");
  private static final Keyword WRITE = new Keyword("w");

  private final int keys;
  private final Map<Object, Object> held = new HashMap<>();
  private final List<Object> lastSeen = new ArrayList<>();

  RealRegisters(int keys) {
    this.keys = keys;
  }

  @Override
  public Request request(Entropy random) {
    List<Object> parts = new ArrayList<>();
    for (int i = random.below(3); i >= 0; i--) {
      String key = "k" + random.below(keys);
      parts.add(
          random.chance(0.5)
              ? Arrays.asList(READ, key, null)
              : List.of(WRITE, key, (long) random.below(3)));
    }
    return new Request("txn", List.copyOf(parts));
  }

  @Override
  public Answer apply(Request request) {
    List<Object> done = new ArrayList<>();
    for (Object each : (List<?>) java.util.Objects.requireNonNull(request.argument())) {
      List<?> part = (List<?>) each;
      Object key = java.util.Objects.requireNonNull(part.get(1));
      if (READ.equals(part.get(0))) {
        done.add(Arrays.asList(READ, key, held.get(key)));
      } else {
        held.put(key, java.util.Objects.requireNonNull(part.get(2)));
        done.add(part);
      }
    }
    lastSeen.clear();
    lastSeen.addAll(done);
    return new Answer(true, true, done, null);
  }

  /// The right answer with one wrong value, of the last transaction; its shape may not be that of
  /// the one that is answered, which callers must check.
  @Override
  public @Nullable Object fiction(Entropy random) {
    List<Object> wrong = new ArrayList<>(lastSeen);
    wrong.replaceAll(
        each -> {
          List<?> part = (List<?>) each;
          return READ.equals(part.get(0)) && random.chance(0.5)
              ? List.of(READ, java.util.Objects.requireNonNull(part.get(1)), (long) random.below(3))
              : part;
        });
    return wrong;
  }
}
