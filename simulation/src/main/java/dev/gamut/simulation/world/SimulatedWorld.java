package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A world of machines on virtual time: all doors of `dev.gamut.world`, on one thread, drawn from
/// one seed. The same seed, the same scenario and the same code give the same run, event by event,
/// on every JVM; [#traceHash] is how that is checked.
///
/// The world takes one event after the other from a queue ordered by time; events of the same
/// moment come in an order that the seed draws. Time stands still while an event happens, and skips
/// to the next one after it.
public final class SimulatedWorld {
  private final long seed;
  private final FaultMix mix;
  private final Draws draws;
  private final Draws ties;
  private final EventHeap<Event> events = new EventHeap<>();
  private final List<String> names = new ArrayList<>(List.of("world"));
  private final List<SimulatedMachine> machines = new ArrayList<>();
  private final Map<NodeId, SimulatedMachine> nodes = new HashMap<>();
  private final List<Observer> observers = new ArrayList<>();
  private final Trace trace = new Trace(names);
  private final FaultCounters faults = new FaultCounters();
  private final SimulatedNetwork network;
  private final double[] chances = new double[FaultKind.values().length];
  private Predicate<Throwable> endsOnlyTheNode = _ -> false;
  private long now;
  private long eventCount;
  private @Nullable SimulatedLoop currentLoop;
  private @Nullable SimulatedMachine acting;

  /// @param mix of which the network and the workers take the chances; its faults that come by the
  ///   minute are a [Nemesis]'s
  public SimulatedWorld(long seed, FaultMix mix) {
    this.seed = seed;
    this.mix = mix;
    this.draws = new Draws(seed);
    this.ties = draws.purpose("ties");
    this.network = new SimulatedNetwork(this, draws.purpose("network"));
    takeChances(true);
  }

  /// Hears of every event right after it: where invariants are checked.
  @FunctionalInterface
  public interface Observer {
    /// @param machine that the event happened on, null when it was the world's own
    void afterEvent(@Nullable SimulatedMachine machine);
  }

  public long seed() {
    return seed;
  }

  public FaultMix mix() {
    return mix;
  }

  public long nowNanos() {
    return now;
  }

  /// The true time of day, which no clock shows exactly.
  public long wallMillis() {
    return SimulatedClock.EPOCH_MILLIS + nowNanos() / 1_000_000;
  }

  /// Adds a machine that is a node of the cluster, with so many loops; it does not run yet.
  public SimulatedMachine addNode(NodeId id, int loops) {
    Invariant.require(!nodes.containsKey(id), "%s exists", id);
    SimulatedMachine machine = add(id.toString(), id, loops);
    nodes.put(id, machine);
    return machine;
  }

  /// Adds a machine that is no node: a client, which has the same doors but no peers.
  public SimulatedMachine addClient(String name, int loops) {
    return add(name, null, loops);
  }

  private SimulatedMachine add(String name, @Nullable NodeId id, int loops) {
    Invariant.require(!names.contains(name), "a machine named %s exists", name);
    Invariant.require(loops > 0, "no loops: %s", loops);
    names.add(name);
    var identity = new SimulatedMachine.Identity(machines.size() + 1, name, id, loops);
    SimulatedMachine machine = new SimulatedMachine(this, identity, draws.purpose(name));
    machines.add(machine);
    network.grow(machines);
    return machine;
  }

  /// In the order of their addition.
  public List<SimulatedMachine> machines() {
    return Collections.unmodifiableList(machines);
  }

  public @Nullable SimulatedMachine node(NodeId id) {
    return nodes.get(id);
  }

  public SimulatedNetwork network() {
    return network;
  }

  /// Randomness for a scenario, apart from everything else's.
  public Entropy entropy(String purpose) {
    return draws.purpose("scenario").purpose(purpose);
  }

  /// Errors that end only the node that threw them, as an operator would expect it to stop; every
  /// other thing thrown fails the run.
  public void endsOnlyTheNode(Predicate<Throwable> condition) {
    endsOnlyTheNode = condition;
  }

  public void afterEvent(Observer observer) {
    observers.add(observer);
  }

  /// Has the scenario act at a moment.
  public void at(long timeNanos, Runnable task) {
    Invariant.require(timeNanos >= now, "%s is past", Trace.seconds(timeNanos));
    schedule(timeNanos, new ScenarioTask(task));
  }

  public void after(long delayNanos, Runnable task) {
    at(now + delayNanos, task);
  }

  /// Lets the next event happen. False when there is none.
  public boolean step() {
    return step(Long.MAX_VALUE - 1);
  }

  /// Runs all events up to a moment, and stands at it afterwards.
  public void runUntil(long timeNanos) {
    while (step(timeNanos)) {
      // Every event is a step.
    }
    now = Math.max(now, timeNanos);
  }

  public void runFor(long nanos) {
    runUntil(now + nanos);
  }

  /// Runs until the condition holds after an event, or a moment has passed; returns whether it
  /// held.
  public boolean runUntil(BooleanSupplier condition, long limitNanos) {
    while (!condition.getAsBoolean()) {
      if (!step(limitNanos)) {
        now = Math.max(now, limitNanos);
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  /// The number of events that really happened.
  public long events() {
    return eventCount;
  }

  /// A hash of everything that happened so far.
  public long traceHash() {
    return trace.hash();
  }

  /// The last few thousand events, in words.
  public List<String> recentTrace() {
    return trace.recent();
  }

  /// Writes every event from now on in words, a line each; null to stop.
  public void writeTrace(@Nullable Appendable output) {
    trace.writeTo(output);
  }

  /// Puts a sentence into the trace.
  public void note(String sentence) {
    trace.note(now, 0, sentence);
  }

  /// The faults that happened so far, those of the machines' disks among them.
  public FaultReport faults() {
    FaultCounters all = faults.copy();
    for (SimulatedMachine machine : machines) {
      all.add(machine.disk());
    }
    return all.report();
  }

  /// Lets the faults that strike single frames and jobs happen, as the mix says, or not.
  public void takeChances(boolean on) {
    for (FaultKind kind : FaultKind.values()) {
      boolean isChance = kind.measure() == FaultKind.Measure.CHANCE;
      chances[kind.slot()] = on && isChance ? mix.rate(kind) : 0;
    }
  }

  double chance(FaultKind kind) {
    return chances[kind.slot()];
  }

  Fault fault(FaultKind kind) {
    return new Fault(kind, faults);
  }

  FaultCounters faultCounters() {
    return faults;
  }

  Trace trace() {
    return trace;
  }

  void record(Happening kind, SimulatedMachine machine, int other, long first, long second) {
    acting = machine;
    trace.record(now, kind, machine.number(), other, first, second);
  }

  void schedule(long time, Event event) {
    events.add(time, ties.nextLong(), event);
  }

  @Nullable SimulatedLoop currentLoop() {
    return currentLoop;
  }

  void setCurrentLoop(@Nullable SimulatedLoop loop) {
    currentLoop = loop;
  }

  /// Something was thrown inside a process: it ends, or the run fails.
  void thrownIn(SimulatedProcess process, Throwable thrown) {
    if (thrown instanceof ProcessEnded && !process.isAlive()) {
      return;
    }
    if (!endsOnlyTheNode.test(thrown)) {
      throw failure(process.machine(), thrown);
    }
    process.exit(thrown.toString());
  }

  private boolean step(long limit) {
    while (events.firstTime() <= limit) {
      now = events.firstTime();
      acting = null;
      if (happens(events.poll())) {
        return true;
      }
    }
    return false;
  }

  private boolean happens(Event event) {
    try {
      if (!event.fire()) {
        return false;
      }
      eventCount++;
      for (int i = 0; i < observers.size(); i++) {
        observers.get(i).afterEvent(acting);
      }
      return true;
    } catch (SimulationFailure e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw failure(acting, e);
    }
  }

  private SimulationFailure failure(@Nullable SimulatedMachine machine, Throwable cause) {
    return new SimulationFailure(
        "seed %d, at %s, %s: %s"
            .formatted(seed, Trace.seconds(now), machine == null ? "world" : machine.name(), cause),
        cause,
        recentTrace());
  }

  private final class ScenarioTask extends Event {
    private final Runnable task;

    ScenarioTask(Runnable task) {
      this.task = task;
    }

    @Override
    boolean fire() {
      trace.record(now, Happening.WORLD_TASK, 0, 0, 0, 0);
      task.run();
      return true;
    }
  }
}
