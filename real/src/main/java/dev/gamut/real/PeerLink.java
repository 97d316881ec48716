package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.FrameKind;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.Refused;
import dev.gamut.wire.frame.Welcome;
import dev.gamut.world.Loop;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way to one peer, and from it.
///
/// Both nodes dial, so that a link comes back however it broke. Frames are taken from either
/// connection. Both nodes send on the one that the lower number dialled, as long as it stands: then
/// acknowledgements of TCP ride on frames of the other direction, instead of being packets of their
/// own. The other one is the spare.
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  private final PeerContext context;
  private final NodeId peer;
  private final LongAdder dropped = new LongAdder();
  private final AtomicLong onTheWayBytes = new AtomicLong();
  private final Traffic traffic = new Traffic();
  private final OncePerChange failures = new OncePerChange();
  private final Line line = new Line();
  private final Backoff backoff;

  private @Nullable String address;
  private @Nullable FrameSocket dialling;
  private @Nullable FrameSocket dialled;
  private @Nullable FrameSocket accepted;
  private volatile @Nullable FrameSocket sender;
  private long incarnation;
  private boolean closed;

  PeerLink(PeerContext context, NodeId peer) {
    this.context = context;
    this.peer = peer;
    this.backoff = new Backoff(context, this::dial);
  }

  /// Where to dial from now on.
  void address(String address) {
    if (address.equals(this.address)) {
      return;
    }
    this.address = address;
    backoff.reset();
    if (dialling != null) {
      dialling.close("the address changed");
    }
    if (dialled != null) {
      dialled.goodbye("the address changed");
    }
    dial();
  }

  boolean hasAddress() {
    return address != null;
  }

  boolean isForgettable() {
    return !hasAddress() && accepted == null && dialled == null && dialling == null;
  }

  long droppedFrames() {
    return dropped.sum();
  }

  PeerFigures figures() {
    FrameSocket socket = sender;
    long queued = onTheWayBytes.get() + (socket == null ? 0 : socket.queuedBytes());
    long most = context.limits().roomFor(0);
    return new PeerFigures(peer, isReachable(), traffic.copy(), dropped.sum(), queued, most);
  }

  void close(String reason) {
    closed = true;
    address = null;
    backoff.cancel();
    for (FrameSocket socket : new @Nullable FrameSocket[] {dialling, dialled, accepted}) {
      if (socket != null) {
        socket.goodbye(reason);
      }
    }
  }

  // Sending.

  void send(Bytes frame) {
    FrameSocket socket = sender;
    if (socket == null
        || frame.length() > socket.sendPayloadSizeMax()
        || socket.queuedBytes() + frame.length() > context.limits().roomFor(frame.length())) {
      dropped.increment();
      return;
    }
    socket.send(FrameKind.DATA, frame);
  }

  /// From another loop: the frame changes over at once, and counts against the bound meanwhile.
  void sendFromElsewhere(Bytes frame) {
    int length = frame.length();
    if (onTheWayBytes.addAndGet(length) > context.limits().roomFor(frame.length())) {
      onTheWayBytes.addAndGet(-length);
      dropped.increment();
      return;
    }
    context
        .loop()
        .post(
            () -> {
              onTheWayBytes.addAndGet(-length);
              send(frame);
            });
  }

  /// From any thread.
  boolean isWritable() {
    FrameSocket socket = sender;
    return socket != null && socket.isWritable();
  }

  boolean isReachable() {
    return sender != null;
  }

  // Dialling.

  private void dial() {
    String target = address;
    if (target == null || dialling != null || dialled != null || closed) {
      return;
    }
    backoff.cancel();
    FrameSocket socket = new FrameSocket(context.loop(), new Dialling(), target);
    dialling = socket;
    context.opener().open(target, socket, this::refused);
  }

  private void refused() {
    if (!isReachable()) {
      context.receiver().ended(peer);
    }
  }

  private void dialLater() {
    if (address != null && !closed) {
      backoff.later();
    }
  }

  /// A connection of ours that is not open yet.
  private final class Dialling implements SocketOwner {
    private final Loop.Timer deadline =
        context
            .loop()
            .schedule(now() + context.handshake().nanosMax(), PeerLink.this::diallingTooSlow);

    @Override
    public void connected(FrameSocket socket) {
      socket.send(FrameKind.HELLO, context.self().hello(peer).encode());
    }

    @Override
    public void receive(FrameSocket socket, FrameKind kind, Bytes payload)
        throws MalformedException {
      switch (kind) {
        case WELCOME -> welcomed(socket, Welcome.decode(payload));
        case REFUSED -> socket.close("refused: " + Refused.decode(payload).text());
        case HELLO, DATA, PING, PONG, GOODBYE ->
            throw new MalformedException("a frame " + kind + " instead of a welcome");
      }
    }

    private void welcomed(FrameSocket socket, Welcome welcome) {
      String objection = context.self().objection(peer, welcome);
      if (objection == null) {
        objection = rival(welcome.incarnation());
      }
      if (objection != null) {
        socket.goodbye("not who was dialled: " + objection);
        return;
      }
      deadline.cancel();
      dialling = null;
      dialled = socket;
      backoff.reset();
      opened(socket, welcome.incarnation(), welcome.payloadSizeMax());
      LOG.info(LogLine.of("peer-dialled", "peer", peer, "at", socket.remote()));
    }

    @Override
    public void ended(FrameSocket socket, String reason) {
      deadline.cancel();
      dialling = null;
      if (failures.isNews("dialling", reason) && !closed) {
        LOG.warn(LogLine.of("peer-dial-failed", "peer", peer, "at", address, "reason", reason));
      }
      dialLater();
    }
  }

  private void diallingTooSlow() {
    if (dialling != null) {
      dialling.close("no answer in time");
    }
  }

  // Connections that are open, ours and theirs.

  /// Why a connection from another process of this peer must be refused, or null. A process that
  /// has been silent for long may have lost its machine: then the new one takes over.
  @Nullable String rival(long newcomer) {
    if ((dialled == null && accepted == null) || incarnation == newcomer) {
      return null;
    }
    long heardNanos = Math.max(lastReceived(dialled), lastReceived(accepted));
    if (now() - heardNanos < context.limits().silentNanos()) {
      String text =
          "another process is connected as %s: its data directory was copied, or is used twice"
              .formatted(peer);
      if (failures.isNews("rival", Long.toString(newcomer))) {
        context.events().identityInUse(peer, text);
      }
      return text;
    }
    closeOpen("silent for too long, and another process of the node has come");
    return null;
  }

  private long lastReceived(@Nullable FrameSocket socket) {
    return socket == null ? Long.MIN_VALUE : socket.lastReceivedNanos();
  }

  private void closeOpen(String reason) {
    for (FrameSocket socket : new @Nullable FrameSocket[] {dialled, accepted}) {
      if (socket != null) {
        lost(socket);
        socket.close(reason);
      }
    }
  }

  /// Takes over a connection that the peer dialled and [#rival] had nothing against.
  void accept(FrameSocket socket, Hello hello) {
    FrameSocket before = accepted;
    accepted = socket;
    opened(socket, hello.incarnation(), hello.payloadSizeMax());
    if (before != null) {
      before.close("the peer has dialled again");
    }
    // The peer is up: no reason to wait any longer.
    if (backoff.isWaiting()) {
      dial();
    }
  }

  private void opened(FrameSocket socket, long incarnation, int sendPayloadSizeMax) {
    this.incarnation = incarnation;
    socket.open(context.self().payloadSizeMax(), sendPayloadSizeMax, Long.MAX_VALUE);
    socket.owner(line);
    socket.traffic(traffic);
    failures.forget("dialling");
    chooseSender();
  }

  private void lost(FrameSocket socket) {
    if (socket == dialled) {
      dialled = null;
      dialLater();
    } else if (socket == accepted) {
      accepted = null;
    }
    chooseSender();
  }

  private void chooseSender() {
    boolean before = isReachable();
    boolean weDial = context.self().node().compareTo(peer) < 0;
    FrameSocket first = weDial ? dialled : accepted;
    FrameSocket spare = weDial ? accepted : dialled;
    sender = first != null ? first : spare;
    if (before != isReachable()) {
      context.events().reachable(peer, !before);
    }
  }

  /// A connection that is open, in either direction.
  private final class Line implements SocketOwner {
    @Override
    public void connected(FrameSocket socket) {}

    @Override
    public void receive(FrameSocket socket, FrameKind kind, Bytes payload)
        throws MalformedException {
      if (kind != FrameKind.DATA) {
        throw new MalformedException("a frame " + kind + " after the handshake");
      }
      context.receiver().receive(peer, payload);
    }

    @Override
    public void ended(FrameSocket socket, String reason) {
      if (socket == dialled || socket == accepted) {
        LOG.info(
            LogLine.of("peer-disconnected", "peer", peer, "at", socket.remote(), "reason", reason));
        lost(socket);
      }
    }
  }

  private long now() {
    return context.loop().clock().monotonicNanos();
  }
}
