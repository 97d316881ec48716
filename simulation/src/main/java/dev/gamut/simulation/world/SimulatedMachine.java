package dev.gamut.simulation.world;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.disk.MemoryDisk;
import dev.gamut.world.Loop;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A machine: what stays when a process ends (its disk, its stores, its clocks) and at most one
/// running process. A process that ended never runs again, not even a task of it; a restart is a
/// new process with new loops, from the same boot function and the same disk.
public final class SimulatedMachine {
  private static final long SUPERVISOR_NANOS_MIN = 50_000_000;
  private static final long SUPERVISOR_NANOS_MAX = 2_000_000_000;

  private final SimulatedWorld world;
  private final Identity identity;
  private final Draws draws;
  private final SimulatedClock clock;
  private final SimulatedDisk disk;
  private final Map<Integer, MemoryStore> stores = new TreeMap<>();
  private @Nullable Boot boot;
  private @Nullable SimulatedProcess process;
  private int processes;
  private boolean powered = true;
  private boolean supervised = true;
  private long pausedUntil;
  private @Nullable Fault pause;

  SimulatedMachine(SimulatedWorld world, Identity identity, Draws draws) {
    this.world = world;
    this.identity = identity;
    this.draws = draws;
    this.clock = new SimulatedClock(world, draws.purpose("clock"));
    this.disk = new SimulatedDisk(world, draws.purpose("disk"));
  }

  record Identity(int number, String name, @Nullable NodeId id, int loops) {}

  /// Builds a node or client in a fresh process, as `main` does, before its loops run.
  @FunctionalInterface
  public interface Boot {
    /// What it throws ends the process; an error fails the run, unless the world was told
    /// otherwise.
    void boot(SimulatedProcess process) throws Exception;
  }

  public String name() {
    return identity.name();
  }

  public @Nullable NodeId id() {
    return identity.id();
  }

  public SimulatedWorld world() {
    return world;
  }

  /// Whether a process that ends itself is started again after a while; true at first.
  public void supervise(boolean newSupervised) {
    supervised = newSupervised;
  }

  /// Starts the first process, now.
  public void start(Boot newBoot) {
    boot = newBoot;
    restart();
  }

  /// Starts a process when none is running.
  public void restart() {
    Boot toRun = Objects.requireNonNull(boot, "never started");
    if (process != null) {
      return;
    }
    powered = true;
    processes++;
    pausedUntil = 0;
    clock.restart();
    world.record(Happening.STARTED, this, 0, processes, 0);
    SimulatedProcess started =
        new SimulatedProcess(this, identity.loops(), draws.purpose("process").purpose(processes));
    process = started;
    try {
      toRun.boot(started);
    } catch (Exception e) {
      started.exit(e.toString());
    } catch (Error e) {
      world.thrownIn(started, e);
    }
  }

  /// The power goes: every task, timer, connection and job is gone, and the disk loses what was not
  /// synced. Nobody is told.
  public void crash() {
    crash(FaultKind.POWER_LOST);
  }

  void crash(FaultKind kind) {
    world.record(Happening.POWER_LOST, this, 0, 0, 0);
    SimulatedProcess ended = process;
    process = null;
    if (ended != null) {
      world.faultCounters().count(kind);
      ended.end(false);
    }
    if (powered) {
      disk.losePower();
    }
    powered = false;
  }

  /// The process ends, as by `kill -9`: files keep what was written, peers hear their connections
  /// end.
  public void kill() {
    if (process != null) {
      world.record(Happening.KILLED, this, 0, 0, 0);
      world.faultCounters().count(FaultKind.PROCESS_KILLED);
      endProcess(process);
    }
  }

  /// Stops every thread of the process for a while, as SIGSTOP does; what became due meanwhile runs
  /// afterwards, late.
  public void pause(long nanos) {
    pauseUntil(world.nowNanos() + nanos, world.fault(FaultKind.PAUSED));
  }

  public void resume() {
    if (isPaused()) {
      pausedUntil = world.nowNanos();
      goOn();
    }
  }

  /// Replaces everything stored by nothing, as when a disk is lost; only while nothing runs.
  public void wipe() {
    Invariant.check(process == null, "wiped while running");
    world.note(name() + " is wiped");
    disk.wipe();
    stores.clear();
  }

  /// The disk itself, for damage at a chosen place.
  public MemoryDisk hardware() {
    return disk.hardware();
  }

  /// The store of a loop, as the process that runs or ran last left it; null for none.
  public @Nullable MemoryStore store(int loopNumber) {
    return stores.get(loopNumber);
  }

  /// The running process, or null.
  public @Nullable SimulatedProcess process() {
    return process;
  }

  public boolean isRunning() {
    return process != null;
  }

  public boolean isPaused() {
    return world.nowNanos() < pausedUntil;
  }

  /// When the last pause ended, or will; 0 when there was none since the process began.
  public long pausedUntil() {
    return pausedUntil;
  }

  /// Whether its kernel runs, and can refuse a connection.
  public boolean isPowered() {
    return powered;
  }

  int number() {
    return identity.number();
  }

  /// The latest time of day that its clock has shown.
  public long shownMillis() {
    return clock.shownMillis();
  }

  SimulatedClock clock() {
    return clock;
  }

  Draws draws() {
    return draws;
  }

  void exited(SimulatedProcess ended, String reason) {
    world.note(name() + " ends itself: " + reason);
    world.record(Happening.EXITED, this, 0, 0, 0);
    world.faultCounters().count(FaultKind.PROCESS_EXITED);
    endProcess(ended);
    if (supervised) {
      world.after(
          draws.between(SUPERVISOR_NANOS_MIN, SUPERVISOR_NANOS_MAX), this::restartIfPowered);
    }
  }

  void pauseUntil(long time, Fault fault) {
    if (process != null && time > pausedUntil) {
      world.record(Happening.PAUSED, this, 0, time - world.nowNanos(), 0);
      pausedUntil = time;
      pause = fault;
      world.at(time, this::goOn);
    }
  }

  /// Whether a pause holds back something that is due.
  boolean holdsBack() {
    if (!isPaused()) {
      return false;
    }
    if (pause != null) {
      pause.fire();
    }
    return true;
  }

  /// Ends whatever is wrong with this machine, and starts it if it is down.
  void heal() {
    clock.jumpTo(0, null);
    runClockAt(1, null);
    disk.heal();
    resume();
    rearm();
    if (boot != null) {
      restart();
    }
  }

  /// Lets monotonic time run at another rate; timers look again when they are due.
  void runClockAt(double rate, @Nullable Fault fault) {
    clock.runAt(rate, fault);
    rearm();
  }

  void releaseDisk() {
    disk.release();
    rearm();
  }

  SimulatedDisk disk() {
    return disk;
  }

  /// The store of a loop: the one that the last process left, or else an empty one.
  MemoryStore openStore(int loopNumber, Loop loop) {
    MemoryStore last = stores.get(loopNumber);
    MemoryStore opened = last == null ? SimulatedStore.newMemory(loop) : last.reopen(loop);
    stores.put(loopNumber, opened);
    return opened;
  }

  private void rearm() {
    if (process != null) {
      process.rearm();
    }
  }

  private void goOn() {
    if (process != null && !isPaused()) {
      world.record(Happening.RESUMED, this, 0, 0, 0);
      process.rearm();
    }
  }

  private void restartIfPowered() {
    if (powered && supervised) {
      restart();
    }
  }

  private void endProcess(SimulatedProcess ended) {
    if (process == ended) {
      process = null;
      ended.end(true);
      world.network().ended(this);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
