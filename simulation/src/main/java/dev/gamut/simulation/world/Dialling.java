package dev.gamut.simulation.world;

import dev.gamut.world.Connection;
import java.util.List;

/// One attempt to connect: a request on its way, then the acceptance or refusal on its way back; or
/// silence, and a timeout, when a machine or a link is gone.
final class Dialling {
  private static final long TIMEOUT_NANOS_MIN = 1_000_000_000L;
  private static final long TIMEOUT_NANOS_MAX = 10_000_000_000L;
  private static final long REQUEST_BYTES = 64;

  private final SimulatedWorld world;
  private final SimulatedProcess caller;
  private final String address;
  private final SimulatedConnection clientEnd;

  Dialling(
      SimulatedWorld world,
      SimulatedProcess caller,
      SimulatedLoop loop,
      String address,
      Connection.Handler handler) {
    this.world = world;
    this.caller = caller;
    this.address = address;
    this.clientEnd = new SimulatedConnection(caller, loop, handler, address);
  }

  void failAfter(long nanos, String reason) {
    later(
        world.nowNanos() + nanos,
        () -> {
          world.record(Happening.DIAL_FAILED, caller.machine(), 0, 0, 0);
          clientEnd.end(reason);
        });
  }

  void reach(List<SimulatedProcess.Listener> listeners, Draws draws) {
    SimulatedMachine from = caller.machine();
    SimulatedMachine to = listeners.getFirst().process().machine();
    SimulatedLink out = world.network().link(from, to);
    SimulatedLink back = world.network().link(to, from);
    long timeout = draws.between(TIMEOUT_NANOS_MIN, TIMEOUT_NANOS_MAX);
    long pick = draws.nextLong() >>> 1;
    later(
        world.nowNanos() + out.delay(REQUEST_BYTES, draws),
        () -> {
          if (out.isCut() || back.isCut()) {
            (out.isCut() ? out : back).blocked();
            failAfter(timeout, "connecting to " + address + " timed out");
          } else if (!to.isPowered()) {
            failAfter(timeout, "connecting to " + address + " timed out");
          } else {
            arrive(listeners, back.delay(REQUEST_BYTES, draws), pick);
          }
        });
  }

  private void arrive(List<SimulatedProcess.Listener> listeners, long backNanos, long pick) {
    List<SimulatedProcess.Listener> live =
        listeners.stream().filter(l -> l.process().isAlive()).toList();
    if (live.isEmpty()) {
      failAfter(backNanos, address + " refuses connections");
      return;
    }
    accept(live.get((int) (pick % live.size())), world.nowNanos() + backNanos);
  }

  private void accept(SimulatedProcess.Listener listener, long openedAt) {
    SimulatedProcess server = listener.process();
    SimulatedConnection serverEnd =
        new SimulatedConnection(
            server, listener.loop(), listener.handler(), caller.machine().name());
    long number = world.network().opened(clientEnd);
    clientEnd.join(serverEnd, number, openedAt);
    world.record(Happening.CONNECTED, server.machine(), caller.machine().number(), number, 0);
    serverEnd.open();
    later(openedAt, () -> openOrEnd(serverEnd));
  }

  private void openOrEnd(SimulatedConnection serverEnd) {
    if (caller.isAlive()) {
      clientEnd.open();
    } else {
      serverEnd.end("reset by peer");
    }
  }

  private void later(long time, Runnable task) {
    world.schedule(
        time,
        new Event() {
          @Override
          boolean fire() {
            task.run();
            return true;
          }
        });
  }
}
