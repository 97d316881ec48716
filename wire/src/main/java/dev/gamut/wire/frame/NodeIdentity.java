package dev.gamut.wire.frame;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who a node is when streams are opened, and what it says to whoever else claims to be somebody.
/// Two clusters that share a host name, or two nodes that share a number, must never exchange a
/// message: each would take the other's votes and entries for its own.
///
/// @param incarnation drawn at random by each start of the process, and never 0
/// @param payloadSizeMax what this node accepts in a frame
public record NodeIdentity(
    UUID cluster,
    NodeId node,
    long incarnation,
    Versions versions,
    int payloadSizeMax,
    String software) {
  /// Bytes of payload in a frame, unless configured otherwise.
  public static final int DEFAULT_PAYLOAD_SIZE_MAX = 4 << 20;

  public NodeIdentity {
    Invariant.require(!cluster.equals(Hello.ANY_CLUSTER), "a node without a cluster");
    Invariant.require(incarnation != 0, "a node without an incarnation");
    Invariant.require(
        payloadSizeMax >= Hello.HANDSHAKE_SIZE_MAX, "payload limit too small: %d", payloadSizeMax);
  }

  /// What to say when dialling a peer.
  public Hello hello(NodeId target) {
    return new Hello(
        versions,
        Role.PEER,
        cluster,
        node.value(),
        incarnation,
        target.value(),
        payloadSizeMax,
        software);
  }

  /// What to say to whoever dialled. Whether there is room, and whether the peer's number is in use
  /// by another process, is for the caller to judge.
  public HandshakeAnswer answer(Hello hello) {
    int version = versions.newestCommon(hello.versions());
    if (version == 0) {
      return refuse(
          Refused.Reason.WRONG_VERSION,
          "%s speaks %s, the other end %s: upgrade the older one"
              .formatted(node, versions, hello.versions()));
    }
    if (!hello.cluster().equals(cluster)
        && !(hello.role() == Role.CLIENT && hello.cluster().equals(Hello.ANY_CLUSTER))) {
      return refuse(
          Refused.Reason.WRONG_CLUSTER,
          "%s belongs to cluster %s, not to %s: check addresses and data directory"
              .formatted(node, cluster, hello.cluster()));
    }
    if (hello.target() != 0 && hello.target() != node.value()) {
      return refuse(
          Refused.Reason.WRONG_NODE,
          "this is %s, not n%d: check the address".formatted(node, hello.target()));
    }
    if (hello.node() == node.value()) {
      return refuse(
          Refused.Reason.IDENTITY_IN_USE,
          "%s is this node's own number: its data directory was copied".formatted(node));
    }
    return new Welcome(version, cluster, node.value(), incarnation, payloadSizeMax, software);
  }

  public Refused refuse(Refused.Reason reason, String text) {
    return new Refused(reason, versions, text);
  }

  /// What is wrong with a peer's welcome to [#hello], or null.
  public @Nullable String objection(NodeId target, Welcome welcome) {
    if (welcome.version() < versions.min() || welcome.version() > versions.max()) {
      return "it chose version %d, this node speaks %s".formatted(welcome.version(), versions);
    }
    if (!welcome.cluster().equals(cluster)) {
      return "it belongs to cluster %s, not to %s".formatted(welcome.cluster(), cluster);
    }
    if (welcome.node() != target.value()) {
      return "it is n%d, not %s".formatted(welcome.node(), target);
    }
    return null;
  }
}
