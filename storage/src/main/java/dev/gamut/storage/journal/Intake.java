package dev.gamut.storage.journal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Orders from any thread to the journal's, and whether that thread has been asked to look.
///
/// Whoever turns `asked` on submits the job; the job turns it off before it looks for the last
/// time. So an order is always either seen by a job that runs or followed by a job.
final class Intake {
  private final ConcurrentLinkedQueue<Order> orders = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asked = new AtomicBoolean();

  void add(Order order) {
    orders.add(order);
  }

  @Nullable Order poll() {
    return orders.poll();
  }

  boolean isEmpty() {
    return orders.isEmpty();
  }

  /// True for the one caller that has to submit a job now.
  boolean ask() {
    return !asked.get() && asked.compareAndSet(false, true);
  }

  /// The job is about to end. True when orders came meanwhile and it is still the one to do them.
  boolean rest() {
    asked.set(false);
    return !orders.isEmpty() && asked.compareAndSet(false, true);
  }
}
