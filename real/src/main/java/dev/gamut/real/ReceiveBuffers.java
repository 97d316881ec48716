package dev.gamut.real;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/// Gives every read of a loop the same buffer, because what is read is copied out before the next
/// read: ten thousand idle connections then hold no buffer at all, and a busy one pays for no
/// allocation. A handler that keeps the buffer (TLS does, for a record that is not whole) keeps it,
/// and the loop takes another.
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
  static final ReceiveBuffers SHARED = new ReceiveBuffers();

  private static final int SIZE = 64 << 10;

  private static final FastThreadLocal<@Nullable ByteBuf> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected void onRemoval(@Nullable ByteBuf buffer) {
          if (buffer != null) {
            buffer.release();
          }
        }
      };

  private ReceiveBuffers() {}

  @Override
  @SuppressWarnings("deprecation") // Netty's interface still demands the handle of its version 4.0.
  public RecvByteBufAllocator.Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return SIZE;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return take();
      }
    };
  }

  private static ByteBuf take() {
    ByteBuf buffer = OF_LOOP.get();
    if (buffer == null || buffer.refCnt() != 1) {
      if (buffer != null) {
        buffer.release();
      }
      buffer = Unpooled.directBuffer(SIZE, SIZE);
      OF_LOOP.set(buffer);
    }
    return buffer.clear().retain();
  }
}
