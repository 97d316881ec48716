package dev.gamut.simulation.world;

/// Unwinds a job whose process died within it: a thread that is gone runs nothing more, not even
/// what handles a failed write.
final class ProcessEnded extends Error {
  private static final long serialVersionUID = 1;

  ProcessEnded() {
    super("the process has ended", null, false, false);
  }
}
