package dev.gamut.simulation.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A seed is worth something only if it replays: in another JVM, and whoever runs beside it.
final class ReplayTest {
  private static final int SEEDS = 4;

  private static String summary(RunReport run) {
    return "seed %d trace %016x events %d operations %d succeeded %d"
        .formatted(run.seed(), run.traceHash(), run.events(), run.operations(), run.succeeded());
  }

  private static List<String> here() {
    List<String> summaries = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      summaries.add(summary(new ClusterRun(seed, Strategies.ANY).run()));
    }
    return summaries;
  }

  /// What the other JVM runs.
  static final class Forked {
    private Forked() {}

    public static void main(String[] arguments) {
      here().forEach(IO::println);
    }
  }

  /// It differs in whatever a JVM may differ in: compilers, collector, identity hash codes, the
  /// salt of immutable sets.
  @Test
  void anotherJvmGivesTheSameTraceOfWholeClusters() throws Exception {
    String[] options = {
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-XX:+UnlockExperimentalVMOptions",
      "-XX:hashCode=2"
    };
    assertEquals(here(), forked(options));
  }

  private static List<String> forked(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Forked.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  @Test
  void aCampaignGivesTheSameRunsInTheSameOrderWithAnyNumberOfWorkers() throws Exception {
    List<String> reported = new ArrayList<>();
    new Campaign(1, SEEDS, 3, Strategies.ANY).run(run -> reported.add(summary(run)));
    assertEquals(here(), reported);
  }
}
