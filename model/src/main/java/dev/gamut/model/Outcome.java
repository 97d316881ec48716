package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;

/// What became of a write, as the replicated state knows it. It belongs to the operation, not to an
/// attempt.
public sealed interface Outcome {
  /// It took effect, with this version.
  record Applied(Version version) implements Outcome {}

  /// It did not and never will take effect: the condition did not hold. `current` is the version of
  /// the item that was found, [Version#NONE] when there was none.
  record Rejected(Version current) implements Outcome {}

  /// Nobody can tell any more, or yet. Always a safe thing to say.
  record Unknown(Cause cause) implements Outcome {}

  /// Why an outcome is unknown.
  enum Cause {
    /// The client's id had expired in the partition's time.
    EXPIRED,
    /// The outcome was forgotten because the client had said that it would not ask.
    FORGOTTEN,
    /// The client holds more unfinished writes than a partition remembers.
    TOO_MANY_UNFINISHED,
    /// No answer came in time.
    TIMED_OUT,
    /// The connection ended before the answer came.
    DISCONNECTED,
    /// The node stopped leading with the write under way.
    LEADER_CHANGED,
    /// Some replicas have it, fewer than were asked for; it may reach the others yet.
    QUORUM_NOT_REACHED;

    static Cause of(int code) throws MalformedException {
      if (code >= values().length) {
        throw new MalformedException("unknown cause " + code);
      }
      return values()[code];
    }
  }

  default void write(ByteWriter out) {
    switch (this) {
      case Applied(Version version) -> version.write(out.u8(0));
      case Rejected(Version current) -> current.write(out.u8(1));
      case Unknown(Cause cause) -> out.u8(2).u8(cause.ordinal());
    }
  }

  static Outcome read(ByteReader in) throws MalformedException {
    return switch (in.u8()) {
      case 0 -> new Applied(Version.read(in));
      case 1 -> new Rejected(Version.read(in));
      case 2 -> new Unknown(Cause.of(in.u8()));
      default -> throw new MalformedException("unknown outcome");
    };
  }
}
