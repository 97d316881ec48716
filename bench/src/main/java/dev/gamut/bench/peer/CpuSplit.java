package dev.gamut.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/// Splits the processor time of Java processes by layer: the JVM's own recorder samples every
/// thread each 5 ms of processor time that it uses (`jdk.CPUTimeSample`, Linux only), and what the
/// process used beyond its samples is the JVM's.
final class CpuSplit implements AutoCloseable {
  private static final String NAME = "gamut-cpu-split";
  private static final long COMMAND_SECONDS_MAX = 30;

  private final List<Long> processes;
  private final Path folder;
  private final double cpuSecondsBefore;

  private CpuSplit(List<Long> processes, Path folder) {
    this.processes = processes;
    this.folder = folder;
    cpuSecondsBefore = cpuSeconds();
  }

  /// Starts to sample.
  static CpuSplit start(List<Long> processes) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gamut-cpu-split");
    Path settings = folder.resolve("cpu-split.jfc");
    try (InputStream in = CpuSplit.class.getResourceAsStream("cpu-split.jfc")) {
      Files.copy(Objects.requireNonNull(in), settings);
    }
    for (long process : processes) {
      jcmd(process, "JFR.start", "name=" + NAME, "settings=" + settings);
    }
    return new CpuSplit(processes, folder);
  }

  /// Seconds of processor time by layer since the start.
  Map<Layer, Double> stop() throws IOException, InterruptedException {
    double used = cpuSeconds() - cpuSecondsBefore;
    Map<Layer, Double> seconds = new EnumMap<>(Layer.class);
    double sampled = 0;
    for (long process : processes) {
      Path file = folder.resolve(process + ".jfr");
      jcmd(process, "JFR.stop", "name=" + NAME, "filename=" + file);
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        double length = event.getDuration("samplingPeriod").toNanos() / 1e9;
        seconds.merge(layerOf(event), length, Double::sum);
        sampled += length;
      }
    }
    seconds.merge(Layer.JVM, Math.max(0, used - sampled), Double::sum);
    return seconds;
  }

  private static Layer layerOf(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    List<String> classes = new ArrayList<>();
    if (stack != null) {
      stack.getFrames().forEach(frame -> classes.add(frame.getMethod().getType().getName()));
    }
    return Layer.ofStack(classes);
  }

  private double cpuSeconds() {
    double seconds = 0;
    for (long process : processes) {
      Duration used =
          ProcessHandle.of(process)
              .flatMap(handle -> handle.info().totalCpuDuration())
              .orElse(Duration.ZERO);
      seconds += used.toNanos() / 1e9;
    }
    return seconds;
  }

  private static void jcmd(long process, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    all.add(Long.toString(process));
    all.addAll(List.of(command));
    Process jcmd =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
      jcmd.destroyForcibly();
      throw new IOException("no answer from process " + process + " to " + command[0]);
    }
    if (jcmd.exitValue() != 0) {
      throw new IOException("process " + process + " refused " + command[0]);
    }
  }

  /// Removes its files.
  @Override
  public void close() {
    try {
      Folders.delete(folder);
    } catch (UncheckedIOException left) {
      // A file of a temporary folder that cannot be removed is not worth the figures.
    }
  }
}
