package dev.gamut.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeterminismTest {
  private static final long SECOND = 1_000_000_000;

  private static String summary(long seed) {
    ToyCluster cluster = new ToyCluster(seed, FaultMix.everything(0.2), 5, 2);
    cluster.world.runFor(10 * SECOND);
    return cluster.summary();
  }

  /// What a forked JVM runs: prints the summaries of some seeds.
  static final class Forked {
    private Forked() {}

    public static void main(String[] arguments) {
      Arrays.stream(arguments)
          .mapToLong(Long::parseLong)
          .forEach(seed -> System.out.println(summary(seed)));
    }
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    for (long seed = 0; seed < 5; seed++) {
      assertEquals(summary(seed), summary(seed));
    }
  }

  @Test
  void differentSeedsGiveDifferentTraces() {
    long different = LongStream.range(0, 10).mapToObj(DeterminismTest::summary).distinct().count();
    assertEquals(10, different);
  }

  /// Two JVMs that differ in whatever a JVM may differ in: compilers, collector, identity hash
  /// codes, the salt of immutable sets.
  @Test
  void anotherJvmGivesTheSameTrace() throws Exception {
    List<String> here = List.of(summary(1), summary(2));
    assertEquals(here, forked("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    assertEquals(
        here, forked("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2", "-XX:+UseParallelGC"));
  }

  private static List<String> forked(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Forked.class.getName(), "1", "2"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  @Test
  void theHashSeesEveryDifference() {
    Trace first = new Trace(List.of("world", "n1"));
    Trace second = new Trace(List.of("world", "n1"));
    first.record(1, Happening.TURN, 1, 0, 2, 3);
    second.record(1, Happening.TURN, 1, 0, 3, 2);
    assertNotEquals(first.hash(), second.hash());
    long before = first.hash();
    first.fold(7);
    assertNotEquals(before, first.hash());
    first.note(2, 1, "hello");
    assertTrue(first.recent().getLast().endsWith("n1 hello"));
  }

  @Test
  void aTraceReadsAsSentences() {
    ToyCluster cluster = new ToyCluster(1, FaultMix.quiet(), 3, 1);
    StringBuilder written = new StringBuilder();
    cluster.world.writeTrace(written);
    cluster.world.runFor(SECOND / 10);
    List<String> recent = cluster.world.recentTrace();
    assertTrue(
        recent.stream()
            .anyMatch(line -> line.matches("0\\.0\\d{5}s n\\d receives \\d+ bytes from n\\d")),
        () -> String.join("\n", recent));
    assertTrue(written.toString().contains("receives"));
    assertEquals(recent.getLast(), written.toString().lines().toList().getLast());
  }
}
