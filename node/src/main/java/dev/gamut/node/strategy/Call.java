package dev.gamut.node.strategy;

import dev.gamut.model.Receipt;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// A request on its way through a node. Answered exactly once.
public interface Call {
  Request request();

  /// By the node's monotonic clock; work is refused, never dropped, once this has passed.
  long deadlineNanos();

  void answer(Result result, @Nullable Receipt receipt);

  default void refuse(Result.Reason reason, String message) {
    answer(Result.Refused.of(reason, message), null);
  }
}
