package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryReader;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Measures the checker, and writes the histories it is measured on as JSON lines for other
/// checkers to read. A program, not a test: docs/checking.md says how it is run.
public final class CheckerMeasurement {
  private CheckerMeasurement() {}

  /// @param arguments `write DIRECTORY`, or `check MODEL SECONDS RUNS FILE…`
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2 && arguments[0].equals("write")) {
      writeAll(Path.of(arguments[1]));
    } else if (arguments.length > 4 && arguments[0].equals("check")) {
      Model model = Model.named(arguments[1]);
      long nanos = Long.parseLong(arguments[2]) * 1_000_000_000;
      int runs = Integer.parseInt(arguments[3]);
      for (String file : Arrays.asList(arguments).subList(4, arguments.length)) {
        check(Path.of(file), model, nanos, runs);
      }
    } else {
      System.err.println("write DIRECTORY | check MODEL SECONDS RUNS FILE…");
    }
  }

  private static void writeAll(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (int seed = 1; seed <= 3; seed++) {
      write(directory, "easy", seed, new RandomHistory.Shape(1000, 10, 0, 0, 0), 5);
      write(directory, "lost", seed, new RandomHistory.Shape(200, 10, 0, 4, 0), 5);
      write(directory, "many-lost", seed, new RandomHistory.Shape(1000, 10, 0, 5, 0), 5);
      write(directory, "wrong", seed, new RandomHistory.Shape(120, 10, 0, 5, 10), 5);
      write(directory, "wrong-wide", seed, new RandomHistory.Shape(400, 20, 0, 0, 5), 5);
      write(directory, "own-values", seed, new RandomHistory.Shape(1000, 10, 0, 5, 0), 0);
      write(directory, "own-wide", seed, new RandomHistory.Shape(1000, 40, 0, 5, 0), 0);
      write(directory, "own-wrong", seed, new RandomHistory.Shape(400, 10, 0, 5, 5), 0);
      write(directory, "many-keys", seed, new RandomHistory.Shape(100_000, 20, 1000, 1, 0), 0);
    }
  }

  private static void write(
      Path directory, String name, int seed, RandomHistory.Shape shape, int values)
      throws IOException {
    History history =
        RandomHistory.of(
            Entropy.seeded(seed), shape, () -> new RealCell(RealCell.CAS_REGISTER, values));
    Files.write(directory.resolve(name + "-" + seed + ".jsonl"), lines(history));
  }

  private static List<String> lines(History history) {
    @Nullable String[] lines = new String[history.events()];
    for (Operation each : history.operations()) {
      String head = "{\"process\":" + each.process() + ",\"type\":\"";
      String f = "\",\"f\":\"" + each.function() + "\",\"key\":" + json(each.key()) + ",\"value\":";
      lines[each.invocation().event()] = head + "invoke" + f + json(each.argument()) + "}";
      Completion end = each.completion();
      if (end.event() != Completion.NEVER) {
        boolean read = each.function().equals("read") && each.outcome() == Outcome.OK;
        Object value = read && end.value() != Unsaid.UNSAID ? end.value() : each.argument();
        lines[end.event()] = head + each.outcome().word() + f + json(value) + "}";
      }
    }
    return Arrays.stream(lines).map(line -> line == null ? "" : line).toList();
  }

  private static String json(@Nullable Object value) {
    return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
  }

  private static void check(Path file, Model model, long nanos, int runs) throws Exception {
    List<Double> millis = new ArrayList<>();
    long parse = System.nanoTime();
    History history = HistoryReader.read(Files.readString(file), false);
    parse = System.nanoTime() - parse;
    CheckResult result = null;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      result = LinearizabilityChecker.check(history, model, Limits.within(nanos, System::nanoTime));
      millis.add((System.nanoTime() - start) / 1e6);
      if (result.verdict() == Verdict.UNDECIDED) {
        break;
      }
    }
    millis.sort(null);
    System.out.printf(
        "%-22s %-18s check %9.2f ms  read %8.2f ms  steps %d%n",
        file.getFileName(),
        result == null ? "" : result.verdict().words(),
        millis.get(millis.size() / 2),
        parse / 1e6,
        result == null ? 0 : result.steps());
  }
}
