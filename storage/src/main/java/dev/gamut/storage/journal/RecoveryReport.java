package dev.gamut.storage.journal;

import java.util.List;

/// What was found when the journal was opened.
///
/// @param tornBytes dropped behind the last whole batch: never acknowledged
/// @param damage what was durable and is bad or missing, a line each, for people
/// @param unexplained a bad place may have held records of groups that nothing else mentions
public record RecoveryReport(
    int segments,
    long batches,
    long records,
    long tornBytes,
    List<String> damage,
    boolean unexplained) {
  public RecoveryReport {
    damage = List.copyOf(damage);
  }
}
