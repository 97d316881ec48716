package dev.gamut.checker.history;

import org.jspecify.annotations.Nullable;

/// The end of an operation.
///
/// @param value what it returned; [Unsaid#UNSAID] when the history does not say
/// @param version the version that it wrote or saw, or null when the history does not say
/// @param error why it failed or is unknown, or null
/// @param event its place among all events of the history; [#NEVER] when nothing was recorded
/// @param nanos when it ended, for people only: the order is that of the events
public record Completion(
    Outcome outcome,
    @Nullable Object value,
    @Nullable Object version,
    @Nullable Object error,
    int event,
    long nanos) {
  /// Later than every event.
  public static final int NEVER = Integer.MAX_VALUE;

  /// The end of an operation of which no end was recorded.
  public static final Completion MISSING =
      new Completion(Outcome.INFO, Unsaid.UNSAID, null, null, NEVER, Long.MAX_VALUE);
}
