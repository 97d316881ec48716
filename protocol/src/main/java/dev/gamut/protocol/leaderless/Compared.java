package dev.gamut.protocol.leaderless;

/// What came of comparing this replica with another home. Each of two compares what it holds itself
/// with the other, so that only both together say that they are equal.
///
/// @param agoNanos since the last whole comparison; -1 for none since this process began
/// @param keys compared then
/// @param differing keys then
/// @param found differing keys since this process began, each once as long as it differs
/// @param count of whole comparisons since then
public record Compared(long agoNanos, long keys, long differing, long found, long count) {
  public static final Compared NEVER = new Compared(-1, 0, 0, 0, 0);
}
