package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the moment at which a history ceases to be linearizable. Linearizability is closed under
/// prefixes (Herlihy and Wing 1990, §3.3), so there is exactly one operation whose return makes the
/// history wrong, whatever order is tried: everything before that return can be ordered.
///
/// The search itself does not know it, because it looks ahead: it gives up an order as soon as
/// something much later can no longer be had. So prefixes are searched anew, from the place where
/// it gave up onwards, in doubling strides and then by bisection.
final class LongestPrefix {
  private static final Completion UNDONE =
      new Completion(Outcome.FAIL, Unsaid.UNSAID, null, "undone", Completion.NEVER, 0);

  private final Specification.Partition partition;
  private final Model model;
  private final CheckOptions options;
  private long budget;
  private List<Operation> originals = List.of();
  private @Nullable Problem problem;
  private @Nullable Search search;

  /// @param budget how many transitions may be tried
  LongestPrefix(Specification.Partition partition, Model model, CheckOptions options, long budget) {
    this.partition = partition;
    this.model = model;
    this.options = options;
    this.budget = budget;
  }

  /// What can be ordered.
  ///
  /// @param order of everything that had returned before `stuck` did, and what else was wanted
  record Found(List<KeyResult.Placed> order, Operation stuck) {}

  /// @param known an event before which everything can be ordered
  /// @return null when the budget was too small
  @Nullable Found find(int known) {
    List<Operation> ends = ends(known);
    int good = -1;
    int bad = ends.size() - 1;
    for (int stride = 1; good + stride < bad; stride *= 2) {
      Verdict verdict = judge(ends.get(good + stride).deadline() + 1);
      if (verdict == Verdict.UNDECIDED) {
        return null;
      }
      if (verdict == Verdict.NOT_LINEARIZABLE) {
        bad = good + stride;
        break;
      }
      good += stride;
    }
    while (good + 1 < bad) {
      int middle = (good + bad) >>> 1;
      Verdict verdict = judge(ends.get(middle).deadline() + 1);
      if (verdict == Verdict.UNDECIDED) {
        return null;
      }
      good = verdict == Verdict.LINEARIZABLE ? middle : good;
      bad = verdict == Verdict.LINEARIZABLE ? bad : middle;
    }
    Operation stuck = ends.get(bad);
    return judge(stuck.deadline()) == Verdict.LINEARIZABLE ? new Found(placed(), stuck) : null;
  }

  /// The operations whose returns can make the history wrong, by their returns.
  private List<Operation> ends(int from) {
    List<Operation> ends = new ArrayList<>();
    for (Operation each : partition.operations()) {
      if (each.outcome() != Outcome.INFO && each.deadline() >= from) {
        ends.add(each);
      }
    }
    ends.sort((one, other) -> Integer.compare(one.deadline(), other.deadline()));
    return ends;
  }

  private Verdict judge(int event) {
    List<Operation> cut = new ArrayList<>();
    originals = new ArrayList<>();
    for (Operation each : partition.operations()) {
      Operation before = before(each, event);
      if (before != null) {
        cut.add(before);
        originals.add(each);
      }
    }
    problem = model.specification().compile(cut, options);
    search = new Search(problem);
    Search.Status status = search.run(budget);
    budget -= search.steps();
    return switch (status) {
      case LINEARIZABLE -> Verdict.LINEARIZABLE;
      case VIOLATED -> Verdict.NOT_LINEARIZABLE;
      case RUNNING -> Verdict.UNDECIDED;
    };
  }

  /// What is known of an operation before an event: nothing when it began later; what has not
  /// returned may have taken effect, unless it is known that it did not.
  private @Nullable Operation before(Operation each, int event) {
    boolean begun = each.invocation().event() < event;
    if (begun && (each.outcome() == Outcome.INFO || each.completion().event() < event)) {
      return each;
    }
    if (begun && each.outcome() == Outcome.OK) {
      return ending(each, Completion.MISSING);
    }
    return model.specification().colours(each) ? ending(each, UNDONE) : null;
  }

  private static Operation ending(Operation each, Completion completion) {
    return new Operation(
        each.index(),
        each.process(),
        each.key(),
        each.function(),
        each.argument(),
        each.invocation(),
        completion);
  }

  private List<KeyResult.Placed> placed() {
    return problem == null || search == null
        ? List.of()
        : problem.placed(search.order(), originals);
  }
}
