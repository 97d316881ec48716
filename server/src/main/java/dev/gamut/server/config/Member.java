package dev.gamut.server.config;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.NodeId;

/// Where a node of the cluster is reached.
///
/// @param framePort clients and other nodes, in Gamut's own frames
/// @param httpPort gRPC, JSON, health and metrics
public record Member(NodeId id, String host, int framePort, int httpPort) {
  public Member {
    require(!host.isBlank(), "%s has an empty host", id);
    requirePort(id, "framePort", framePort);
    requirePort(id, "httpPort", httpPort);
    require(framePort != httpPort, "%s has %d as framePort and httpPort", id, framePort);
  }

  private static void requirePort(NodeId id, String name, int port) {
    require(port > 0 && port < 65_536, "%s of %s is %d, not from 1 to 65535", name, id, port);
  }
}
