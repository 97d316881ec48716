package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import org.jspecify.annotations.Nullable;

/// An object that does one operation at a time, for [RandomHistory] to tell about.
interface RealObject {
  record Request(String function, @Nullable Object argument) {}

  /// @param done false when a condition did not hold
  /// @param observed whether the value is something that was seen, and not only said back
  record Answer(boolean done, boolean observed, @Nullable Object value, @Nullable Object version) {}

  /// Something that a client might ask next.
  Request request(Entropy random);

  Answer apply(Request request);

  /// Something that might be seen, but need not be true.
  @Nullable Object fiction(Entropy random);
}
