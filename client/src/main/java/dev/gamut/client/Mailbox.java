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
/// answered by its own thread.
final class Mailbox {
  private static final Reply CLOSED =
      new Reply.Failed(new Failure(Failure.Reason.CLOSED, "this client was closed"));

  private final AtomicReference<@Nullable Submission> newest = new AtomicReference<>();
  private final Loop loop;
  private final ClientCore core;
  private final Runnable drain = this::drain;
  private volatile boolean isClosed;

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
    if (isClosed) {
      refuseAll();
    } else if (before == null) {
      loop.post(drain);
    }
  }

  /// Hands everything that has arrived to the core, in the order of arrival.
  private void drain() {
    Submission next = oldestFirst(newest.getAndSet(null));
    while (next != null) {
      Submission submission = next;
      next = submission.before;
      submission.before = null;
      core.submit(submission.call, submission);
    }
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
      submission.accept(CLOSED);
    }
  }
}
