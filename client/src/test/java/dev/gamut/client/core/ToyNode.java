package dev.gamut.client.core;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Receipt;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import dev.gamut.world.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node that does as its test says: it keeps every request until somebody answers it, or hands it
/// to a script.
final class ToyNode {
  final String address;
  final List<Received> unanswered = new ArrayList<>();
  final List<Request> seen = new ArrayList<>();
  int frameCount;
  int acceptCount;

  /// Whether dialling it succeeds; a silent one lets the dialler wait for ever.
  boolean isAccepting = true;

  boolean isSilent;

  /// Who answers requests at once; null to keep them.
  @Nullable Consumer<Received> script;

  private final ToyWorld world;
  private final List<Stream> streams = new ArrayList<>();

  ToyNode(ToyWorld world, String address) {
    this.world = world;
    this.address = address;
  }

  /// One connection of a client, seen from both ends.
  private final class Stream implements Connection {
    final Connection.Handler client;
    boolean isOpen = true;

    Stream(Connection.Handler client) {
      this.client = client;
    }

    @Override
    public void send(Bytes frame) {
      world.after(
          world.latencyNanos,
          () -> {
            if (isOpen) {
              receive(this, frame);
            }
          });
    }

    @Override
    public long queuedBytes() {
      return 0;
    }

    @Override
    public void close() {
      isOpen = false;
      streams.remove(this);
    }

    @Override
    public String remote() {
      return address;
    }
  }

  /// A request that can be answered once.
  final class Received {
    final Request request;
    private final Stream stream;

    private Received(Stream stream, Request request) {
      this.stream = stream;
      this.request = request;
    }

    Operation operation() {
      return request.operation();
    }

    void answer(Result result) {
      answer(result, null);
    }

    void answer(Result result, @Nullable Receipt receipt) {
      unanswered.remove(this);
      Batch batch = new Batch();
      new Answer(request.envelope().requestId(), result, receipt).write(batch.begin());
      batch.end();
      Bytes frame = batch.take();
      deliver(frame);
    }

    void deliver(Bytes frame) {
      world.after(
          world.latencyNanos,
          () -> {
            if (stream.isOpen) {
              stream.client.receive(stream, frame);
            }
          });
    }
  }

  void accept(Connection.Handler handler) {
    Stream stream = new Stream(handler);
    if (isSilent) {
      return;
    }
    if (!isAccepting) {
      stream.isOpen = false;
      handler.closed(stream, "connection refused");
      return;
    }
    acceptCount++;
    streams.add(stream);
    handler.opened(stream);
  }

  private void receive(Stream stream, Bytes frame) {
    frameCount++;
    ByteReader in = new ByteReader(frame);
    try {
      while (in.remaining() > 0) {
        Received received = new Received(stream, Request.read(new ByteReader(Batch.next(in))));
        seen.add(received.request);
        unanswered.add(received);
        if (script != null) {
          script.accept(received);
        }
      }
    } catch (MalformedException e) {
      throw new AssertionError("the client sent what is no request", e);
    }
  }

  /// Ends all connections, as when the process is killed; requests under way are gone.
  void breakConnections() {
    List<Stream> old = new ArrayList<>(streams);
    streams.clear();
    unanswered.clear();
    for (Stream stream : old) {
      stream.isOpen = false;
      world.after(0, () -> stream.client.closed(stream, "connection reset"));
    }
  }

  int connectionCount() {
    return streams.size();
  }

  /// The oldest request that nobody has answered.
  Received next() {
    if (unanswered.isEmpty()) {
      throw new AssertionError(address + " has no request; seen: " + seen);
    }
    return unanswered.getFirst();
  }
}
