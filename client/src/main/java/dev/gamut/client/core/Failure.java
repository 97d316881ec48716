package dev.gamut.client.core;

/// Why a call was certainly not carried out. A write whose effect is in doubt never fails: its
/// outcome is unknown.
///
/// @param message what happened, why, and what to do
public record Failure(Reason reason, String message) {
  /// The kinds of failure that a caller may tell apart.
  public enum Reason {
    /// Nobody could carry it out in its time.
    UNAVAILABLE,
    /// The cluster, or this client, has more to do than it can.
    OVERLOADED,
    /// The disk of the node that leads there is full: it takes reads and deletes only.
    READ_ONLY,
    NO_SUCH_TABLE,
    TABLE_EXISTS,
    /// The call is larger or longer than is allowed anywhere.
    LIMIT,
    BAD_REQUEST,
    LEVEL_NOT_OFFERED,
    /// The table takes conditional writes only, and this is a plain one.
    CONDITION_REQUIRED,
    FORBIDDEN,
    /// This client was closed.
    CLOSED
  }
}
