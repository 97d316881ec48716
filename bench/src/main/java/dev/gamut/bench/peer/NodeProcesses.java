package dev.gamut.bench.peer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The processes of a peer's nodes: started with a log each, measured, and ended by their ids, also
/// when this process is interrupted.
public final class NodeProcesses implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final Thread lastResort = new Thread(this::killAll, "end node processes");

  public NodeProcesses() {
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  public void start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    processes.add(builder.start());
  }

  /// The first that has ended, if one has: a node that cannot start.
  public Optional<Process> ended() {
    return processes.stream().filter(process -> !process.isAlive()).findFirst();
  }

  public double cpuSeconds() {
    double seconds = 0;
    for (Process process : processes) {
      Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
      seconds += used.toNanos() / 1e9;
    }
    return seconds;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    try {
      for (Process process : processes) {
        boolean gone = process.waitFor(5, TimeUnit.SECONDS);
        if (!gone) {
          process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    killAll();
    processes.clear();
    if (!Thread.currentThread().isInterrupted()) {
      removeLastResort();
    }
  }

  private void removeLastResort() {
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException _) {
      // This process is ending already, and the hook finds nothing left to end.
    }
  }

  private void killAll() {
    processes.forEach(Process::destroyForcibly);
  }
}
