package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.HandshakeAnswer;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Refused;
import dev.gamut.wire.frame.Role;
import dev.gamut.wire.frame.Welcome;
import dev.gamut.world.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one port of a node, for clients and peers: accepts, hears who is calling, and hands the
/// connection on or refuses it. On the node's first loop.
///
/// A stranger gets ten seconds, a frame of 1 KiB and one of a bounded number of places; a slow or
/// silent one costs a place and nothing else.
public final class NodeListener {
  private static final Logger LOG = LoggerFactory.getLogger(NodeListener.class);
  private static final int BACKLOG = 1024;
  private static final long CLOSE_SECONDS_MAX = 5;

  private final NettyLoop loop;
  private final NodeIdentity self;
  private final HandshakeLimits limits;
  private final PeerNetwork peers;
  private final ClientListener clients;
  private final PerAddress halfOpen;
  private final OncePerChange refusals = new OncePerChange();
  private @Nullable Channel channel;

  NodeListener(
      NettyLoop loop,
      NodeIdentity self,
      HandshakeLimits limits,
      PeerNetwork peers,
      ClientListener clients) {
    this.loop = loop;
    this.self = self;
    this.limits = limits;
    this.peers = peers;
    this.clients = clients;
    halfOpen = new PerAddress(limits.halfOpenMax(), limits.halfOpenPerAddressMax());
  }

  /// Starts to listen; not from the loop. Port 0 takes a free one.
  InetSocketAddress bind(InetSocketAddress address, PeerLimits peerLimits) throws IOException {
    Transport transport = loop.transport();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop.eventLoop(), loop.eventLoop())
            .channelFactory(transport::newServerSocket)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel accepted) {
                    accepted.pipeline().addLast(new FrameSocket(loop, new Stranger(), "stranger"));
                  }
                });
    SocketOpener.options(transport, peerLimits.unacknowledgedMillisMax())
        .forEach((option, value) -> set(bootstrap, option, value));
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + address, bound.cause());
    }
    channel = bound.channel();
    return (InetSocketAddress) bound.channel().localAddress();
  }

  @SuppressWarnings("unchecked") // The map pairs every option with a value of its type.
  private static void set(ServerBootstrap bootstrap, ChannelOption<?> option, Object value) {
    bootstrap.childOption((ChannelOption<Object>) option, value);
  }

  /// Accepts no more; not from the loop.
  void close() {
    if (channel != null) {
      channel.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
  }

  /// A connection before its handshake.
  private final class Stranger implements SocketOwner {
    private String address = "";
    private boolean hasPlace;
    private Loop.@Nullable Timer deadline;

    @Override
    public void connected(FrameSocket socket) {
      address = hostOf(socket.remote());
      if (!halfOpen.enter(address)) {
        if (refusals.isNews(address, "half-open")) {
          LOG.warn(LogLine.of("too-many-handshakes", "from", address));
        }
        socket.close("too many connections in their handshake");
        return;
      }
      hasPlace = true;
      deadline =
          loop.schedule(
              loop.clock().monotonicNanos() + limits.nanosMax(),
              () -> socket.close("no greeting in time"));
    }

    @Override
    public void receive(FrameSocket socket, FrameKind kind, Bytes payload)
        throws MalformedException {
      if (kind != FrameKind.HELLO) {
        throw new MalformedException("a frame " + kind + " instead of a greeting");
      }
      Hello hello;
      try {
        hello = Hello.decode(payload);
      } catch (MalformedException e) {
        Refused refused = self.refuse(Refused.Reason.MALFORMED, String.valueOf(e.getMessage()));
        refuse(socket, refused, "somebody");
        return;
      }
      greet(socket, hello);
    }

    private void greet(FrameSocket socket, Hello hello) {
      String caller =
          hello.role() == Role.PEER ? "peer n" + hello.node() : "client " + hello.software();
      switch (judge(hello)) {
        case Refused refused -> refuse(socket, refused, caller);
        case Welcome welcome -> welcome(socket, hello, welcome, caller);
      }
    }

    private HandshakeAnswer judge(Hello hello) {
      HandshakeAnswer answer = self.answer(hello);
      if (answer instanceof Refused refused) {
        if (refused.reason() == Refused.Reason.IDENTITY_IN_USE) {
          peers.ownIdentityInUse(refused.text());
        }
        return refused;
      }
      Refused objection =
          switch (hello.role()) {
            case PEER -> peers.objection(hello);
            case CLIENT -> clients.enter(address);
          };
      return objection == null ? answer : objection;
    }

    private void welcome(FrameSocket socket, Hello hello, Welcome welcome, String caller) {
      leave();
      refusals.forget(caller + " at " + address);
      socket.send(FrameKind.WELCOME, welcome.encode());
      switch (hello.role()) {
        case PEER -> peers.accept(socket, hello);
        case CLIENT -> clients.accept(socket, hello, address);
      }
    }

    private void refuse(FrameSocket socket, Refused refused, String caller) {
      if (refusals.isNews(caller + " at " + address, refused.text())) {
        LOG.warn(
            LogLine.of(
                "caller-refused", "caller", caller, "at", address, "reason", refused.text()));
      }
      socket.closeAfter(FrameKind.REFUSED, refused.encode(), "refused: " + refused.text());
    }

    @Override
    public void ended(FrameSocket socket, String reason) {
      leave();
      LOG.debug("connection from {} ended before its handshake: {}", address, reason);
    }

    private void leave() {
      if (hasPlace) {
        hasPlace = false;
        halfOpen.leave(address);
      }
      if (deadline != null) {
        deadline.cancel();
      }
    }
  }

  /// The remote address without its port.
  private static String hostOf(String remote) {
    int colon = remote.lastIndexOf(':');
    return colon < 0 ? remote : remote.substring(0, colon);
  }
}
