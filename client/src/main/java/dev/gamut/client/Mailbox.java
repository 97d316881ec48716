package dev.gamut.client;

import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.world.Loop;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Hands calls from many threads to the loop: a stack that each pushes to with one compare-and-swap
/// and that the loop takes whole (Treiber 1986). Only whoever finds it empty wakes the loop, so
/// that many threads that call at once cost one wake-up, and their requests leave as one frame.
///
/// After [#close] nobody waits for ever: a call that is pushed too late for the loop's last look is
/// answered by its own thread. Nor does anybody once the loop broke: the calls that the core has
/// not answered are kept in a list of the loop's own, so that [#broken] can tell them.
final class Mailbox {
  private static final Reply CLOSED =
      new Reply.Failed(new Failure(Failure.Reason.CLOSED, "this client was closed"));

  private final AtomicReference<@Nullable Submission> newest = new AtomicReference<>();
  private final Loop loop;
  private final ClientCore core;
  private final Runnable drain = this::drain;
  private volatile boolean isClosed;
  private volatile @Nullable Throwable brokenBy;

  /// The latest of the calls that the core has; the loop's.
  private @Nullable Submission held;

  private boolean isDraining;

  Mailbox(Loop loop, ClientCore core) {
    this.loop = loop;
    this.core = core;
  }

  /// Takes a call; from any thread.
  void submit(Submission submission) {
    Submission before;
    do {
      before = newest.get();
      submission.before = before;
    } while (!newest.compareAndSet(before, submission));
    if (isClosed || brokenBy != null) {
      refuseAll();
    } else if (before == null) {
      if (loop.isCurrent() && !isDraining) {
        drain();
      } else {
        loop.post(drain);
      }
    }
  }

  /// Hands everything that has arrived to the core, in the order of arrival.
  private void drain() {
    Submission next = oldestFirst(newest.getAndSet(null));
    // All of them before any: what escapes from the core for one must not lose the others.
    for (Submission one = next; one != null; one = one.before) {
      hold(one);
    }
    isDraining = true;
    while (next != null) {
      Submission submission = next;
      next = submission.before;
      submission.before = null;
      core.submit(submission.call, submission);
    }
    isDraining = false;
  }

  private void hold(Submission submission) {
    submission.heldBy = this;
    submission.earlier = held;
    if (held != null) {
      held.later = submission;
    }
    held = submission;
  }

  /// A call that the core has answered; on the loop.
  void release(Submission submission) {
    Submission earlier = submission.earlier;
    Submission later = submission.later;
    if (earlier != null) {
      earlier.later = later;
    }
    if (later != null) {
      later.earlier = earlier;
    } else {
      held = earlier;
    }
    submission.earlier = null;
    submission.later = null;
    submission.heldBy = null;
  }

  /// The loop's work has ended because of this, and so has every call; on the loop, where nothing
  /// runs any more.
  void broken(Throwable cause) {
    brokenBy = cause;
    refuseAll();
    for (Submission one = held; one != null; one = one.earlier) {
      one.fail(cause);
    }
    held = null;
  }

  private static @Nullable Submission oldestFirst(@Nullable Submission newest) {
    Submission reversed = null;
    Submission rest = newest;
    while (rest != null) {
      Submission older = rest.before;
      rest.before = reversed;
      reversed = rest;
      rest = older;
    }
    return reversed;
  }

  /// From now on calls are refused; those in the mailbox too, unless the loop takes them first.
  void close() {
    isClosed = true;
    refuseAll();
  }

  private void refuseAll() {
    Submission next = oldestFirst(newest.getAndSet(null));
    while (next != null) {
      Submission submission = next;
      next = submission.before;
      Throwable cause = brokenBy;
      if (cause != null) {
        submission.fail(cause);
      } else {
        submission.accept(CLOSED);
      }
    }
  }
}
