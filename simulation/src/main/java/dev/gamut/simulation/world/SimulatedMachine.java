package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.world.Disk;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A machine: what stays when a process ends (its disk, its clocks, whatever it is told to keep)
/// and at most one running process. A process that ended never runs again, not even a task of it; a
/// restart is a new process with new loops, from the same boot function and the same disk.
public final class SimulatedMachine {
  private static final long SUPERVISOR_NANOS_MIN = 50_000_000;
  private static final long SUPERVISOR_NANOS_MAX = 2_000_000_000;

  private final SimulatedWorld world;
  private final Identity identity;
  private final Draws draws;
  private final SimulatedClock clock;
  private final Map<String, Kept> kept = new TreeMap<>();
  private @Nullable MachineDisk disk;
  private @Nullable Boot boot;
  private @Nullable SimulatedProcess process;
  private int processes;
  private boolean powered = true;
  private boolean supervised = true;
  private long pausedUntil;
  private @Nullable Fault pause;
  private long disksStalledUntil;
  private @Nullable Fault diskStall;

  SimulatedMachine(SimulatedWorld world, Identity identity, Draws draws) {
    this.world = world;
    this.identity = identity;
    this.draws = draws;
    this.clock = new SimulatedClock(world, draws.purpose("clock"));
  }

  record Identity(int number, String name, @Nullable NodeId id, int loops) {}

  /// Builds a node or client in a fresh process, as `main` does, before its loops run.
  @FunctionalInterface
  public interface Boot {
    /// What it throws ends the process; an error fails the run, unless the world was told
    /// otherwise.
    void boot(SimulatedProcess process) throws Exception;
  }

  /// Something of a process that outlives it, at least in part, without being a file: the twin of a
  /// storage engine, say.
  public interface Kept {
    /// The process has ended, whatever way: what it held in memory is lost.
    void processEnded(Entropy entropy);
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

  /// Gives the machine its disk; before the first start.
  public void install(MachineDisk newDisk) {
    Invariant.check(disk == null, "the machine has a disk");
    disk = newDisk;
  }

  /// What was kept under a name, or else a new one.
  @SuppressWarnings("unchecked") // A name is always used for the same type.
  public <T extends Kept> T keep(String name, Supplier<T> maker) {
    return (T) kept.computeIfAbsent(name, _ -> maker.get());
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
      loseMemory();
    }
    if (powered && disk != null) {
      disk.losePower(draws);
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
    pauseUntil(world.nowNanos() + nanos, new Fault(FaultKind.PAUSED, world.faultCounters()));
  }

  public void resume() {
    if (isPaused()) {
      pausedUntil = world.nowNanos();
      goOn();
    }
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

  /// Whether its kernel runs, and can refuse a connection.
  public boolean isPowered() {
    return powered;
  }

  int number() {
    return identity.number();
  }

  SimulatedClock clock() {
    return clock;
  }

  Draws draws() {
    return draws;
  }

  Disk door() {
    return Objects.requireNonNull(disk, "the machine has no disk").door();
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

  void stallDisksUntil(long time, @Nullable Fault fault) {
    disksStalledUntil = time;
    diskStall = fault;
  }

  void releaseDisks() {
    stallDisksUntil(world.nowNanos(), null);
    if (process != null) {
      process.rearm();
    }
  }

  /// Whether a stall of the disk holds a job back that is ready.
  boolean stallsDisk() {
    if (world.nowNanos() >= disksStalledUntil) {
      return false;
    }
    if (diskStall != null) {
      diskStall.fire();
    }
    return true;
  }

  @Nullable MachineDisk disk() {
    return disk;
  }

  /// Ends whatever is wrong with this machine, and starts it if it is down.
  void heal() {
    clock.jumpTo(0, null);
    runClockAt(1, null);
    releaseDisks();
    if (disk != null) {
      disk.heal();
    }
    resume();
    if (boot != null) {
      restart();
    }
  }

  /// Lets monotonic time run at another rate; timers look again when they are due.
  void runClockAt(double rate, @Nullable Fault fault) {
    clock.runAt(rate, fault);
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
      loseMemory();
    }
  }

  private void loseMemory() {
    kept.values().forEach(thing -> thing.processEnded(draws));
  }

  @Override
  public String toString() {
    return name();
  }
}
