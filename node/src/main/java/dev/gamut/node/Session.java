package dev.gamut.node;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Receipt;
import dev.gamut.node.request.RequestChain;
import dev.gamut.node.strategy.Call;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import dev.gamut.world.Connection;
import org.jspecify.annotations.Nullable;

/// A client's connection: requests come in frames, and the answers of a turn leave in one.
final class Session {
  /// Answers in one frame; a frame may be longer by one answer.
  private static final int FRAME_SIZE_MAX = 1 << 20;

  /// A request does not wait longer, whatever it says.
  private static final long TIME_NANOS_MAX = 3_600_000_000_000L;

  private final Shard shard;
  private final Connection connection;
  private final Batch out = new Batch();
  private boolean closed;

  Session(Shard shard, Connection connection) {
    this.shard = shard;
    this.connection = connection;
  }

  /// Takes a frame of requests. A frame that cannot be read ends the connection: whoever wrote it
  /// does not speak our language, and nothing behind it can be trusted.
  void receive(Bytes frame) {
    try {
      ByteReader in = new ByteReader(frame);
      while (in.remaining() > 0) {
        admit(Request.read(new ByteReader(Batch.next(in))));
      }
    } catch (MalformedException e) {
      shard.event(
          LogLine.of("client-refused", "from", connection.remote(), "reason", e.getMessage()));
      connection.close();
    }
  }

  private void admit(Request request) {
    RequestChain chain = shard.chain();
    Result.Refused refused = chain.admit(request);
    if (refused != null) {
      shard.counts().requests().count(request.operation(), refused);
      write(request.envelope().requestId(), refused, null);
      return;
    }
    long remaining = Math.min(request.envelope().remainingNanos(), TIME_NANOS_MAX);
    shard.route(new SessionCall(request, shard.monotonicNanos(), remaining));
  }

  void closed() {
    closed = true;
  }

  private void write(long requestId, Result result, @Nullable Receipt receipt) {
    if (closed) {
      return;
    }
    if (out.isEmpty()) {
      shard.flushAtTurnEnd(this);
    }
    new Answer(requestId, result, receipt).write(out.begin());
    out.end();
    if (out.sizeBytes() > FRAME_SIZE_MAX) {
      connection.send(out.take());
    }
  }

  void flush() {
    if (!out.isEmpty() && !closed) {
      connection.send(out.take());
    }
  }

  /// A request of this session. Answers may come from another loop.
  private final class SessionCall implements Call {
    private final Request request;
    private final long begunNanos;
    private final long deadlineNanos;
    private boolean answered;

    SessionCall(Request request, long begunNanos, long remainingNanos) {
      this.request = request;
      this.begunNanos = begunNanos;
      this.deadlineNanos = begunNanos + remainingNanos;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void answer(Result result, @Nullable Receipt receipt) {
      if (shard.loop().isCurrent()) {
        finish(result, receipt);
      } else {
        shard.loop().post(() -> finish(result, receipt));
      }
    }

    private void finish(Result result, @Nullable Receipt receipt) {
      dev.gamut.base.Invariant.check(!answered, "a request was answered twice");
      answered = true;
      shard.chain().release(request);
      long nanos = shard.monotonicNanos() - begunNanos;
      shard.counts().requests().answered(request.operation(), result, nanos);
      write(request.envelope().requestId(), result, receipt);
    }
  }
}
