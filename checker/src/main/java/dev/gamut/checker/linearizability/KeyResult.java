package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a check came to for one key.
///
/// @param key null in a history of a single object
/// @param operations how many there were
/// @param steps how many transitions were tried
/// @param order the order found: a full one when linearizable, otherwise the one that got furthest;
///   empty when undecided
/// @param stuck the operation that no order could place in time, when not linearizable
/// @param waiting what else had begun before that operation had to be placed, and is not in the
///   order, by invocation
public record KeyResult(
    @Nullable Object key,
    Verdict verdict,
    int operations,
    long steps,
    List<Placed> order,
    @Nullable Operation stuck,
    List<Operation> waiting) {
  public KeyResult {
    order = List.copyOf(order);
    waiting = List.copyOf(waiting);
  }

  /// An operation in its place, and what the object held after it.
  public record Placed(Operation operation, String state) {}
}
