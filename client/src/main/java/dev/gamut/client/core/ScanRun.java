package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers one page of a scan: asks partition after partition, or some at once, and takes their
/// items in the order of places until the page is full or the range is done.
///
/// A step is one stretch of the range, a partition as it was known when the step began. The catalog
/// may change meanwhile: a step goes on where the partition that answered ended, so that one that
/// was split or merged is read whole and once.
final class ScanRun {
  private final Courier courier;
  private final ScanPlan plan;
  private final ReadTerms terms;
  private final long deadlineNanos;
  private final Consumer<Reply> done;
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private final List<Reply.Row> rows = new ArrayList<>();
  private int countLeft;
  private long sizeLeft;
  private boolean isDone;

  /// Where the first step that has not begun will begin; null when all have.
  private @Nullable Bytes unplanned;

  /// A stretch of places and what is known of it.
  private static final class Step {
    Bytes from;
    final @Nullable Bytes to;
    final List<Result.Placed> items = new ArrayList<>();
    @Nullable Pending asking;
    @Nullable Reply failure;
    boolean isComplete;

    Step(Bytes from, @Nullable Bytes to) {
      this.from = from;
      this.to = to;
    }

    boolean isOpen() {
      return asking == null && failure == null && !isComplete;
    }
  }

  ScanRun(Courier courier, ScanPlan plan, Call.Scan scan, ClientCore.Asked asked) {
    this.courier = courier;
    this.plan = plan;
    this.terms = scan.terms();
    this.deadlineNanos = asked.deadlineNanos();
    this.done = asked.done();
    this.countLeft = scan.page().countMax();
    this.sizeLeft = scan.page().sizeMax();
  }

  /// @param from where the page begins
  void start(Bytes from) {
    unplanned = plan.isEmpty() ? null : from;
    goOn();
  }

  private void goOn() {
    while (steps.size() < plan.width() && unplanned != null) {
      steps.add(plan(unplanned));
    }
    if (steps.isEmpty()) {
      finish(null);
      return;
    }
    Step head = steps.getFirst();
    for (Step step : steps) {
      // One behind the first asks once; what more it has may not be wanted on this page.
      if (step.isOpen() && (step == head || step.items.isEmpty())) {
        ask(step);
      }
      if (isDone) {
        return;
      }
    }
  }

  private Step plan(Bytes from) {
    PartitionDescriptor partition = plan.table().table().locate(from);
    Bytes to = ScanPlan.earlier(partition.to(), plan.to());
    boolean isLast = to == null || to.equals(plan.to());
    unplanned = isLast ? null : to;
    return new Step(from, to);
  }

  private void ask(Step step) {
    Operation.Scan scan =
        new Operation.Scan(step.from, step.to, plan.filter(), countLeft, (int) sizeLeft);
    Pending.Where where = new Pending.Where(plan.table().table().name(), plan.tableId(), step.from);
    Pending.Spec spec = new Pending.Spec(scan, terms, deadlineNanos, where);
    Pending pending = courier.prepare(spec, reply -> answered(step, reply));
    step.asking = pending;
    courier.submit(pending);
  }

  private void answered(Step step, Reply reply) {
    Route by = step.asking == null ? null : step.asking.answeredBy;
    step.asking = null;
    if (reply instanceof Reply.Part(Result.Page page)) {
      step.items.addAll(page.items());
      advance(step, page, by == null ? null : by.descriptor());
    } else {
      step.failure = reply;
    }
    if (!isDone) {
      take();
    }
  }

  private static void advance(
      Step step, Result.Page page, @Nullable PartitionDescriptor partition) {
    Bytes end = ScanPlan.earlier(step.to, partition == null ? null : partition.to());
    Bytes next = page.next() != null ? page.next() : end;
    if (next == null || (step.to != null && next.compareTo(step.to) >= 0)) {
      step.isComplete = true;
    } else {
      step.from = next;
    }
  }

  /// Moves what the first steps have to the page, in order.
  private void take() {
    while (!steps.isEmpty()) {
      Step head = steps.getFirst();
      if (!takeItems(head)) {
        return;
      }
      if (isFull()) {
        finish(head.isComplete ? behind(head) : head.from);
        return;
      }
      if (head.failure != null) {
        fail(head, head.failure);
        return;
      }
      if (!head.isComplete) {
        break;
      }
      steps.removeFirst();
    }
    goOn();
  }

  /// Returns whether the page goes on.
  private boolean takeItems(Step head) {
    for (Result.Placed placed : head.items) {
      if (isFull()) {
        finish(placed.place());
        return false;
      }
      if (!add(placed)) {
        return false;
      }
    }
    head.items.clear();
    return true;
  }

  private boolean isFull() {
    return countLeft <= 0 || sizeLeft <= 0;
  }

  /// What came before a failure is still a page; the next one will tell of the failure, or not.
  private void fail(Step head, Reply failure) {
    if (rows.isEmpty()) {
      end(failure);
    } else {
      finish(head.from);
    }
  }

  /// Where the range goes on behind a step; null when it does not.
  private @Nullable Bytes behind(Step step) {
    return step.to == null || step.to.equals(plan.to()) ? null : step.to;
  }

  private boolean add(Result.Placed placed) {
    try {
      Key key = Key.atPlace(plan.table().table().spec().partitionBy(), placed.place());
      rows.add(new Reply.Row(key, placed.item()));
    } catch (MalformedException e) {
      end(Reply.Failed.of(Failure.Reason.UNAVAILABLE, "a node sent no key: " + e.getMessage()));
      return false;
    }
    countLeft--;
    sizeLeft -= placed.place().length() + size(placed.item());
    return true;
  }

  private static long size(Item item) {
    long size = 0;
    for (Item.Sibling sibling : item.siblings()) {
      size += sibling.value().bytes().length();
    }
    return size;
  }

  private void finish(@Nullable Bytes next) {
    end(new Reply.Page(rows, next == null ? null : plan.token(next)));
  }

  private void end(Reply reply) {
    isDone = true;
    for (Step step : steps) {
      Pending asking = step.asking;
      if (asking != null) {
        courier.cancel(asking);
      }
    }
    done.accept(reply);
  }
}
