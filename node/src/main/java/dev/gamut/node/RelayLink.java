package dev.gamut.node;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Envelope;
import dev.gamut.wire.Request;
import dev.gamut.world.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One node that requests are passed on to: at most one connection, dialled when there is something
/// to pass on, and what waits for it or for its answers.
final class RelayLink {
  private static final int FRAME_SIZE_MAX = 256 << 10;

  /// A node that has not accepted a connection for so long is taken for unreachable; what waited
  /// goes to another.
  private static final long DIAL_NANOS_MAX = 1_000_000_000L;

  /// So is one that answers nothing at all for so long; what was sent to it is lost then.
  private static final long SILENT_NANOS_MAX = 2_000_000_000L;

  /// So long after a failure nothing is sent to it.
  private static final long REST_NANOS = 250_000_000L;

  private static final long HEARD = Long.MAX_VALUE;

  private final Relay relay;
  private final NodeId to;
  private final ArrayDeque<PassedCall> waiting = new ArrayDeque<>();
  private final Map<Long, PassedCall> sent = new LinkedHashMap<>();
  private final Batch batch = new Batch();
  private String address = "";
  private @Nullable Line line;
  private long lastId;
  private long restsUntilNanos = Long.MIN_VALUE;

  /// Since when it has been asked something and nothing was heard.
  private long silentSinceNanos = HEARD;

  private boolean flushAsked;

  RelayLink(Relay relay, NodeId to) {
    this.relay = relay;
    this.to = to;
  }

  /// Where the next connection is to lead.
  void movesTo(String newAddress) {
    address = newAddress;
  }

  /// One dialling and the connection it leads to. What an older one still reports is not ours.
  private final class Line implements Connection.Handler {
    @Nullable Connection connection;

    @Override
    public void opened(Connection opened) {
      if (line != this) {
        opened.close();
        return;
      }
      connection = opened;
      silentSinceNanos = HEARD;
      askFlush();
    }

    @Override
    public void receive(Connection from, Bytes frame) {
      if (line == this) {
        silentSinceNanos = HEARD;
        read(frame);
      }
    }

    @Override
    public void closed(Connection closed, String reason) {
      if (line == this) {
        disconnect();
      }
    }
  }

  boolean isUsable(long nowNanos) {
    return line != null || nowNanos >= restsUntilNanos;
  }

  /// Whether it is to be looked after: something may become late, or it is silent.
  boolean isBusy() {
    return !waiting.isEmpty() || !sent.isEmpty() || silentSinceNanos != HEARD;
  }

  void send(PassedCall call) {
    waiting.add(call);
    if (line == null) {
      Line dialled = new Line();
      line = dialled;
      silentSinceNanos = relay.now();
      relay.doors().dialer().dial(address, dialled);
    } else {
      askFlush();
    }
  }

  private void askFlush() {
    if (!flushAsked) {
      flushAsked = true;
      relay.doors().loop().atTurnEnd(this::flush);
    }
  }

  /// What has gathered in a turn leaves in few frames.
  private void flush() {
    flushAsked = false;
    Line current = line;
    Connection connection = current == null ? null : current.connection;
    if (connection == null) {
      return;
    }
    long now = relay.now();
    while (line == current && !waiting.isEmpty()) {
      write(waiting.remove(), now);
      if (batch.sizeBytes() >= FRAME_SIZE_MAX) {
        connection.send(batch.take());
      }
    }
    if (line == current && !batch.isEmpty()) {
      connection.send(batch.take());
    }
  }

  private void write(PassedCall call, long nowNanos) {
    long id = ++lastId;
    sent.put(id, call);
    call.sent();
    silentSinceNanos = Math.min(silentSinceNanos, nowNanos);
    long left = Math.max(0, call.deadlineNanos() - nowNanos);
    Envelope envelope = call.request().envelope().passedOn(id, left);
    new Request(envelope, call.request().operation()).write(batch.begin());
    batch.end();
  }

  private void read(Bytes frame) {
    ByteReader in = new ByteReader(frame);
    try {
      while (in.remaining() > 0) {
        Answer answer = Answer.read(new ByteReader(Batch.next(in)));
        PassedCall call = sent.remove(answer.requestId());
        if (call != null) {
          relay.answered(call, to, answer);
        }
      }
    } catch (MalformedException e) {
      disconnect();
    }
  }

  /// Ends what is late, and gives up a connection on which nothing is heard.
  void look(long nowNanos) {
    Line current = line;
    boolean dialling = current != null && current.connection == null;
    long silentMax = dialling ? DIAL_NANOS_MAX : SILENT_NANOS_MAX;
    if (silentSinceNanos != HEARD && nowNanos - silentSinceNanos >= silentMax) {
      disconnect();
    }
    for (PassedCall call : List.copyOf(waiting)) {
      if (nowNanos >= call.deadlineNanos() && waiting.remove(call)) {
        call.end(call.refusal(), null);
      }
    }
    List<Long> late = new ArrayList<>();
    sent.forEach(
        (id, call) -> {
          if (nowNanos >= call.deadlineNanos()) {
            late.add(id);
          }
        });
    for (long id : late) {
      PassedCall call = sent.remove(id);
      if (call != null) {
        call.lost(Outcome.Cause.TIMED_OUT);
      }
    }
  }

  private void disconnect() {
    Line old = line;
    line = null;
    silentSinceNanos = HEARD;
    restsUntilNanos = relay.now() + REST_NANOS;
    if (old != null && old.connection != null) {
      old.connection.close();
    }
    batch.take();
    List<PassedCall> lost = List.copyOf(sent.values());
    List<PassedCall> unsent = List.copyOf(waiting);
    sent.clear();
    waiting.clear();
    lost.forEach(call -> call.lost(Outcome.Cause.DISCONNECTED));
    unsent.forEach(call -> relay.unsent(call, to));
  }

  /// Ends everything; what was not sent is refused.
  void close() {
    waiting.forEach(call -> call.end(call.refusal(), null));
    waiting.clear();
    disconnect();
  }
}
