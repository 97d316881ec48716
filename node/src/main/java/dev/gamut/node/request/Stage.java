package dev.gamut.node.request;

import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// One step of the way that every request takes before anything is done for it.
interface Stage {
  /// Null lets the request pass.
  Result.@Nullable Refused check(Request request, Arrival arrival);

  /// What the chain knows of a request beside what it says of itself.
  ///
  /// @param sizeBytes what it weighs in the node's budget
  record Arrival(Mode mode, long sizeBytes) {}
}
