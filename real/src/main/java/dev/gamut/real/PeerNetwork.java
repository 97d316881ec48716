package dev.gamut.real;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.Refused;
import dev.gamut.world.Network;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The network among nodes over TCP. All its connections belong to the node's first loop; frames
/// from other loops change over through its mailbox.
///
/// Frames to a peer leave at the end of the turn as one write. They go out in the order of sending,
/// small ones too: overtaking would make followers refuse entries that have a gap before them.
/// Instead bulk traffic is asked to wait (`isWritable` is false above 1 MiB in the queue), and
/// small frames have an allowance of their own in the queue. A full queue drops the frame, and
/// counts it.
public final class PeerNetwork implements Network {
  private static final int LINKS_MAX = 10_000;

  private final PeerContext context;
  private final LongAdder droppedToStrangers = new LongAdder();

  private boolean ownIdentityReported;
  private boolean closed;

  /// Replaced as a whole on the first loop, read from any.
  private volatile Map<NodeId, PeerLink> links = Map.of();

  PeerNetwork(PeerContext context) {
    this.context = context;
  }

  @Override
  public void send(NodeId to, Bytes frame) {
    PeerLink link = links.get(to);
    if (link == null) {
      sendWithoutLink(to, frame);
    } else if (context.loop().isCurrent()) {
      link.send(frame);
    } else {
      link.sendFromElsewhere(frame);
    }
  }

  private void sendWithoutLink(NodeId to, Bytes frame) {
    if (to.equals(context.self().node())) {
      context.loop().post(() -> context.receiver().receive(to, frame));
    } else {
      droppedToStrangers.increment();
    }
  }

  @Override
  public boolean isWritable(NodeId to) {
    PeerLink link = links.get(to);
    return link == null ? to.equals(context.self().node()) : link.isWritable();
  }

  /// Whether there is a connection to the peer now; from any thread.
  public boolean isReachable(NodeId peer) {
    PeerLink link = links.get(peer);
    return link != null && link.isReachable();
  }

  /// Frames to the peer that were dropped; from any thread.
  public long droppedFrames(NodeId peer) {
    PeerLink link = links.get(peer);
    return link == null ? 0 : link.droppedFrames();
  }

  /// How every peer is; on the first loop.
  public List<PeerFigures> figures() {
    return new TreeMap<>(links).values().stream().map(PeerLink::figures).toList();
  }

  /// Frames to nodes without an address that were dropped; from any thread.
  public long droppedFramesToStrangers() {
    return droppedToStrangers.sum();
  }

  /// Replaces the addresses (`host:port`) of all peers; from any thread. Connections to peers whose
  /// address stays are kept, those to peers that are gone are closed. Peers that were never in the
  /// book and have dialled by themselves stay: they may be about to join.
  public void addressBook(Map<NodeId, String> addresses) {
    Map<NodeId, String> copy = new TreeMap<>(addresses);
    copy.remove(context.self().node());
    context.loop().post(() -> replaceAddresses(copy));
  }

  private void replaceAddresses(Map<NodeId, String> addresses) {
    if (closed) {
      return;
    }
    new TreeMap<>(links)
        .forEach(
            (peer, link) -> {
              if (link.hasAddress() && !addresses.containsKey(peer)) {
                publish(peer, null);
                link.close("no longer in the address book");
              }
            });
    addresses.forEach((peer, address) -> link(peer).address(address));
  }

  /// What speaks against a connection that a peer has opened, or null.
  @Nullable Refused objection(Hello hello) {
    if (closed) {
      return context.self().refuse(Refused.Reason.STOPPING, context.self().node() + " is stopping");
    }
    NodeId peer = new NodeId(hello.node());
    PeerLink link = links.get(peer);
    if (link == null) {
      return links.size() < LINKS_MAX
          ? null
          : context.self().refuse(Refused.Reason.TOO_MANY_CONNECTIONS, "too many unknown peers");
    }
    String rival = link.rival(hello.incarnation());
    return rival == null ? null : context.self().refuse(Refused.Reason.IDENTITY_IN_USE, rival);
  }

  /// Takes over a connection that [#objection] had nothing against.
  void accept(FrameSocket socket, Hello hello) {
    link(new NodeId(hello.node())).accept(socket, hello);
  }

  /// Two processes are this very node: somebody dialled under its own number.
  void ownIdentityInUse(String text) {
    if (ownIdentityReported) {
      return;
    }
    ownIdentityReported = true;
    context.events().identityInUse(context.self().node(), text);
  }

  void close(String reason) {
    closed = true;
    links.values().forEach(link -> link.close(reason));
    links = Map.of();
  }

  private PeerLink link(NodeId peer) {
    PeerLink link = links.get(peer);
    if (link == null) {
      forgetStrangers();
      link = new PeerLink(context, peer);
      publish(peer, link);
    }
    return link;
  }

  /// Peers that only ever dialled and are gone again.
  private void forgetStrangers() {
    new TreeMap<>(links)
        .forEach(
            (peer, link) -> {
              if (link.isForgettable()) {
                publish(peer, null);
              }
            });
  }

  private void publish(NodeId peer, @Nullable PeerLink link) {
    TreeMap<NodeId, PeerLink> next = new TreeMap<>(links);
    if (link == null) {
      next.remove(peer);
    } else {
      next.put(peer, link);
    }
    links = Map.copyOf(next);
  }
}
