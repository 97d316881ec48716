package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.wire.frame.FrameDecoder;
import dev.gamut.wire.frame.FrameEncoder;
import dev.gamut.wire.frame.FrameKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The other end of a connection, byte by byte, for tests that misbehave.
final class RawEnd implements AutoCloseable {
  private static final int MILLIS_MAX = 20_000;

  private final Socket socket;
  private final FrameDecoder decoder = new FrameDecoder(16 << 20);
  private ByteBuffer received = ByteBuffer.allocate(0);

  record Frame(FrameKind kind, Bytes payload) {}

  RawEnd(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(MILLIS_MAX);
    socket.setTcpNoDelay(true);
  }

  static RawEnd dial(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS_MAX);
    return new RawEnd(socket);
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(FrameKind kind, Bytes payload) throws IOException {
    write(encode(kind, payload));
  }

  static byte[] encode(FrameKind kind, Bytes payload) {
    ByteWriter out = new ByteWriter();
    FrameEncoder.encode(kind, payload, out);
    return out.toBytes().toByteArray();
  }

  /// The next frame, or null when the stream has ended.
  @Nullable Frame read() throws IOException, MalformedException {
    while (!decoder.next(received)) {
      byte[] piece = new byte[8192];
      int count = readOrEnd(piece);
      if (count < 0) {
        return null;
      }
      received = ByteBuffer.wrap(piece, 0, count);
    }
    return new Frame(decoder.kind(), decoder.payload());
  }

  Bytes expect(FrameKind kind) throws IOException, MalformedException {
    Frame frame = read();
    if (frame == null) {
      throw new AssertionError("the stream ended instead of a frame " + kind);
    }
    assertEquals(kind, frame.kind());
    return frame.payload();
  }

  /// Waits until the other end closes, whatever it says before.
  void awaitEnd() throws IOException {
    byte[] piece = new byte[8192];
    int count = 0;
    while (count >= 0) {
      count = readOrEnd(piece);
    }
  }

  int available() throws IOException {
    InputStream in = socket.getInputStream();
    return in.available();
  }

  /// A reset counts as the end: the other end closed before it had read everything.
  private int readOrEnd(byte[] piece) throws IOException {
    try {
      return socket.getInputStream().read(piece);
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
