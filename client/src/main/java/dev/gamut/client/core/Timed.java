package dev.gamut.client.core;

/// Something that waits for its time in a [DeadlineQueue]. The queue keeps its place inside, so
/// that moving and removing need no search.
abstract class Timed {
  long atNanos;
  int heapIndex = -1;

  /// Called once its time has come, when it is no longer in the queue.
  abstract void fire(long nowNanos);

  /// Called instead when the client is closed.
  void abandon() {}
}
