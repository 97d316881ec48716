package dev.gamut.real;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/// How a loop hears of its sockets.
public enum Transport {
  /// Linux' epoll through Netty's native library: exact wake-ups and `TCP_USER_TIMEOUT`.
  EPOLL,
  /// The JDK's selector: everywhere.
  NIO;

  /// The one to take when nobody chose: epoll where its library loads.
  public static Transport preferred() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  IoHandlerFactory ioHandlerFactory() {
    return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  SocketChannel newSocket() {
    return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
  }

  ServerSocketChannel newServerSocket() {
    return this == EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
  }
}
