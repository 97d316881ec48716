package dev.gamut.real;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.gamut.base.Bytes;
import dev.gamut.world.Connection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a connection's owner hears, for tests.
final class ClientRecorder implements Connection.Handler {
  final CompletableFuture<Connection> opened = new CompletableFuture<>();
  final CompletableFuture<String> closed = new CompletableFuture<>();
  final LinkedBlockingQueue<Bytes> frames = new LinkedBlockingQueue<>();

  @Override
  public void opened(Connection connection) {
    opened.complete(connection);
  }

  @Override
  public void receive(Connection connection, Bytes frame) {
    frames.add(frame);
  }

  @Override
  public void closed(Connection connection, String reason) {
    closed.complete(reason);
  }

  Connection awaitOpened() throws Exception {
    return opened.get(20, TimeUnit.SECONDS);
  }

  String awaitClosed() throws Exception {
    return closed.get(20, TimeUnit.SECONDS);
  }

  Bytes awaitFrame() throws InterruptedException {
    Bytes frame = frames.poll(20, TimeUnit.SECONDS);
    assertNotNull(frame, "no frame");
    return frame;
  }
}
