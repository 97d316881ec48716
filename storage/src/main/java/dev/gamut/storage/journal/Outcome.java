package dev.gamut.storage.journal;

import java.util.List;

/// What came of a round of writing and syncing.
///
/// @param acknowledged how far each appender's batches are durable
/// @param idleMarkWanted the tail is not covered by a mark
/// @param probeWanted something was refused that may succeed later
/// @param tight more segments are in use than should be
/// @param more upkeep goes on at once
record Outcome(
    List<Acknowledged> acknowledged,
    List<Notice> notices,
    boolean idleMarkWanted,
    boolean probeWanted,
    boolean tight,
    boolean more) {
  /// Every batch of the appender up to this number is durable.
  record Acknowledged(LoopAppender appender, long upTo) {}
}
