package dev.gamut.client.core;

import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Value;
import org.jspecify.annotations.Nullable;

/// Checks a call against the limits that hold everywhere, before anything is sent.
final class CallLimits {
  private CallLimits() {}

  /// What is wrong with the call; null when nothing is.
  static Reply.@Nullable Failed check(Call call, ClientConfig config) {
    if (call.timeoutNanos() > config.timeoutNanosMax()) {
      return tooMuch("timeout", call.timeoutNanos(), "nanoseconds", config.timeoutNanosMax());
    }
    return switch (call) {
      case Call.Get get -> check(get.key());
      case Call.Put put -> {
        Reply.Failed wrong = check(put.key());
        yield wrong != null ? wrong : check(put.value());
      }
      case Call.Delete delete -> check(delete.key());
      case Call.CreateTable _, Call.DropTable _, Call.GetCatalog _ -> null;
    };
  }

  private static Reply.@Nullable Failed check(Key key) {
    return key.size() <= Limits.KEY_SIZE_MAX
        ? null
        : tooMuch("key", key.size(), "bytes", Limits.KEY_SIZE_MAX);
  }

  private static Reply.@Nullable Failed check(Value value) {
    int size = value.bytes().length();
    return size <= Limits.VALUE_SIZE_MAX
        ? null
        : tooMuch("value", size, "bytes", Limits.VALUE_SIZE_MAX);
  }

  private static Reply.Failed tooMuch(String what, long found, String unit, long allowed) {
    return Reply.Failed.of(
        Failure.Reason.LIMIT,
        "not sent: the %s has %d %s, and %d is the limit".formatted(what, found, unit, allowed));
  }
}
