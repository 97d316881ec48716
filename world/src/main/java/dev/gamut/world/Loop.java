package dev.gamut.world;

/// The door to execution: one thread that owns some replicas and connections, and works in turns. A
/// turn handles every event that has arrived, then runs what was left for its end.
public interface Loop {
  /// Runs a task in a later turn; from any thread. Tasks of one poster run in their order.
  void post(Runnable task);

  /// Runs a task after all events of this turn, before the loop rests; from this loop only. This is
  /// where everything that gathered during the turn leaves as one batch.
  void atTurnEnd(Runnable task);

  /// Runs a task once monotonic time has reached `atNanos`; from this loop only.
  Timer schedule(long atNanos, Runnable task);

  /// Whether the caller runs on this loop.
  boolean isCurrent();

  /// A scheduled task.
  interface Timer {
    /// From the loop only. A task that has already run is not undone.
    void cancel();
  }
}
