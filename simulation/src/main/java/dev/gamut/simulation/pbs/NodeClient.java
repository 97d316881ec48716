package dev.gamut.simulation.pbs;

import dev.gamut.base.NodeId;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Receipt;
import dev.gamut.simulation.world.LinkProfile;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedProcess;
import dev.gamut.simulation.world.SimulatedWorld;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client beside a node: a nanosecond away from it, and in the end from nobody else.
final class NodeClient {
  static final long TIMEOUT_NANOS = 60_000_000_000L;

  private static final long ATTEMPT_NANOS = 20_000_000_000L;
  private static final long LIFETIME_MILLIS = 24 * 3_600_000L;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final LinkProfile NO_WAY = new LinkProfile(1, 0, Long.MAX_VALUE, 1 << 30);

  private final SimulatedWorld world;
  private final SimulatedMachine node;
  private final SimulatedMachine machine;
  private @Nullable SimulatedProcess process;
  private @Nullable ClientCore core;

  /// What a reply has to be.
  @FunctionalInterface
  interface Expectation {
    boolean isMetBy(Reply reply);
  }

  NodeClient(SimulatedWorld world, SimulatedMachine node, List<String> addresses) {
    this.world = world;
    this.node = node;
    this.machine = world.addClient("c-" + node.name(), 1);
    world.network().between(machine, node, NO_WAY);
    machine.start(
        started -> {
          process = started;
          core =
              new ClientCore(
                  started.loops().getFirst(),
                  started.clock(),
                  started.entropy(),
                  started.dialer(),
                  ClientConfig.of(addresses)
                      .withClientLifetimeMillis(LIFETIME_MILLIS)
                      .withAttemptTimeoutNanos(ATTEMPT_NANOS));
        });
  }

  /// Cuts it off from all other nodes.
  void leaveWithItsNode(List<SimulatedMachine> nodes) {
    List<SimulatedMachine> others = nodes.stream().filter(other -> other != node).toList();
    world.network().partition(List.of(machine), others);
  }

  void submit(Call call, Consumer<Reply> answer) {
    ClientCore started = Objects.requireNonNull(core, "not started");
    SimulatedProcess running = Objects.requireNonNull(process, "not started");
    running.loops().getFirst().post(() -> started.submit(call, answer));
  }

  /// Asks again and again until the reply is as expected.
  void repeat(Call call, Expectation expected, Runnable done) {
    submit(
        call,
        reply -> {
          if (expected.isMetBy(reply)) {
            done.run();
          } else {
            world.after(RETRY_NANOS, () -> repeat(call, expected, done));
          }
        });
  }

  /// Whether it was its own node that coordinated.
  boolean isServed(Reply reply) {
    Receipt receipt = StalenessRun.receipt(reply);
    NodeId own = Objects.requireNonNull(node.id(), "a client beside a client");
    return receipt != null && receipt.servedBy().equals(own);
  }

  @Override
  public String toString() {
    return machine.name();
  }
}
