package dev.gamut.server.door;

import dev.gamut.base.Version;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Outcome;
import org.jspecify.annotations.Nullable;

/// Why a call was not done.
///
/// @param reason what happened, in words
/// @param current when a condition did not hold: the version that was found, [Version#NONE] for no
///   item; otherwise null
public record DoorError(DoorCode code, String reason, @Nullable Version current) {
  public static DoorError of(DoorCode code, String reason) {
    return new DoorError(code, reason, null);
  }

  public static DoorError invalid(String reason) {
    return of(DoorCode.INVALID_REQUEST, reason);
  }

  /// What is wrong with a reply; null when it says that the call was done.
  public static @Nullable DoorError of(Reply reply) {
    return switch (reply) {
      case Reply.Failed(Failure failure) -> of(code(failure.reason()), failure.message());
      case Reply.Written(Outcome.Rejected(Version current), _) -> rejected(current);
      case Reply.Written(Outcome.Unknown(Outcome.Cause cause), _) ->
          of(DoorCode.UNKNOWN_OUTCOME, "it is not known whether this was done: " + words(cause));
      default -> null;
    };
  }

  private static DoorError rejected(Version current) {
    String found =
        current.equals(Version.NONE)
            ? "there is no such item"
            : "the item has version " + current.token();
    return new DoorError(
        DoorCode.CONDITION_NOT_MET, "the condition does not hold: " + found, current);
  }

  private static String words(Outcome.Cause cause) {
    return switch (cause) {
      case EXPIRED -> "its client id has expired";
      case FORGOTTEN -> "the client had said that it would not ask for it again";
      case TOO_MANY_UNFINISHED -> "its client has too many unfinished writes";
      case TIMED_OUT -> "no answer came in time";
      case DISCONNECTED -> "the connection to the node that had it was lost";
      case LEADER_CHANGED -> "the partition changed its leader meanwhile";
      case QUORUM_NOT_REACHED -> "fewer replicas than the write quorum have it so far";
    };
  }

  private static DoorCode code(Failure.Reason reason) {
    return switch (reason) {
      case UNAVAILABLE, CLOSED -> DoorCode.UNAVAILABLE;
      case OVERLOADED -> DoorCode.OVERLOADED;
      case READ_ONLY -> DoorCode.READ_ONLY;
      case NO_SUCH_TABLE -> DoorCode.NO_SUCH_TABLE;
      case TABLE_EXISTS -> DoorCode.TABLE_EXISTS;
      case LIMIT -> DoorCode.LIMIT_EXCEEDED;
      case BAD_REQUEST -> DoorCode.INVALID_REQUEST;
      case LEVEL_NOT_OFFERED -> DoorCode.LEVEL_NOT_OFFERED;
      case CONDITION_REQUIRED -> DoorCode.CONDITION_REQUIRED;
      case FORBIDDEN -> DoorCode.FORBIDDEN;
    };
  }
}
