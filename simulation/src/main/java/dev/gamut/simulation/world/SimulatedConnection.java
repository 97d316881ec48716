package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import dev.gamut.world.Connection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One end of a connection. Its owner hears `opened` once and, whatever ends it, `closed` once.
final class SimulatedConnection implements Connection {
  private final SimulatedProcess owner;
  private final SimulatedWorld world;
  private final SimulatedLoop loop;
  private final Handler handler;
  private final String remote;
  private @Nullable SimulatedStream outgoing;
  private @Nullable SimulatedStream incoming;
  private long number;
  private boolean over;
  private boolean closedHere;

  SimulatedConnection(SimulatedProcess owner, SimulatedLoop loop, Handler handler, String remote) {
    this.owner = owner;
    this.world = owner.machine().world();
    this.loop = loop;
    this.handler = handler;
    this.remote = remote;
  }

  /// Makes this the client's end and `server` the other.
  ///
  /// @param openedAt when the client will know that it is connected
  void join(SimulatedConnection server, long newNumber, long openedAt) {
    SimulatedStream out = new SimulatedStream(world, this, server, openedAt);
    SimulatedStream back = new SimulatedStream(world, server, this, openedAt);
    outgoing = out;
    incoming = back;
    server.outgoing = back;
    server.incoming = out;
    number = newNumber;
    server.number = newNumber;
    owner.connections().add(this);
    server.owner.connections().add(server);
  }

  void open() {
    loop.post(() -> handler.opened(this));
  }

  @Override
  public void send(Bytes frame) {
    if (!over && owner.isAlive()) {
      outgoing().add(frame);
    }
  }

  @Override
  public long queuedBytes() {
    return outgoing == null ? 0 : outgoing.queuedBytes();
  }

  @Override
  public void close() {
    if (!over && owner.isAlive()) {
      closedHere = true;
      outgoing().finish("closed by peer");
      end("closed here");
    }
  }

  @Override
  public String remote() {
    return remote;
  }

  /// The connection has ended for this end.
  void end(String reason) {
    if (over) {
      return;
    }
    over = true;
    owner.connections().remove(this);
    world.record(
        Happening.CONNECTION_CLOSED, owner.machine(), otherMachine(), number, reason.length());
    loop.post(() -> handler.closed(this, reason));
  }

  /// The process of this end has ended.
  ///
  /// @param told whether its kernel tells the other end
  void ownerEnded(boolean told) {
    over = true;
    if (told) {
      outgoing().finish("reset by peer");
    }
  }

  /// Breaks the connection for both ends at once.
  void reset(String reason) {
    outgoing().clear();
    incoming().clear();
    incoming().source().end(reason);
    end(reason);
  }

  void receive(Bytes frame) {
    if (!closedHere) {
      handler.receive(this, frame);
    }
  }

  SimulatedProcess owner() {
    return owner;
  }

  SimulatedLoop loop() {
    return loop;
  }

  long number() {
    return number;
  }

  boolean isOver() {
    return over;
  }

  SimulatedStream outgoing() {
    return Objects.requireNonNull(outgoing, "not joined");
  }

  SimulatedStream incoming() {
    return Objects.requireNonNull(incoming, "not joined");
  }

  private int otherMachine() {
    return incoming == null ? 0 : incoming.source().owner().machine().number();
  }
}
