package dev.gamut.bench.cassandra;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection to a node. Requests may be sent from any thread; answers complete on the loop. What
/// is sent while answers are being read goes out in one write at the end of the reading.
final class CqlConnection {
  /// As many requests as version 4 has ids for.
  private static final int STREAMS_MAX = 1 << 15;

  private static final int FRAME_SIZE_MAX = 256 << 20;

  private final Channel channel;
  private final Answers answers;

  private CqlConnection(Channel channel, Answers answers) {
    this.channel = channel;
    this.answers = answers;
  }

  /// Connects, which fails at once while nobody listens there.
  static CqlConnection open(EventLoopGroup group, String host, int port)
      throws IOException, InterruptedException {
    Answers answers = new Answers();
    ChannelFuture connecting =
        new Bootstrap()
            .group(group)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    int lengthAt = CqlRequest.HEADER_SIZE - Integer.BYTES;
                    opened
                        .pipeline()
                        .addLast(
                            new LengthFieldBasedFrameDecoder(
                                FRAME_SIZE_MAX, lengthAt, Integer.BYTES))
                        .addLast(answers);
                  }
                })
            .connect(host, port);
    connecting.await(10, TimeUnit.SECONDS);
    if (!connecting.isSuccess()) {
      var _ = connecting.channel().close();
      throw new IOException("no connection to " + host + ":" + port, connecting.cause());
    }
    return new CqlConnection(connecting.channel(), answers);
  }

  /// Fails only when no answer came, or none that makes sense.
  CompletableFuture<CqlAnswer> send(CqlRequest request) {
    CompletableFuture<CqlAnswer> answer = new CompletableFuture<>();
    if (channel.eventLoop().inEventLoop()) {
      answers.begin(channel, request, answer);
    } else {
      channel.eventLoop().execute(() -> answers.begin(channel, request, answer));
    }
    return answer;
  }

  void close() {
    var _ = channel.close();
  }

  /// What is under way. On the loop.
  private static final class Answers extends ChannelInboundHandlerAdapter {
    @SuppressWarnings("unchecked")
    private final @Nullable CompletableFuture<CqlAnswer>[] waiting =
        (CompletableFuture<CqlAnswer>[]) new CompletableFuture<?>[STREAMS_MAX];

    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private int used;
    private boolean isReading;

    void begin(Channel channel, CqlRequest request, CompletableFuture<CqlAnswer> answer) {
      Integer known = free.poll();
      if (!channel.isActive() || (known == null && used == STREAMS_MAX)) {
        answer.completeExceptionally(
            new IOException("closed, or " + STREAMS_MAX + " requests are under way"));
        return;
      }
      int stream = known == null ? used++ : known;
      waiting[stream] = answer;
      ByteBuf out = channel.alloc().ioBuffer();
      request.write(stream, out);
      var _ = channel.write(out, channel.voidPromise());
      if (!isReading) {
        channel.flush();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
      isReading = true;
      ByteBuf in = (ByteBuf) message;
      try {
        in.skipBytes(2);
        int stream = in.readUnsignedShort();
        int opcode = in.readUnsignedByte();
        in.skipBytes(Integer.BYTES);
        CompletableFuture<CqlAnswer> answer = stream < used ? waiting[stream] : null;
        if (answer == null) {
          throw new IOException("an answer to a request that nobody made, of stream " + stream);
        }
        CqlAnswer read = CqlAnswer.read(opcode, in);
        waiting[stream] = null;
        free.add(stream);
        answer.complete(read);
      } finally {
        in.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      isReading = false;
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failAll(cause);
      var _ = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      failAll(new IOException("the connection was closed"));
    }

    private void failAll(Throwable cause) {
      for (int stream = 0; stream < used; stream++) {
        CompletableFuture<CqlAnswer> answer = waiting[stream];
        if (answer != null) {
          waiting[stream] = null;
          answer.completeExceptionally(cause);
        }
      }
    }
  }
}
