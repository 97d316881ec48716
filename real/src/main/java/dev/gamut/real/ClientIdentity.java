package dev.gamut.real;

import dev.gamut.base.Invariant;
import dev.gamut.wire.frame.Hello;
import dev.gamut.wire.frame.NodeIdentity;
import dev.gamut.wire.frame.Role;
import dev.gamut.wire.frame.Versions;
import dev.gamut.wire.frame.Welcome;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a client says of itself and expects of a node.
///
/// @param cluster the one that is meant, or [Hello#ANY_CLUSTER]
/// @param payloadSizeMax what the client accepts in a frame
/// @param outputBytesMax of requests that the node has not read: beyond it the connection is closed
public record ClientIdentity(
    UUID cluster,
    Versions versions,
    int payloadSizeMax,
    long outputBytesMax,
    long handshakeNanosMax,
    String software) {
  private static final long OUTPUT_BYTES_MAX = 64 << 20;
  private static final long HANDSHAKE_SECONDS_MAX = 3;

  public ClientIdentity {
    Invariant.require(
        payloadSizeMax >= Hello.HANDSHAKE_SIZE_MAX, "payload limit too small: %d", payloadSizeMax);
    Invariant.require(outputBytesMax > 0, "output bound not positive: %d", outputBytesMax);
    Invariant.require(handshakeNanosMax > 0, "handshake time not positive: %d", handshakeNanosMax);
  }

  static ClientIdentity of(UUID cluster, String software) {
    return new ClientIdentity(
        cluster,
        Versions.OURS,
        NodeIdentity.DEFAULT_PAYLOAD_SIZE_MAX,
        OUTPUT_BYTES_MAX,
        TimeUnit.SECONDS.toNanos(HANDSHAKE_SECONDS_MAX),
        software);
  }

  Hello hello() {
    return new Hello(versions, Role.CLIENT, cluster, 0, 0, 0, payloadSizeMax, software);
  }

  /// What is wrong with a node's welcome, or null.
  @Nullable String objection(Welcome welcome) {
    if (welcome.version() < versions.min() || welcome.version() > versions.max()) {
      return "the node chose version %d, this client speaks %s"
          .formatted(welcome.version(), versions);
    }
    if (!cluster.equals(Hello.ANY_CLUSTER) && !cluster.equals(welcome.cluster())) {
      return "the node belongs to cluster %s, not to %s".formatted(welcome.cluster(), cluster);
    }
    return null;
  }
}
