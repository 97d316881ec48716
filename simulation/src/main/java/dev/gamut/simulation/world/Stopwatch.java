package dev.gamut.simulation.world;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Measures how long a thread has been at it, by the wall and by the processor's time that it got.
/// Only whoever drives a world has one; nothing of a run depends on it.
public final class Stopwatch {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long wallStart = System.nanoTime();
  private final long cpuStart = THREADS.getCurrentThreadCpuTime();

  private Stopwatch() {}

  public static Stopwatch start() {
    return new Stopwatch();
  }

  public long wallNanos() {
    return System.nanoTime() - wallStart;
  }

  /// From the thread that started it: its own time, without the compiler's and the collector's,
  /// which work on other cores.
  public long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime() - cpuStart;
  }
}
