package dev.gamut.real;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.wire.frame.FrameDecoder;
import dev.gamut.wire.frame.FrameEncoder;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Goodbye;
import dev.gamut.wire.frame.Hello;
import dev.gamut.world.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A socket with frames on it: what connections of clients and of peers have in common. Belongs to
/// one loop; its owner changes when the handshake is done.
///
/// What is sent in a turn gathers in one heap array, borrowed from the loop, and leaves at the end
/// of the turn as one buffer in one write: a buffer, a promise and a write for every small frame
/// would cost several times more than the frame.
final class FrameSocket extends ChannelInboundHandlerAdapter implements Connection {
  private static final int GATHERED_SIZE_MAX = 256 << 10;

  /// From here on a payload goes from its own array to the network's buffer, without the detour.
  private static final int GATHERED_PAYLOAD_SIZE_MAX = 8 << 10;

  private static final long GOODBYE_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  private final FrameDecoder decoder = new FrameDecoder(Hello.HANDSHAKE_SIZE_MAX);
  private final Runnable flush = this::flush;
  private NettyLoop loop;
  private SocketOwner owner;
  private Traffic traffic;
  private @Nullable Channel channel;
  private String remote;
  private @Nullable ByteWriter gathered;
  private long outputBytesMax = Hello.HANDSHAKE_SIZE_MAX * 4L;
  private int sendPayloadSizeMax = Hello.HANDSHAKE_SIZE_MAX;
  private long lastReceivedNanos;
  private long lastSentNanos;
  private @Nullable String closeReason;
  private boolean ended;

  FrameSocket(NettyLoop loop, SocketOwner owner, String remote) {
    this.loop = loop;
    this.traffic = loop.traffic();
    this.owner = owner;
    this.remote = remote;
    lastReceivedNanos = loop.clock().monotonicNanos();
    lastSentNanos = lastReceivedNanos;
  }

  NettyLoop loop() {
    return loop;
  }

  /// Counts elsewhere than with its loop from now on.
  void traffic(Traffic traffic) {
    this.traffic = traffic;
  }

  void owner(SocketOwner owner) {
    this.owner = owner;
  }

  /// Opens the socket for frames of full size, once both ends know each other.
  ///
  /// @param receivePayloadSizeMax what this end accepts in a frame
  /// @param sendPayloadSizeMax what the other end accepts in a frame
  /// @param outputBytesMax what may wait to be sent before the socket is closed
  void open(int receivePayloadSizeMax, int sendPayloadSizeMax, long outputBytesMax) {
    decoder.limit(receivePayloadSizeMax);
    this.sendPayloadSizeMax = sendPayloadSizeMax;
    this.outputBytesMax = outputBytesMax;
  }

  /// After how long without an acknowledgement the kernel gives this socket up (with epoll only).
  void unacknowledgedMillisMax(int millis) {
    if (channel instanceof EpollSocketChannel socket) {
      socket.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis);
    }
  }

  int sendPayloadSizeMax() {
    return sendPayloadSizeMax;
  }

  long lastReceivedNanos() {
    return lastReceivedNanos;
  }

  long lastSentNanos() {
    return lastSentNanos;
  }

  boolean isClosing() {
    return closeReason != null;
  }

  @Override
  public String remote() {
    return remote;
  }

  @Override
  public void send(Bytes frame) {
    send(FrameKind.DATA, frame);
  }

  void send(FrameKind kind, Bytes payload) {
    assert loop.isCurrent();
    if (closeReason != null || channel == null) {
      return;
    }
    if (payload.length() > sendPayloadSizeMax) {
      close(
          "a frame of %d bytes, the other end accepts %d"
              .formatted(payload.length(), sendPayloadSizeMax));
      return;
    }
    if (queuedBytes() + payload.length() > outputBytesMax) {
      close("the other end reads too slowly: %d bytes wait".formatted(queuedBytes()));
      return;
    }
    gather(kind, payload);
  }

  private void gather(FrameKind kind, Bytes payload) {
    traffic.sentFrame();
    if (gathered == null) {
      gathered = loop.borrowWriter();
      loop.atTurnEnd(flush);
    }
    if (payload.length() >= GATHERED_PAYLOAD_SIZE_MAX) {
      FrameEncoder.encodeHeader(kind, payload, gathered);
      writeGathered();
      write(payload.array(), payload.offset(), payload.length());
      return;
    }
    FrameEncoder.encode(kind, payload, gathered);
    if (gathered.size() >= GATHERED_SIZE_MAX) {
      writeGathered();
    }
  }

  @Override
  public long queuedBytes() {
    long waiting = gathered == null ? 0 : gathered.size();
    if (channel != null) {
      ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
      waiting += buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }
    return waiting;
  }

  /// Whether the network takes what is sent about as fast as it comes; from any thread.
  boolean isWritable() {
    return channel != null && channel.isWritable();
  }

  /// Sends what has gathered without waiting for the end of the turn.
  void flush() {
    if (gathered != null) {
      writeGathered();
      loop.giveBack(gathered);
      gathered = null;
    }
    if (channel != null) {
      channel.flush();
    }
  }

  private void writeGathered() {
    if (gathered != null && gathered.size() > 0) {
      write(gathered.array(), 0, gathered.size());
      gathered.clear();
    }
  }

  private void write(byte[] source, int offset, int length) {
    if (channel != null) {
      ByteBuf buffer = channel.alloc().directBuffer(length, length);
      buffer.writeBytes(source, offset, length);
      traffic.sentBytes(length);
      lastSentNanos = loop.clock().monotonicNanos();
      var _ = channel.write(buffer, channel.voidPromise());
    }
  }

  @Override
  public void close() {
    goodbye("closed by this end");
  }

  /// Closes at once; what was not sent is lost.
  void close(String reason) {
    if (closeReason == null) {
      closeReason = reason;
    }
    if (channel != null) {
      var _ = channel.close();
    } else {
      loop.post(() -> failed(reason));
    }
  }

  /// Tells the other end why before closing, if it still listens.
  void goodbye(String reason) {
    closeAfter(FrameKind.GOODBYE, new Goodbye(reason).encode(), reason);
  }

  /// Sends one last frame and closes when it has left, or after two seconds.
  void closeAfter(FrameKind kind, Bytes payload, String reason) {
    Channel open = channel;
    if (closeReason != null || open == null) {
      close(reason);
      return;
    }
    gather(kind, payload);
    closeReason = reason;
    flush();
    open.writeAndFlush(open.alloc().directBuffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
    loop.schedule(loop.clock().monotonicNanos() + GOODBYE_NANOS_MAX, () -> close(reason));
  }

  /// Goes over to another loop, and calls `then` there before anything else. Nothing is read on the
  /// way, and it begins at the end of this turn, when this loop has nothing left to do for the
  /// socket: from then on the other one owns its fields.
  void moveTo(NettyLoop target, Runnable then) {
    Channel moving = channel;
    if (moving != null) {
      moving.config().setAutoRead(false);
      loop.atTurnEnd(() -> depart(moving, target, then));
    }
  }

  private void depart(Channel moving, NettyLoop target, Runnable then) {
    flush();
    loop.left(moving);
    ChannelPromise registered = new DefaultChannelPromise(moving, target.eventLoop());
    registered.addListener(outcome -> arrive(moving, outcome.cause(), then));
    moving
        .deregister()
        .addListener(
            _ -> {
              loop = target;
              var _ = target.eventLoop().register(registered);
            });
  }

  private void arrive(Channel moved, @Nullable Throwable failure, Runnable then) {
    if (failure != null) {
      failed(String.valueOf(failure.getMessage()));
      return;
    }
    traffic = loop.traffic();
    loop.entered(moved);
    if (!ended) {
      loop.run(then);
      moved.config().setAutoRead(true);
    }
  }

  /// For a socket that never connected.
  void failed(String reason) {
    end(closeReason != null ? closeReason : reason);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    loop.entered(context.channel());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    remote = String.valueOf(context.channel().remoteAddress());
    loop.run(() -> owner.connected(this));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    try {
      if (!loop.isDead()) {
        lastReceivedNanos = loop.clock().monotonicNanos();
        traffic.receivedBytes(buffer.readableBytes());
        read(buffer.internalNioBuffer(buffer.readerIndex(), buffer.readableBytes()));
      }
    } catch (MalformedException e) {
      goodbye("malformed: " + e.getMessage());
    } catch (Throwable cause) {
      loop.die(cause);
    } finally {
      buffer.release();
    }
  }

  private void read(ByteBuffer in) throws MalformedException {
    while (closeReason == null && decoder.next(in)) {
      traffic.receivedFrame();
      switch (decoder.kind()) {
        case PING -> send(FrameKind.PONG, Bytes.EMPTY);
        case PONG -> {}
        case GOODBYE -> close("the other end closed: " + Goodbye.decode(decoder.payload()).text());
        case HELLO -> greeted(in);
        case WELCOME, REFUSED, DATA -> owner.receive(this, decoder.kind(), decoder.payload());
      }
    }
  }

  /// The answer to a greeting may hand this socket to another loop, so nothing may follow it yet.
  private void greeted(ByteBuffer in) throws MalformedException {
    if (in.hasRemaining()) {
      throw new MalformedException("more was sent before the answer to the greeting");
    }
    owner.receive(this, FrameKind.HELLO, decoder.payload());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    String silent =
        loop.eventLoop().isShuttingDown()
            ? "this end is stopping"
            : "the other end closed without a word";
    end(closeReason != null ? closeReason : silent);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof Error) {
      loop.die(cause);
    }
    close(String.valueOf(cause.getMessage()));
  }

  private void end(String reason) {
    if (!ended) {
      ended = true;
      closeReason = reason;
      if (channel != null) {
        loop.left(channel);
      }
      if (gathered != null) {
        gathered.clear();
        loop.giveBack(gathered);
        gathered = null;
      }
      loop.run(() -> owner.ended(this, reason));
    }
  }
}
