package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.checker.CheckReport;
import dev.gamut.checker.CheckRequest;
import dev.gamut.checker.Checks;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.checker.linearizability.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;

/// Judges what the clients of a cluster of processes saw.
final class Histories {
  private static final int WRITES_MIN = 1_000;

  private Histories() {}

  /// Fails unless the history is linearizable and much was written.
  static void judge(Path folder, RecordedLoad load) throws Exception {
    String history = load.history();
    Path file = Files.writeString(folder.resolve("history.jsonl"), history);
    CheckReport report =
        Checks.check(
            file,
            CheckRequest.of(Model.named("cas-register"))
                .withKeys(CheckRequest.Keys.FIELD)
                .withNilReads(CheckOptions.NilReads.ABSENT));
    assertEquals(Verdict.LINEARIZABLE, report.verdict(), () -> report.text(120));
    long applied = load.count(RecordedLoad.End.APPLIED);
    System.out.printf(
        "%d writes applied, %d unknown, history of %d lines over %d keys: linearizable%n",
        applied,
        load.count(RecordedLoad.End.UNKNOWN),
        history.lines().count(),
        report.keys().size());
    assertTrue(applied > WRITES_MIN, "little was written: " + applied);
  }
}
