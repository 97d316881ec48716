package dev.gamut.client;

import dev.gamut.base.Version;
import dev.gamut.model.Outcome;

/// What became of a write. There is no fourth possibility: a write that was certainly not carried
/// out throws a [GamutException].
public sealed interface WriteResult {
  /// It took effect, once, with this version.
  record Applied(Version version) implements WriteResult {}

  /// Its condition did not hold, so it did not and never will take effect.
  ///
  /// @param current the version of the item that was found, [Version#NONE] when there was none
  record Rejected(Version current) implements WriteResult {}

  /// It may have taken effect, or may still do so. Read, or repeat it if repeating does no harm.
  record Unknown(Outcome.Cause cause) implements WriteResult {}

  default boolean isApplied() {
    return this instanceof Applied;
  }

  static WriteResult of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied(Version version) -> new Applied(version);
      case Outcome.Rejected(Version current) -> new Rejected(current);
      case Outcome.Unknown(Outcome.Cause cause) -> new Unknown(cause);
    };
  }
}
