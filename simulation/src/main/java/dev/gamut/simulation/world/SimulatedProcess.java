package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.storage.Store;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Disk;
import dev.gamut.world.Loop;
import dev.gamut.world.Network;
import dev.gamut.world.Worker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One run of a process on a machine, and the doors that it is given. All of them go dead with it:
/// what holds on to a door of a dead process reaches nothing and is never called.
public final class SimulatedProcess implements Network {
  private final SimulatedMachine machine;
  private final SimulatedWorld world;
  private final Draws draws;
  private final List<SimulatedLoop> loops = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<SimulatedStore> stores = new ArrayList<>();
  private final List<SimulatedConnection> connections = new ArrayList<>();
  private @Nullable ProcessDisk disk;
  private Network.@Nullable Receiver receiver;
  private boolean alive = true;

  SimulatedProcess(SimulatedMachine machine, int loopCount, Draws draws) {
    this.machine = machine;
    this.world = machine.world();
    this.draws = draws;
    for (int i = 0; i < loopCount; i++) {
      loops.add(new SimulatedLoop(this, i, draws.purpose("loop").purpose(i)));
    }
  }

  public SimulatedMachine machine() {
    return machine;
  }

  /// The first loop is the one that hears the peers' frames.
  public List<Loop> loops() {
    return Collections.unmodifiableList(loops);
  }

  public Clock clock() {
    return machine.clock();
  }

  public Entropy entropy() {
    return draws;
  }

  /// The machine's disk, through a door that closes when the process ends.
  public Disk disk() {
    ProcessDisk opened = disk;
    if (opened == null) {
      opened = new ProcessDisk(machine.disk(), world.trace());
      disk = opened;
    }
    return opened;
  }

  /// The store of one of the loops, as the last process left it; each loop has at most one.
  public Store openStore(Loop loop) {
    SimulatedLoop owner = own(loop);
    SimulatedStore store =
        new SimulatedStore(
            world,
            owner,
            draws.purpose("store").purpose(owner.number()),
            machine.openStore(owner.number(), owner));
    stores.add(store);
    if (machine.disk().isFull()) {
      store.become(new Store.Condition.Full("no room"));
    }
    return store;
  }

  /// Starts another thread for work that blocks.
  public Worker newWorker() {
    SimulatedWorker worker =
        new SimulatedWorker(this, workers.size(), draws.purpose("worker").purpose(workers.size()));
    workers.add(worker);
    return worker;
  }

  /// The door to the other nodes, on a machine that is a node.
  public Network network() {
    Invariant.check(machine.id() != null, "not a node");
    return this;
  }

  /// Says who hears the peers' frames, and of their end; those that come earlier are lost.
  public void listenToPeers(Network.Receiver newReceiver) {
    receiver = newReceiver;
  }

  /// Accepts connections to an address, on a loop; when several loops listen at one address, each
  /// connection goes to one of them.
  public void listen(String address, Loop loop, Connection.Handler handler) {
    world.network().listen(address, new Listener(this, own(loop), handler));
  }

  record Listener(SimulatedProcess process, SimulatedLoop loop, Connection.Handler handler) {}

  /// The door to nodes for a client on this process; its calls come from a loop, and that loop
  /// hears of the connection.
  public Connection.Dialer dialer() {
    return (address, handler) -> {
      SimulatedLoop caller =
          Objects.requireNonNull(world.currentLoop(), "dialled outside of any loop");
      world.network().dial(this, caller, address, handler);
    };
  }

  /// Ends this process from within, as a node does that must not go on.
  public void exit(String reason) {
    if (alive) {
      machine.exited(this, reason);
    }
  }

  public boolean isAlive() {
    return alive;
  }

  @Override
  public void send(NodeId to, Bytes frame) {
    if (alive) {
      world.network().send(machine, to, frame);
    }
  }

  @Override
  public boolean isWritable(NodeId to) {
    return world.network().isWritable(machine, to);
  }

  Network.@Nullable Receiver receiver() {
    return receiver;
  }

  SimulatedLoop firstLoop() {
    return loops.getFirst();
  }

  SimulatedLoop loop(int number) {
    return loops.get(number);
  }

  List<SimulatedConnection> connections() {
    return connections;
  }

  List<SimulatedStore> stores() {
    return stores;
  }

  @Nullable ProcessDisk openedDisk() {
    return disk;
  }

  void rearm() {
    loops.forEach(SimulatedLoop::rearm);
    workers.forEach(SimulatedWorker::rearm);
  }

  /// Nothing of this process runs any more, except that a job under way may have reached the disk
  /// with some of its operations.
  ///
  /// @param told whether the kernel lives on and tells the other ends of the connections
  void end(boolean told) {
    alive = false;
    loops.forEach(SimulatedLoop::clear);
    workers.forEach(SimulatedWorker::end);
    if (disk != null) {
      disk.close();
    }
    stores.forEach(SimulatedStore::crash);
    for (SimulatedConnection connection : List.copyOf(connections)) {
      connection.ownerEnded(told);
    }
    connections.clear();
  }

  private static SimulatedLoop own(Loop loop) {
    if (loop instanceof SimulatedLoop simulated) {
      return simulated;
    }
    throw new IllegalArgumentException("a loop of another world");
  }
}
