package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.NodeId;
import dev.gamut.storage.Store;
import dev.gamut.world.Connection;
import dev.gamut.world.Disk;
import dev.gamut.world.Loop;
import dev.gamut.world.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Nodes that ping each other and write a line to disk for every ping and every request, and
/// clients that ask them again and again: enough to pass through every door.
final class ToyCluster {
  private static final long MILLI = 1_000_000;

  final SimulatedWorld world;
  final List<SimulatedMachine> nodes = new ArrayList<>();
  final List<SimulatedMachine> clients = new ArrayList<>();
  long answers;

  ToyCluster(long seed, FaultMix mix, int nodeCount, int clientCount) {
    world = new SimulatedWorld(seed, mix);
    for (int i = 1; i <= nodeCount; i++) {
      SimulatedMachine node = world.addNode(new NodeId(i), 2);
      nodes.add(node);
    }
    for (int i = 1; i <= clientCount; i++) {
      clients.add(world.addClient("c" + i, 1));
    }
    for (SimulatedMachine from : nodes) {
      for (SimulatedMachine to : nodes) {
        world.network().profile(from, to, LinkProfile.drawn(world.entropy(from + " to " + to)));
      }
    }
    nodes.forEach(node -> node.start(process -> new ToyNode(process, nodeCount).begin()));
    clients.forEach(client -> client.start(process -> new ToyClient(process).begin()));
  }

  /// Everything that two runs of one seed must agree on.
  String summary() {
    return "%016x %d events %d answers, %s"
        .formatted(world.traceHash(), world.events(), answers, world.faults());
  }

  private static final class ToyNode implements Connection.Handler {
    private static final int LINE = 1500;
    private static final int FILE = 400 * LINE;

    private final SimulatedProcess process;
    private final Loop loop;
    private final Entropy entropy;
    private final Worker journal;
    private final Disk.File file;
    private final Store store;
    private final int nodeCount;
    private long end;

    ToyNode(SimulatedProcess process, int nodeCount) throws java.io.IOException {
      this.process = process;
      this.loop = process.loops().getFirst();
      this.entropy = process.entropy();
      this.journal = process.newWorker();
      this.file = process.disk().open("log");
      process.disk().syncDirectory();
      process.disk().open("never synced " + entropy.below(10));
      this.store = process.openStore(loop);
      this.nodeCount = nodeCount;
      this.end = file.size();
    }

    void begin() {
      process.listenToPeers(this::receive);
      process.listen(process.machine().name(), process.loops().getLast(), this);
      loop.post(this::ping);
    }

    private void ping() {
      Bytes key = Bytes.utf8("key " + entropy.below(100));
      store.write(new Store.Batch().put(key, Bytes.wrap(new byte[LINE])));
      NodeId peer = new NodeId(1 + entropy.below(nodeCount));
      process.network().send(peer, Bytes.utf8("ping at " + process.clock().wall().latestMillis()));
      loop.schedule(
          process.clock().monotonicNanos() + entropy.between(MILLI, 10 * MILLI), this::ping);
    }

    private void receive(NodeId from, Bytes frame) {
      if (frame.startsWith(Bytes.utf8("ping"))) {
        write(loop, () -> process.network().send(from, Bytes.utf8("pong")));
      }
    }

    /// What cannot be read is written anew.
    private byte[] read(long position) {
      byte[] line = new byte[LINE];
      try {
        file.read(position, line, 0, LINE);
      } catch (java.io.IOException unreadable) {
        line[0]++;
      }
      return line;
    }

    private void write(Loop replyTo, Runnable then) {
      long position = end;
      end += LINE;
      journal.submit(
          () -> {
            if (position % FILE == 0) {
              file.truncate(0);
            }
            byte[] line = read(Math.max(0, position % FILE - LINE));
            Arrays.fill(line, (byte) (line[0] + 1));
            file.write(position % FILE, line, 0, LINE);
            file.sync();
            return position;
          },
          replyTo,
          result -> {
            if (result.failure() != null) {
              process.exit("the journal failed: " + result.failure());
            } else {
              replyTo.atTurnEnd(then);
            }
          });
    }

    @Override
    public void opened(Connection connection) {}

    @Override
    public void receive(Connection connection, Bytes frame) {
      write(process.loops().getLast(), () -> connection.send(frame));
    }

    @Override
    public void closed(Connection connection, String reason) {}
  }

  private final class ToyClient implements Connection.Handler {
    private final SimulatedProcess process;
    private final Loop loop;
    private long sent;

    ToyClient(SimulatedProcess process) {
      this.process = process;
      this.loop = process.loops().getFirst();
    }

    void begin() {
      loop.post(this::connect);
    }

    private void connect() {
      int node = process.entropy().below(nodes.size());
      process.dialer().dial(nodes.get(node).name(), this);
    }

    private void ask(Connection connection) {
      connection.send(Bytes.utf8("request " + ++sent));
    }

    @Override
    public void opened(Connection connection) {
      ask(connection);
    }

    @Override
    public void receive(Connection connection, Bytes frame) {
      answers++;
      loop.schedule(
          process.clock().monotonicNanos() + process.entropy().below(10 * MILLI),
          () -> ask(connection));
    }

    @Override
    public void closed(Connection connection, String reason) {
      loop.schedule(process.clock().monotonicNanos() + 100 * MILLI, this::connect);
    }
  }
}
