package dev.gamut.client.core;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.PartitionId;
import dev.gamut.model.OperationId;
import dev.gamut.model.Priority;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Envelope;
import dev.gamut.wire.Request;
import dev.gamut.world.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One node, seen from the client: at most one connection, dialled when there is something to send,
/// and the attempts that wait for it or for its answers.
///
/// Attempts gather in a queue and leave at the end of the turn as few frames, as long as the bytes
/// sent and not answered stay below the limit. A connection that ends takes its answers with it:
/// what was sent on it is lost, what still waited was certainly not delivered.
final class Peer {
  /// A frame is sent when it has grown to this, so that neither side needs larger buffers.
  private static final int FRAME_SIZE_MAX = 256 << 10;

  private static final long HEARD = Long.MAX_VALUE;

  private final Peers peers;
  private final String address;
  private final RequestSlots slots = new RequestSlots();
  private final ArrayDeque<Attempt> waiting = new ArrayDeque<>();
  private final Batch batch = new Batch();
  private @Nullable Link link;
  private long inFlightSize;
  private int failures;
  private long usableAtNanos = Long.MIN_VALUE;

  /// Since when something has been asked of it, a connection or an answer, and nothing was heard;
  /// [#HEARD] when nothing was asked since it was last heard.
  private long silentSinceNanos = HEARD;

  boolean isDirty;

  /// One dialling and the connection it leads to. What an older one still reports is not ours.
  private final class Link implements Connection.Handler {
    @Nullable Connection connection;

    @Override
    public void opened(Connection connection) {
      if (link != this) {
        connection.close();
        return;
      }
      this.connection = connection;
      silentSinceNanos = HEARD;
      peers.markDirty(Peer.this);
    }

    @Override
    public void receive(Connection connection, Bytes frame) {
      if (link == this) {
        // Not when it opens: a node that accepts connections only to end them must rest too.
        failures = 0;
        silentSinceNanos = HEARD;
        read(frame);
      }
    }

    @Override
    public void closed(Connection connection, String reason) {
      if (link == this) {
        disconnect(reason);
      }
    }
  }

  Peer(Peers peers, String address) {
    this.peers = peers;
    this.address = address;
  }

  String address() {
    return address;
  }

  boolean isOpen() {
    return link != null && link.connection != null;
  }

  /// Whether an attempt given now can hope: not while it rests after a failure to connect.
  boolean isUsable(long nowNanos) {
    return link != null || nowNanos >= usableAtNanos;
  }

  long usableAtNanos() {
    return link != null ? Long.MIN_VALUE : usableAtNanos;
  }

  /// Whether nothing speaks against it: it was heard since a connection to it ended, if any did,
  /// and has not let anybody wait for as long as an attempt may take.
  boolean isInReach(long nowNanos) {
    return failures == 0
        && (silentSinceNanos == HEARD
            || nowNanos - silentSinceNanos < peers.config().attemptTimeoutNanos());
  }

  /// Whether a question would show if it can be reached again: there is no connection, nor is one
  /// tried or its time yet to come. One that keeps silent is given up first.
  boolean isToBeTried(long nowNanos) {
    suspect(nowNanos);
    return link == null && nowNanos >= usableAtNanos;
  }

  boolean isIdle() {
    return waiting.isEmpty() && slots.count() == 0;
  }

  /// Takes an attempt to be sent at the end of this turn, or once connected.
  void enqueue(Attempt attempt) {
    waiting.add(attempt);
    if (link == null) {
      link = new Link();
      silentSinceNanos = peers.now();
      peers.dialer().dial(address, link);
    } else {
      peers.markDirty(this);
    }
  }

  /// Sends what waits, as far as the limit of bytes in flight allows. Sending may find out that the
  /// connection has ended, and then nothing is left to send here.
  void flush() {
    Link current = link;
    if (current == null || current.connection == null) {
      return;
    }
    Connection connection = current.connection;
    long now = peers.now();
    while (link == current && !waiting.isEmpty() && hasRoom(waiting.getFirst(), connection)) {
      Attempt attempt = waiting.removeFirst();
      if (attempt.state == Attempt.State.WAITING) {
        send(attempt, now);
      }
      if (batch.sizeBytes() >= FRAME_SIZE_MAX) {
        connection.send(batch.take());
      }
    }
    if (link == current && !batch.isEmpty()) {
      connection.send(batch.take());
    }
  }

  /// One request may always be under way, however large it is.
  private boolean hasRoom(Attempt next, Connection connection) {
    long size = Math.max(inFlightSize, connection.queuedBytes());
    return size == 0 || size + next.pending.cost <= peers.config().limits().inFlightSizeMax();
  }

  private void send(Attempt attempt, long nowNanos) {
    Pending pending = attempt.pending;
    slots.add(attempt);
    inFlightSize += pending.cost;
    attempt.state = Attempt.State.SENT;
    attempt.sentAtNanos = nowNanos;
    silentSinceNanos = Math.min(silentSinceNanos, nowNanos);
    new Request(envelope(attempt, nowNanos), pending.operation).write(batch.begin());
    pending.sent(nowNanos);
    batch.end();
  }

  private Envelope envelope(Attempt attempt, long nowNanos) {
    Pending pending = attempt.pending;
    Route route = attempt.route;
    OperationId operation = pending.operationId(attempt);
    return new Envelope(
        attempt.requestId,
        peers.config().principal(),
        Priority.INTERACTIVE,
        Math.max(0, pending.deadlineNanos - nowNanos),
        operation,
        0,
        pending.terms.level(),
        Bytes.EMPTY,
        route == null ? PartitionId.CATALOG : route.partition(),
        route == null ? 0 : route.epoch(),
        pending.terms.receiptWanted(),
        pending.terms.quorum(),
        pending.ageNanos(nowNanos),
        attempt.passOn);
  }

  private void read(Bytes frame) {
    ByteReader in = new ByteReader(frame);
    try {
      while (in.remaining() > 0) {
        Answer answer = Answer.read(new ByteReader(Batch.next(in)));
        Attempt attempt = slots.remove(answer.requestId());
        if (attempt != null) {
          ended(attempt);
          attempt.pending.courier.aftermath().answered(attempt, answer);
        }
      }
    } catch (MalformedException e) {
      disconnect("it sent what is no answer: " + e.getMessage());
    }
  }

  /// Gives up an attempt whose answer is no longer wanted.
  void forget(Attempt attempt) {
    if (attempt.state == Attempt.State.SENT && slots.remove(attempt.requestId) != null) {
      ended(attempt);
    }
    attempt.state = Attempt.State.ENDED;
  }

  private void ended(Attempt attempt) {
    attempt.state = Attempt.State.ENDED;
    inFlightSize -= attempt.pending.cost;
    if (!waiting.isEmpty()) {
      peers.markDirty(this);
    }
  }

  /// Whether nothing at all was heard since an attempt was sent, or waits to be.
  boolean isSilentFor(Attempt attempt) {
    return attempt.state == Attempt.State.WAITING
        ? !isOpen()
        : silentSinceNanos <= attempt.sentAtNanos;
  }

  /// Something has had no answer in its time. When nothing at all has come for long, the connection
  /// is taken for dead: a link can fail without either end hearing of it.
  void suspect(long nowNanos) {
    if (silentSinceNanos != HEARD
        && nowNanos - silentSinceNanos >= 3 * peers.config().attemptTimeoutNanos()) {
      disconnect("nothing was heard from it");
    } else if (!waiting.isEmpty()) {
      // Whatever the connection was too full for may have left meanwhile.
      peers.markDirty(this);
    }
  }

  /// Ends the connection, or the dialling, and tells what became of the attempts.
  void disconnect(String reason) {
    Link old = link;
    if (old == null) {
      return;
    }
    link = null;
    long now = peers.now();
    usableAtNanos = now + (failures == 0 ? 0 : peers.backoff().delayNanos(failures - 1));
    failures++;
    if (old.connection != null) {
      old.connection.close();
    }
    String trouble = address + ": " + reason;
    List<Attempt> sent = slots.drain();
    List<Attempt> unsent = new ArrayList<>(waiting);
    waiting.clear();
    batch.take();
    inFlightSize = 0;
    for (Attempt attempt : sent) {
      attempt.state = Attempt.State.ENDED;
      attempt.pending.courier.aftermath().lost(attempt, trouble);
    }
    for (Attempt attempt : unsent) {
      if (attempt.state == Attempt.State.WAITING) {
        attempt.state = Attempt.State.ENDED;
        attempt.pending.courier.aftermath().unsent(attempt, trouble);
      }
    }
  }
}
