package dev.gamut.client;

import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Context;
import dev.gamut.model.Value;
import java.time.Duration;

/// When a write takes effect, and how long to try.
///
/// @param condition what must hold of the item at that moment
/// @param deadline from the call to its result, retries included
public record WriteOptions(Condition condition, Duration deadline) {
  public static final WriteOptions DEFAULT =
      new WriteOptions(new Condition.Always(), Duration.ofSeconds(5));

  public static WriteOptions ifAbsent() {
    return DEFAULT.when(new Condition.Absent());
  }

  public static WriteOptions ifPresent() {
    return DEFAULT.when(new Condition.Present());
  }

  /// Only if nobody has written since this version was read. For an item that was not there, use
  /// [#ifAbsent].
  public static WriteOptions ifVersion(Version version) {
    return DEFAULT.when(
        version.equals(Version.NONE) ? new Condition.Absent() : new Condition.VersionIs(version));
  }

  public static WriteOptions ifValue(Value value) {
    return DEFAULT.when(new Condition.ValueIs(value));
  }

  /// Replaces what a read of the key gave, and nothing else: see [ReadResult#context].
  public static WriteOptions seen(Context context) {
    return DEFAULT.when(new Condition.Seen(context));
  }

  public WriteOptions when(Condition condition) {
    return new WriteOptions(condition, deadline);
  }

  public WriteOptions within(Duration deadline) {
    return new WriteOptions(condition, deadline);
  }
}
