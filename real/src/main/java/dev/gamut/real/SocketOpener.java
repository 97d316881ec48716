package dev.gamut.real;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;

/// Connects sockets for a loop, and knows the options of all of ours.
final class SocketOpener {
  private static final int CONNECT_MILLIS_MAX = 3_000;

  /// An idle connection whose other end has lost its machine is noticed in less than a minute
  /// instead of two hours (with epoll only).
  private static final int KEEPALIVE_IDLE_SECONDS = 30;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 5;
  private static final int KEEPALIVE_PROBES = 3;
  private static final int WRITABLE_BELOW = 512 << 10;
  private static final int UNWRITABLE_ABOVE = 1 << 20;

  private final NettyLoop loop;
  private final int unacknowledgedMillisMax;

  /// @param unacknowledgedMillisMax after how long without an acknowledgement of what was sent the
  ///   kernel gives a connection up (`TCP_USER_TIMEOUT`, RFC 5482; with epoll only); 0 for its
  ///   default, which is about a quarter of an hour
  SocketOpener(NettyLoop loop, int unacknowledgedMillisMax) {
    this.loop = loop;
    this.unacknowledgedMillisMax = unacknowledgedMillisMax;
  }

  /// The options of a socket, connected or accepted.
  static Map<ChannelOption<?>, Object> options(Transport transport, int unacknowledgedMillisMax) {
    Map<ChannelOption<?>, Object> options = new java.util.LinkedHashMap<>();
    options.put(ChannelOption.TCP_NODELAY, true);
    options.put(ChannelOption.SO_KEEPALIVE, true);
    options.put(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    options.put(ChannelOption.RECVBUF_ALLOCATOR, ReceiveBuffers.SHARED);
    options.put(
        ChannelOption.WRITE_BUFFER_WATER_MARK,
        new WriteBufferWaterMark(WRITABLE_BELOW, UNWRITABLE_ABOVE));
    if (transport == Transport.EPOLL) {
      options.put(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS);
      options.put(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS);
      options.put(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
      if (unacknowledgedMillisMax > 0) {
        options.put(EpollChannelOption.TCP_USER_TIMEOUT, unacknowledgedMillisMax);
      }
    }
    return options;
  }

  /// Starts to connect a socket to `host:port`; it says itself what came of it.
  ///
  /// @param refused runs first if the machine is there and nobody listens
  void open(String address, FrameSocket socket, Runnable refused) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, Math.max(0, colon)).replaceAll("^\\[|\\]$", "");
    int port = port(address.substring(colon + 1));
    if (host.isEmpty() || port < 0) {
      loop.post(() -> socket.failed("not an address of the form host:port: " + address));
      return;
    }
    try {
      connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), socket, refused);
    } catch (IllegalArgumentException notALiteral) {
      // Looking up a name may block for seconds, so it happens beside the loop.
      Thread.ofVirtual().start(() -> lookUp(host, port, socket, refused));
    }
  }

  private void lookUp(String host, int port, FrameSocket socket, Runnable refused) {
    try {
      InetSocketAddress resolved = new InetSocketAddress(InetAddress.getByName(host), port);
      loop.post(() -> connect(resolved, socket, refused));
    } catch (UnknownHostException e) {
      loop.post(() -> socket.failed("unknown host " + host));
    }
  }

  private void connect(InetSocketAddress address, FrameSocket socket, Runnable refused) {
    if (socket.isClosing()) {
      socket.failed("closed");
      return;
    }
    Transport transport = loop.transport();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channelFactory(transport::newSocket)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
            .handler(socket);
    options(transport, unacknowledgedMillisMax).forEach((key, value) -> set(bootstrap, key, value));
    ChannelFuture connected = bootstrap.connect(address);
    connected.addListener(outcome -> tell(socket, refused, outcome));
  }

  @SuppressWarnings("unchecked") // The map pairs every option with a value of its type.
  private static void set(Bootstrap bootstrap, ChannelOption<?> option, Object value) {
    bootstrap.option((ChannelOption<Object>) option, value);
  }

  private void tell(FrameSocket socket, Runnable refused, Future<?> outcome) {
    if (!outcome.isSuccess()) {
      Throwable cause = Objects.requireNonNull(outcome.cause());
      if (isRefusal(cause)) {
        loop.run(refused);
      }
      loop.run(() -> socket.failed(reason(cause)));
    }
  }

  /// The number of the error (ECONNREFUSED) is not told, only its text; where the text is another,
  /// a refusal passes for any other failure.
  private static boolean isRefusal(Throwable cause) {
    return cause instanceof ConnectException && reason(cause).endsWith("Connection refused");
  }

  private static String reason(Throwable cause) {
    // Netty repeats the address in the message, and the address is known to whoever logs it.
    return cause instanceof IOException
        ? String.valueOf(cause.getMessage()).replaceAll(": /?[\\[\\]0-9a-fA-F.:]+$", "")
        : String.valueOf(cause);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= 0xffff ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
