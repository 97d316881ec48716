package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges whether a history is linearizable (Herlihy and Wing 1990): whether every operation can be
/// given one moment between its call and its return such that the model allows what was seen.
///
/// Each key is searched by itself, in slices that double from round to round, so that a violation
/// on one key is found although another key is very hard. After the round in which the first
/// violation is found, keys that are still open stay undecided.
public final class LinearizabilityChecker {
  private static final long FIRST_SLICE = 4096;

  /// How often the limits are looked at.
  private static final long CHUNK = 1 << 16;

  /// For how many wrong keys it is found out where exactly they become wrong.
  private static final int EXPLAINED_MAX = 10;

  /// How many more transitions may be tried to find that out, for each of them.
  private static final long EXPLAINED_STEPS = 20_000_000;

  private final Limits limits;
  private final List<Job> jobs = new ArrayList<>();
  private long steps;

  private LinearizabilityChecker(Limits limits) {
    this.limits = limits;
  }

  public static CheckResult check(History history, Model model, Limits limits) {
    return check(history, model, CheckOptions.DEFAULT, limits);
  }

  /// Judges a history that the model accepts: see [Model#accept].
  public static CheckResult check(
      History history, Model model, CheckOptions options, Limits limits) {
    for (Operation operation : history.operations()) {
      String objection = model.objection(operation);
      if (objection != null) {
        throw new IllegalArgumentException(operation.describe() + ": " + objection);
      }
    }
    LinearizabilityChecker checker = new LinearizabilityChecker(limits);
    for (Specification.Partition partition : model.specification().partition(history)) {
      checker.jobs.add(new Job(partition, model, options));
    }
    checker.run();
    return checker.result(model);
  }

  private void run() {
    boolean violated = false;
    List<Job> open = new ArrayList<>(jobs);
    for (long slice = FIRST_SLICE; !open.isEmpty() && !violated; slice *= 2) {
      List<Job> still = new ArrayList<>();
      for (Job job : open) {
        for (long left = slice; left > 0 && job.verdict == Verdict.UNDECIDED; left -= CHUNK) {
          if (exhausted()) {
            return;
          }
          steps += job.run(Math.min(Math.min(left, CHUNK), limits.steps() - steps));
        }
        violated |= job.verdict == Verdict.NOT_LINEARIZABLE;
        if (job.verdict == Verdict.UNDECIDED) {
          still.add(job);
        }
      }
      open = still;
    }
  }

  private boolean exhausted() {
    if (steps >= limits.steps() || limits.expired()) {
      return true;
    }
    long remembered = 0;
    for (Job job : jobs) {
      remembered += job.remembered();
    }
    return remembered >= limits.configurations();
  }

  private CheckResult result(Model model) {
    Verdict verdict = Verdict.LINEARIZABLE;
    List<KeyResult> keys = new ArrayList<>(jobs.size());
    int explained = 0;
    for (Job job : jobs) {
      if (job.verdict == Verdict.NOT_LINEARIZABLE && explained++ < EXPLAINED_MAX) {
        job.explain();
      }
      keys.add(job.result());
      if (job.verdict == Verdict.NOT_LINEARIZABLE) {
        verdict = Verdict.NOT_LINEARIZABLE;
      } else if (job.verdict == Verdict.UNDECIDED && verdict == Verdict.LINEARIZABLE) {
        verdict = Verdict.UNDECIDED;
      }
    }
    return new CheckResult(model, verdict, keys, steps);
  }

  /// The search on one key, begun when its turn first comes and let go of when it is decided.
  private static final class Job {
    private final Specification.Partition partition;
    private final Model model;
    private final CheckOptions options;
    private @Nullable Problem problem;
    private @Nullable Search search;
    private Verdict verdict = Verdict.UNDECIDED;
    private long steps;
    private List<KeyResult.Placed> placed = List.of();
    private @Nullable Operation stuck;
    private int due;

    Job(Specification.Partition partition, Model model, CheckOptions options) {
      this.partition = partition;
      this.model = model;
      this.options = options;
    }

    long run(long budget) {
      if (problem == null || search == null) {
        problem = model.specification().compile(partition.operations(), options);
        search = new Search(problem);
      }
      Search.Status status = search.run(budget);
      long tried = search.steps() - steps;
      steps = search.steps();
      if (status != Search.Status.RUNNING) {
        decide(problem, search);
      }
      return tried;
    }

    private void decide(Problem decided, Search finished) {
      boolean good = finished.status() == Search.Status.LINEARIZABLE;
      verdict = good ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE;
      placed = decided.placed(finished.order(), partition.operations());
      if (!good) {
        stuck = partition.operations().get(decided.source(finished.stuck()));
        due = decided.deadline(finished.stuck());
      }
      search = null;
    }

    void explain() {
      if (stuck != null) {
        LongestPrefix.Found found =
            new LongestPrefix(partition, model, options, EXPLAINED_STEPS).find(due);
        placed = found == null ? placed : found.order();
        stuck = found == null ? stuck : found.stuck();
      }
    }

    int remembered() {
      return search == null ? 0 : search.remembered();
    }

    KeyResult result() {
      return new KeyResult(
          partition.key(), verdict, partition.operations().size(), steps, placed, stuck, waiting());
    }

    private List<Operation> waiting() {
      if (problem == null || stuck == null) {
        return List.of();
      }
      Set<Integer> known = new HashSet<>();
      placed.forEach(each -> known.add(each.operation().index()));
      known.add(stuck.index());
      List<Operation> waiting = new ArrayList<>();
      for (int i = 0; i < problem.size(); i++) {
        Operation operation = partition.operations().get(problem.source(i));
        boolean begun = operation.invocation().event() < stuck.deadline();
        if (begun && !known.contains(operation.index())) {
          waiting.add(operation);
        }
      }
      waiting.sort(Comparator.comparingInt(Operation::index));
      return waiting;
    }
  }
}
