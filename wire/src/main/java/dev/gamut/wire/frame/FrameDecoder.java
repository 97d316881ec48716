package dev.gamut.wire.frame;

import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes whole frames out of a stream that arrives in any pieces; the layout is at [FrameEncoder].
/// Not for two threads.
///
/// Every frame gets an array of its own, so that a payload is copied once and a small value that
/// lives long holds on to its frame at most, not to everything that arrived with it. (One array for
/// all frames of a read saves a few nanoseconds a frame, but then one cached value of 100 bytes
/// could keep 64 KiB alive.) Whoever keeps a small part of a large frame for long copies that part.
///
/// A frame announced as long gets memory as its bytes arrive, never more than twice of them: ten
/// bytes from a stranger must not reserve megabytes.
public final class FrameDecoder {
  private static final int PARTIAL_SIZE_MIN = 512;
  private static final byte[] NONE = new byte[0];

  private int payloadSizeMax;
  private byte[] partial = NONE;
  private int partialSize;

  private @Nullable FrameKind kind;
  private Bytes payload = Bytes.EMPTY;

  public FrameDecoder(int payloadSizeMax) {
    limit(payloadSizeMax);
  }

  /// Changes what a frame may carry from the next one on: before the handshake a stranger gets
  /// little.
  public void limit(int payloadSizeMax) {
    Invariant.require(
        payloadSizeMax >= 0 && payloadSizeMax <= 1 << 30,
        "payload limit not in [0, 2^30]: %d",
        payloadSizeMax);
    this.payloadSizeMax = payloadSizeMax;
  }

  /// Takes bytes from `in` until a frame is whole; then [#kind] and [#payload] say what it is.
  /// False when `in` is used up first: the next call goes on where this one stopped. After an
  /// exception the stream is lost, because where the next frame would begin is not known.
  public boolean next(ByteBuffer in) throws MalformedException {
    in.order(ByteOrder.LITTLE_ENDIAN);
    if (partialSize > 0 || in.remaining() < FrameEncoder.HEADER_SIZE) {
      return nextFromPieces(in);
    }
    int start = in.position();
    int size = checkedSize(in.getInt(start + FrameEncoder.LENGTH_OFFSET));
    if (in.remaining() < size) {
      return nextFromPieces(in);
    }
    // The checksum itself is not copied, so the array begins with the length.
    byte[] array = new byte[size - FrameEncoder.LENGTH_OFFSET];
    int checksum = in.getInt(start);
    in.get(start + FrameEncoder.LENGTH_OFFSET, array);
    in.position(start + size);
    accept(checksum, array, FrameEncoder.LENGTH_OFFSET);
    return true;
  }

  /// Of the frame that [#next] has just found.
  public FrameKind kind() {
    if (kind == null) {
      throw new IllegalStateException("no frame yet");
    }
    return kind;
  }

  /// Of the frame that [#next] has just found.
  public Bytes payload() {
    return payload;
  }

  private boolean nextFromPieces(ByteBuffer in) throws MalformedException {
    if (!fill(in, FrameEncoder.HEADER_SIZE)) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(partial).order(ByteOrder.LITTLE_ENDIAN);
    if (!fill(in, checkedSize(header.getInt(FrameEncoder.LENGTH_OFFSET)))) {
      return false;
    }
    byte[] array = partial.length == partialSize ? partial : Arrays.copyOf(partial, partialSize);
    partial = NONE;
    partialSize = 0;
    accept(header.getInt(0), array, 0);
    return true;
  }

  /// Whether the partial frame has `size` bytes now.
  private boolean fill(ByteBuffer in, int size) {
    int count = Math.min(size - partialSize, in.remaining());
    if (count > 0) {
      int needed = partialSize + count;
      if (needed > partial.length) {
        int roomy = Math.max(PARTIAL_SIZE_MIN, needed * 2);
        partial = Arrays.copyOf(partial, roomy > size && size > PARTIAL_SIZE_MIN ? size : roomy);
      }
      in.get(partial, partialSize, count);
      partialSize = needed;
    }
    return partialSize >= size;
  }

  private int checkedSize(int length) throws MalformedException {
    if (length < 0 || length > payloadSizeMax) {
      throw new MalformedException(
          "frame of %d bytes, at most %d are allowed"
              .formatted(Integer.toUnsignedLong(length), payloadSizeMax));
    }
    return FrameEncoder.HEADER_SIZE + length;
  }

  /// @param cut how many of the frame's first bytes are missing in `array`
  private void accept(int checksum, byte[] array, int cut) throws MalformedException {
    int start = FrameEncoder.LENGTH_OFFSET - cut;
    if (Crc32c.of(array, start, array.length - start) != checksum) {
      throw new MalformedException("frame of " + array.length + " bytes has a wrong checksum");
    }
    kind =
        FrameKind.of(
            array[FrameEncoder.KIND_OFFSET - cut], array[FrameEncoder.FORMAT_OFFSET - cut]);
    int header = FrameEncoder.HEADER_SIZE - cut;
    payload = Bytes.wrap(array, header, array.length - header);
  }
}
