package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Refused;
import dev.gamut.wire.frame.Welcome;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;

/// Connects a client to nodes, on one loop. There is no retry here: who asked hears `closed` with a
/// reason and knows best what to do.
public final class NettyDialer implements Connection.Dialer {
  private static final int UNACKNOWLEDGED_MILLIS_MAX = 10_000;

  private final NettyLoop loop;
  private final ClientIdentity self;
  private final SocketOpener opener;

  public NettyDialer(NettyLoop loop, ClientIdentity self) {
    this.loop = loop;
    this.self = self;
    opener = new SocketOpener(loop, UNACKNOWLEDGED_MILLIS_MAX);
  }

  /// From any thread; the handler is called on this dialer's loop.
  @Override
  public void dial(String address, Connection.Handler handler) {
    if (loop.isCurrent()) {
      opener.open(address, new FrameSocket(loop, new Line(handler), address), () -> {});
    } else {
      loop.post(() -> dial(address, handler));
    }
  }

  /// A connection, first in its handshake and then open.
  private final class Line implements SocketOwner {
    private final Connection.Handler handler;
    private Loop.Timer deadline = () -> {};
    private boolean open;

    Line(Connection.Handler handler) {
      this.handler = handler;
    }

    @Override
    public void connected(FrameSocket socket) {
      socket.send(FrameKind.HELLO, self.hello().encode());
      long end = loop.clock().monotonicNanos() + self.handshakeNanosMax();
      deadline = loop.schedule(end, () -> socket.close("the node did not answer in time"));
    }

    @Override
    public void receive(FrameSocket socket, FrameKind kind, Bytes payload)
        throws MalformedException {
      if (open && kind == FrameKind.DATA) {
        handler.receive(socket, payload);
      } else if (!open && kind == FrameKind.WELCOME) {
        welcomed(socket, Welcome.decode(payload));
      } else if (!open && kind == FrameKind.REFUSED) {
        socket.close("refused: " + Refused.decode(payload).text());
      } else {
        throw new MalformedException("a frame " + kind + " was not expected now");
      }
    }

    private void welcomed(FrameSocket socket, Welcome welcome) {
      deadline.cancel();
      String objection = self.objection(welcome);
      if (objection != null) {
        socket.goodbye(objection);
        return;
      }
      open = true;
      socket.open(self.payloadSizeMax(), welcome.payloadSizeMax(), self.outputBytesMax());
      handler.opened(socket);
    }

    @Override
    public void ended(FrameSocket socket, String reason) {
      deadline.cancel();
      handler.closed(socket, reason);
    }
  }
}
