package dev.gamut.client.core;

import dev.gamut.base.Entropy;
import dev.gamut.base.WallTime;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// A small world on virtual time: one loop, and nodes that a test scripts. Events happen in the
/// order of their times, and of their making where times are equal.
final class ToyWorld implements Loop, Clock, Connection.Dialer {
  static final long MILLI = 1_000_000;

  final Entropy entropy;
  final Map<String, ToyNode> nodes = new LinkedHashMap<>();
  long latencyNanos = MILLI / 10;
  int dialCount;
  int timerCount;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private long now = 1;
  private long eventCount;

  ToyWorld(long seed) {
    entropy = Entropy.seeded(seed);
  }

  private final class Event implements Comparable<Event>, Timer {
    final long at;
    final long number = eventCount++;
    final Runnable task;
    boolean cancelled;

    Event(long at, Runnable task) {
      this.at = at;
      this.task = task;
    }

    @Override
    public int compareTo(Event other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : Long.compare(number, other.number);
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  ToyNode node(String address) {
    return nodes.computeIfAbsent(address, key -> new ToyNode(this, key));
  }

  @Override
  public long monotonicNanos() {
    return now;
  }

  @Override
  public WallTime wall() {
    long millis = 1_700_000_000_000L + now / MILLI;
    return new WallTime(millis, millis);
  }

  @Override
  public void post(Runnable task) {
    after(0, task);
  }

  @Override
  public void atTurnEnd(Runnable task) {
    turnEnd.add(task);
  }

  @Override
  public Timer schedule(long atNanos, Runnable task) {
    timerCount++;
    return at(Math.max(now, atNanos), task);
  }

  @Override
  public boolean isCurrent() {
    return true;
  }

  @Override
  public void dial(String address, Connection.Handler handler) {
    dialCount++;
    after(latencyNanos, () -> node(address).accept(handler));
  }

  Timer after(long nanos, Runnable task) {
    return at(now + nanos, task);
  }

  private Event at(long nanos, Runnable task) {
    Event event = new Event(nanos, task);
    events.add(event);
    return event;
  }

  /// Runs what a test does as a turn of its own.
  void turn(Runnable task) {
    task.run();
    endTurn();
  }

  private void endTurn() {
    while (!turnEnd.isEmpty()) {
      turnEnd.remove().run();
    }
  }

  /// Lets time pass, with all that happens in it.
  void run(long nanos) {
    long end = now + nanos;
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.remove();
      now = Math.max(now, event.at);
      if (!event.cancelled) {
        event.task.run();
        endTurn();
      }
    }
    now = end;
  }

  void runMillis(long millis) {
    run(millis * MILLI);
  }
}
