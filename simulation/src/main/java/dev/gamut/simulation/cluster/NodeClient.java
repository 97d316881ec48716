package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
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
public final class NodeClient {
  public static final long TIMEOUT_NANOS = 60_000_000_000L;

  private static final long ATTEMPT_NANOS = 20_000_000_000L;
  private static final long LIFETIME_MILLIS = 24 * 3_600_000L;
  private static final long SETUP_NANOS = 600_000_000_000L;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final LinkProfile NO_WAY = new LinkProfile(1, 0, Long.MAX_VALUE, 1 << 30);

  private final SimulatedWorld world;
  private final SimulatedMachine node;
  private final SimulatedMachine machine;
  private @Nullable SimulatedProcess process;
  private @Nullable ClientCore core;

  /// What a reply has to be.
  @FunctionalInterface
  public interface Expectation {
    boolean isMetBy(Reply reply);
  }

  /// A client as any other is.
  public NodeClient(SimulatedWorld world, SimulatedMachine node, List<String> addresses) {
    this(world, node, ClientConfig.of(addresses));
  }

  /// A client that waits for each answer for as long as the slowest network may take.
  public static NodeClient patient(
      SimulatedWorld world, SimulatedMachine node, List<String> addresses) {
    return new NodeClient(
        world, node, ClientConfig.of(addresses).withAttemptTimeoutNanos(ATTEMPT_NANOS));
  }

  private NodeClient(SimulatedWorld world, SimulatedMachine node, ClientConfig config) {
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
                  config.withClientLifetimeMillis(LIFETIME_MILLIS));
        });
  }

  /// Cuts it off from all other nodes.
  public void leaveWithItsNode(List<SimulatedMachine> nodes) {
    List<SimulatedMachine> others = nodes.stream().filter(other -> other != node).toList();
    world.network().partition(List.of(machine), others);
  }

  public void submit(Call call, Consumer<Reply> answer) {
    ClientCore started = Objects.requireNonNull(core, "not started");
    SimulatedProcess running = Objects.requireNonNull(process, "not started");
    running.loops().getFirst().post(() -> started.submit(call, answer));
  }

  /// Asks again and again, and lets the world run until the reply is as expected.
  public void await(Call call, Expectation expected) {
    boolean[] met = new boolean[1];
    repeat(call, expected, () -> met[0] = true);
    Invariant.check(
        world.runUntil(() -> met[0], world.nowNanos() + SETUP_NANOS),
        "a quiet cluster did not do this: %s",
        call);
  }

  private void repeat(Call call, Expectation expected, Runnable done) {
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
  public boolean isServed(Reply reply) {
    Receipt receipt = receipt(reply);
    NodeId own = Objects.requireNonNull(node.id(), "a client beside a client");
    return receipt != null && receipt.servedBy().equals(own);
  }

  private static @Nullable Receipt receipt(Reply reply) {
    return switch (reply) {
      case Reply.Read(_, Receipt receipt) -> receipt;
      case Reply.Written(_, Receipt receipt) -> receipt;
      default -> null;
    };
  }

  @Override
  public String toString() {
    return machine.name();
  }
}
