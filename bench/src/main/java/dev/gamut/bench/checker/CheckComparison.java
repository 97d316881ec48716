package dev.gamut.bench.checker;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryFormatException;
import dev.gamut.checker.history.HistoryReader;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.LinearizabilityChecker;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.checker.linearizability.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Judges the same hard histories with Gamut's checker and with Porcupine. Reading the files is not
/// measured; of a wrong history, ours also finds out where it becomes wrong, and is measured so.
public final class CheckComparison {
  /// How long the first history of a shape is judged before anything is measured: the JVM compiles
  /// what is used much.
  private static final long WARM_UP_NANOS = 2_000_000_000;

  private final CheckPlan plan;
  private final Porcupine peer;
  private final Path folder;
  private final Consumer<String> progress;

  /// @param folder where the histories are written
  public CheckComparison(CheckPlan plan, Porcupine peer, Path folder, Consumer<String> progress) {
    this.plan = plan;
    this.peer = peer;
    this.folder = folder;
    this.progress = progress;
  }

  public CheckComparisonReport run() throws IOException, InterruptedException {
    List<CheckComparisonReport.Row> rows = new ArrayList<>();
    for (HardHistory.Shape shape : plan.shapes()) {
      progress.accept(shape.name());
      rows.add(run(shape));
    }
    return new CheckComparisonReport(plan, rows);
  }

  private CheckComparisonReport.Row run(HardHistory.Shape shape)
      throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    List<History> histories = new ArrayList<>();
    for (int seed = 1; seed <= plan.seeds(); seed++) {
      Path file = folder.resolve(shape.name().replaceAll("[^a-z0-9]+", "-") + "-" + seed);
      Files.write(file, HardHistory.lines(shape, seed));
      files.add(file);
      histories.add(read(file));
    }
    String model = shape.workload().model();
    List<Judged> theirs = peer.judge(model, plan.seconds(), plan.runs(), files);
    List<Judged> ours = new ArrayList<>();
    long until = System.nanoTime() + WARM_UP_NANOS;
    while (System.nanoTime() < until) {
      judge(histories.getFirst(), model);
    }
    for (History history : histories) {
      ours.add(median(history, model));
    }
    return new CheckComparisonReport.Row(shape, ours, theirs);
  }

  private static History read(Path file) throws IOException {
    try {
      return HistoryReader.read(Files.readString(file), false);
    } catch (HistoryFormatException impossible) {
      throw new IllegalStateException("a history of our own cannot be read", impossible);
    }
  }

  private Judged median(History history, String model) {
    List<Judged> all = new ArrayList<>();
    for (int run = 0; run < plan.runs(); run++) {
      all.add(judge(history, model));
      if (all.getLast().answer() == Judged.Answer.UNDECIDED) {
        return all.getLast();
      }
    }
    all.sort((one, other) -> Double.compare(one.millis(), other.millis()));
    return all.get(all.size() / 2);
  }

  private Judged judge(History history, String model) {
    long start = System.nanoTime();
    Limits limits = Limits.within((long) (plan.seconds() * 1e9), System::nanoTime);
    Verdict verdict = LinearizabilityChecker.check(history, Model.named(model), limits).verdict();
    double millis = (System.nanoTime() - start) / 1e6;
    return switch (verdict) {
      case LINEARIZABLE -> new Judged(Judged.Answer.RIGHT, millis);
      case NOT_LINEARIZABLE -> new Judged(Judged.Answer.WRONG, millis);
      case UNDECIDED -> new Judged(Judged.Answer.UNDECIDED, millis);
    };
  }
}
