package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Refused;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The connections of clients: spread over the node's loops in turn, bounded in number and by what
/// each may leave unread. The handshake happens on the first loop, which also keeps the counts.
public final class ClientListener {
  /// A client that pauses is no lost machine: it gets longer than a peer before its socket is given
  /// up, even if it lets its receive buffer fill.
  private static final int UNACKNOWLEDGED_MILLIS_MAX = 30_000;

  private final List<NettyLoop> loops;
  private final NodeIdentity self;
  private final ClientLimits limits;
  private final IntFunction<Connection.Handler> handlers;
  private final PerAddress places;
  private final Set<FrameSocket> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final AtomicInteger connections = new AtomicInteger();
  private int next;
  private boolean stopping;

  /// @param handlers gives, for the index of a loop, who owns the connections there; asked on the
  ///   first loop, once a connection
  ClientListener(
      List<NettyLoop> loops,
      NodeIdentity self,
      ClientLimits limits,
      IntFunction<Connection.Handler> handlers) {
    this.loops = List.copyOf(loops);
    this.self = self;
    this.limits = limits;
    this.handlers = handlers;
    places = new PerAddress(limits.connectionsMax(), limits.perAddressMax());
  }

  /// How many clients are connected; from any thread.
  public int connections() {
    return connections.get();
  }

  /// Takes a place for a client, or says why there is none.
  @Nullable Refused enter(String address) {
    if (stopping) {
      return self.refuse(Refused.Reason.STOPPING, self.node() + " is stopping: ask another node");
    }
    if (!places.enter(address)) {
      return self.refuse(
          Refused.Reason.TOO_MANY_CONNECTIONS,
          "%s has %d clients, of %d at most and %d from one address: use fewer connections"
              .formatted(
                  self.node(), places.total(), limits.connectionsMax(), limits.perAddressMax()));
    }
    return null;
  }

  /// Takes over a connection for which [#enter] gave a place.
  void accept(FrameSocket socket, Hello hello, String address) {
    int index = next++ % loops.size();
    Line line = new Line(address, handlers.apply(index));
    open.add(socket);
    connections.incrementAndGet();
    socket.open(self.payloadSizeMax(), hello.payloadSizeMax(), limits.outputBytesMax());
    socket.unacknowledgedMillisMax(UNACKNOWLEDGED_MILLIS_MAX);
    socket.owner(line);
    if (index == 0) {
      line.begin(socket);
    } else {
      socket.moveTo(loops.get(index), () -> line.begin(socket));
    }
  }

  /// Refuses new clients from now on and says goodbye to those that are connected; on the first
  /// loop.
  void stop(String reason) {
    stopping = true;
    for (FrameSocket socket : List.copyOf(open)) {
      socket.loop().post(() -> socket.goodbye(reason));
    }
  }

  private void leave(FrameSocket socket, String address) {
    open.remove(socket);
    places.leave(address);
    connections.decrementAndGet();
  }

  /// One client's connection after the handshake.
  private final class Line implements SocketOwner {
    private final String address;
    private final Connection.Handler handler;
    private Loop.@Nullable Timer idle;

    Line(String address, Connection.Handler handler) {
      this.address = address;
      this.handler = handler;
    }

    void begin(FrameSocket socket) {
      watchIdleness(socket);
      handler.opened(socket);
    }

    /// One timer a connection, set anew only when it has run: activity costs nothing.
    private void watchIdleness(FrameSocket socket) {
      long last = Math.max(socket.lastReceivedNanos(), socket.lastSentNanos());
      long end = last + limits.idleNanos();
      if (socket.loop().clock().monotonicNanos() - end >= 0) {
        socket.goodbye("idle for too long");
        return;
      }
      idle = socket.loop().schedule(end, () -> watchIdleness(socket));
    }

    @Override
    public void connected(FrameSocket socket) {}

    @Override
    public void receive(FrameSocket socket, FrameKind kind, Bytes payload)
        throws MalformedException {
      if (kind != FrameKind.DATA) {
        throw new MalformedException("a frame " + kind + " after the handshake");
      }
      handler.receive(socket, payload);
    }

    @Override
    public void ended(FrameSocket socket, String reason) {
      if (idle != null) {
        idle.cancel();
        handler.closed(socket, reason);
      }
      loops.getFirst().post(() -> leave(socket, address));
    }
  }
}
