package dev.gamut.client;

import java.util.List;

/// Nodes that run inside this program, the same ones that run as servers, on ports of the loopback
/// that happened to be free. Made by [Gamut#embedded]. From any thread.
public interface EmbeddedCluster extends AutoCloseable {
  /// The cluster's own client, closed with it.
  Gamut client();

  /// Where each node listens for clients, `host:port`: for `Gamut.connect`, here or elsewhere.
  List<String> addresses();

  /// Where each node listens for HTTP and gRPC; empty unless it was asked for.
  List<String> httpAddresses();

  /// Stops one node in order, to see what a program makes of it.
  ///
  /// @param node from 1; stopping one that is stopped does nothing
  void stop(int node);

  /// Starts a stopped node again, on its old data, in memory or not.
  void start(int node);

  /// Ends client and nodes; what was in memory is gone.
  @Override
  void close();

  /// Starts such clusters. Found by `java.util.ServiceLoader` in `gamut-server`.
  interface Provider {
    /// Returns when all nodes serve.
    EmbeddedCluster start(EmbeddedConfig config);
  }
}
