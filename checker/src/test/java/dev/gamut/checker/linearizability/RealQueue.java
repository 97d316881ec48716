package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A queue of small numbers.
final class RealQueue implements RealObject {
  private final int values;
  private final Deque<Long> held = new ArrayDeque<>();
  private long enqueued;

  /// @param values how many different elements there are; 0 for one of its own per enqueue
  RealQueue(int values) {
    this.values = values;
  }

  @Override
  public Request request(Entropy random) {
    if (random.chance(0.5)) {
      return new Request("dequeue", null);
    }
    return new Request("enqueue", values == 0 ? ++enqueued : (long) random.below(values));
  }

  @Override
  public Answer apply(Request request) {
    if (request.function().equals("enqueue")) {
      held.add((Long) java.util.Objects.requireNonNull(request.argument()));
      return new Answer(true, false, null, null);
    }
    return new Answer(true, true, held.poll(), null);
  }

  @Override
  public @Nullable Object fiction(Entropy random) {
    return random.below(4) == 0 ? null : (Object) (long) random.below(4);
  }
}
