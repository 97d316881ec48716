package dev.gamut.client;

import dev.gamut.base.Version;
import dev.gamut.model.Outcome;
import dev.gamut.model.Receipt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What became of a write. There is no fourth possibility: a write that was certainly not carried
/// out throws a [GamutException].
public sealed interface WriteResult {
  /// It took effect, once, with this version.
  record Applied(Version version, Optional<Receipt> receipt) implements WriteResult {}

  /// Its condition did not hold, so it did not and never will take effect.
  ///
  /// @param current the version of the item that was found, [Version#NONE] when there was none
  record Rejected(Version current, Optional<Receipt> receipt) implements WriteResult {}

  /// It may have taken effect, or may still do so. Read, or repeat it if repeating does no harm.
  record Unknown(Outcome.Cause cause, Optional<Receipt> receipt) implements WriteResult {}

  /// The account of what was given; there when [WriteOptions#receipt] was asked for and a node
  /// answered.
  Optional<Receipt> receipt();

  default boolean isApplied() {
    return this instanceof Applied;
  }

  static WriteResult of(Outcome outcome, @Nullable Receipt given) {
    Optional<Receipt> receipt = Optional.ofNullable(given);
    return switch (outcome) {
      case Outcome.Applied(Version version) -> new Applied(version, receipt);
      case Outcome.Rejected(Version current) -> new Rejected(current, receipt);
      case Outcome.Unknown(Outcome.Cause cause) -> new Unknown(cause, receipt);
    };
  }
}
