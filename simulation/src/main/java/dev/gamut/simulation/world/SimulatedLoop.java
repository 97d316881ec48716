package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import dev.gamut.world.Loop;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A loop of one process. It is its own wake-up event: a turn is one event of the world, runs
/// everything that is due then, and keeps the loop busy for some microseconds, so that what arrives
/// meanwhile is found together by the next turn, as on a real machine.
///
/// A wake-up that was overtaken by an earlier one stays in the world's queue. When it comes it is
/// the loop's next turn, if that is its time, and otherwise void; until then no later one is put
/// there, so a timer that every turn waits for again is in the queue once.
final class SimulatedLoop extends Event implements Loop {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long WAKE_NANOS_MAX = 5_000;
  private static final long TURN_NANOS_MIN = 500;
  private static final long TURN_NANOS_SPREAD = 10_000;
  private static final long TASK_NANOS = 300;
  private static final int TURN_END_TASKS_MAX = 1_000_000;
  private static final int PURGE_AT = 64;

  private final SimulatedProcess process;
  private final SimulatedWorld world;
  private final int number;
  private final Draws draws;
  private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final EventHeap<SimulatedTimer> timers = new EventHeap<>();
  private int cancelledTimers;
  private long wakeAt = NEVER;

  /// When the wake-ups in the world's queue come: each is earlier than the one before it here.
  private long[] queued = new long[8];

  private int queuedCount;
  private long freeAt;
  private boolean running;
  private @Nullable Fault stall;

  SimulatedLoop(SimulatedProcess process, int number, Draws draws) {
    this.process = process;
    this.world = process.machine().world();
    this.number = number;
    this.draws = draws;
  }

  @Override
  public void post(Runnable task) {
    if (process.isAlive()) {
      inbox.add(task);
      wakeForInbox();
    }
  }

  @Override
  public void atTurnEnd(Runnable task) {
    checkCurrent();
    turnEnd.add(task);
  }

  @Override
  public Timer schedule(long atNanos, Runnable task) {
    checkCurrent();
    SimulatedTimer timer = new SimulatedTimer(task);
    timers.add(atNanos, draws.nextLong(), timer);
    return timer;
  }

  @Override
  public boolean isCurrent() {
    return world.currentLoop() == this;
  }

  int number() {
    return number;
  }

  int timerCount() {
    return timers.size() - cancelledTimers;
  }

  /// Holds the loop, and only it, back until a moment.
  void stallUntil(long time, Fault fault) {
    freeAt = Math.max(freeAt, time);
    stall = fault;
    rearm();
  }

  /// Looks again when to wake: after a pause, or when the clock began to run differently.
  void rearm() {
    if (running) {
      return;
    }
    wakeAt = NEVER;
    if (!inbox.isEmpty()) {
      wakeBy(world.nowNanos());
    }
    dropCancelledTimers();
    if (!timers.isEmpty()) {
      wakeBy(process.machine().clock().worldNanosAt(timers.firstTime()));
    }
  }

  void clear() {
    inbox.clear();
    turnEnd.clear();
    timers.clear();
    wakeAt = NEVER;
  }

  @Override
  boolean fire() {
    queuedCount--;
    if (world.nowNanos() != wakeAt || !process.isAlive()) {
      queueWakeUp();
      return false;
    }
    wakeAt = NEVER;
    if (process.machine().holdsBack()) {
      return false;
    }
    dropCancelledTimers();
    if (inbox.isEmpty() && timers.firstTime() > process.machine().clock().monotonicNanos()) {
      rearm();
      return false;
    }
    runTurn();
    return true;
  }

  private void runTurn() {
    running = true;
    world.setCurrentLoop(this);
    int ran = 0;
    try {
      ran = turn();
    } catch (RuntimeException | Error thrown) {
      world.thrownIn(process, thrown);
    } finally {
      world.setCurrentLoop(null);
      running = false;
    }
    long busy = TURN_NANOS_MIN + draws.below(TURN_NANOS_SPREAD) + TASK_NANOS * ran;
    freeAt = world.nowNanos() + world.network().workNanos(busy);
    rearm();
  }

  private int turn() {
    long local = process.machine().clock().monotonicNanos();
    int posted = inbox.size();
    boolean timersFirst = timers.firstTime() <= local && draws.below(2) == 0;
    int ran = timersFirst ? runTimers(local) : 0;
    ran += runInbox(posted);
    ran += timersFirst ? 0 : runTimers(local);
    runTurnEnd();
    world.record(Happening.TURN, process.machine(), 0, number, ran);
    return ran;
  }

  private int runInbox(int count) {
    int ran = 0;
    while (ran < count && process.isAlive()) {
      inbox.remove().run();
      ran++;
    }
    return ran;
  }

  private int runTimers(long local) {
    int ran = 0;
    while (timers.firstTime() <= local && process.isAlive()) {
      ran += timers.poll().run() ? 1 : 0;
    }
    return ran;
  }

  private void runTurnEnd() {
    int ran = 0;
    while (!turnEnd.isEmpty() && process.isAlive()) {
      turnEnd.remove().run();
      Invariant.check(++ran < TURN_END_TASKS_MAX, "the end of a turn does not end");
    }
  }

  private void wakeForInbox() {
    if (!running && wakeAt > world.nowNanos() + WAKE_NANOS_MAX) {
      wakeBy(world.nowNanos() + world.network().workNanos(draws.below(WAKE_NANOS_MAX)));
    }
  }

  private void wakeBy(long time) {
    long at = Math.max(Math.max(time, freeAt), world.nowNanos());
    if (at < wakeAt) {
      wakeAt = at;
      queueWakeUp();
      if (stall != null && at == freeAt) {
        stall.fire();
        stall = null;
      }
    }
  }

  /// Sees to it that a wake-up comes no later than the next turn.
  private void queueWakeUp() {
    if (wakeAt == NEVER || (queuedCount > 0 && queued[queuedCount - 1] <= wakeAt)) {
      return;
    }
    if (queuedCount == queued.length) {
      queued = Arrays.copyOf(queued, 2 * queuedCount);
    }
    queued[queuedCount++] = wakeAt;
    world.schedule(wakeAt, this);
  }

  private void checkCurrent() {
    Invariant.check(isCurrent() || !process.isAlive(), "called from outside of the loop");
  }

  private void dropCancelledTimers() {
    for (SimulatedTimer first = timers.peek();
        first != null && first.task == null;
        first = timers.peek()) {
      timers.poll();
      cancelledTimers--;
    }
  }

  private void purgeTimers() {
    if (cancelledTimers > PURGE_AT && cancelledTimers > timers.size() / 2) {
      timers.removeIf(timer -> timer.task == null);
      cancelledTimers = 0;
    }
  }

  /// A cancelled timer stays in the heap without its task, until it is due or many of them are.
  private final class SimulatedTimer implements Timer {
    private @Nullable Runnable task;

    SimulatedTimer(Runnable task) {
      this.task = task;
    }

    @Override
    public void cancel() {
      if (task != null) {
        task = null;
        cancelledTimers++;
        purgeTimers();
      }
    }

    boolean run() {
      Runnable due = task;
      task = null;
      if (due == null) {
        cancelledTimers--;
        return false;
      }
      due.run();
      return true;
    }
  }
}
