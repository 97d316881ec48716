package dev.gamut.server.embedded;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.real.RealClientWorld;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The nodes of an embedded cluster. They speak over the loopback, as nodes of processes do: what
/// works here works there.
final class EmbeddedNodes implements EmbeddedCluster {
  private static final int MEMORY_MEBIBYTES = 128;
  private static final int ATTEMPTS = 5;

  private final List<EmbeddedNode> nodes;
  private final boolean http;
  private final Gamut client;
  private boolean closed;

  private EmbeddedNodes(List<EmbeddedNode> nodes, boolean http, Gamut client) {
    this.nodes = List.copyOf(nodes);
    this.http = http;
    this.client = client;
  }

  /// A port that is free now may be taken a moment later: then others are tried.
  static EmbeddedNodes start(EmbeddedConfig config) {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          return startOnce(config);
        } catch (IOException e) {
          if (attempt == ATTEMPTS || !isBindFailure(e)) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded cluster cannot start: " + e.getMessage(), e);
    }
  }

  private static boolean isBindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static EmbeddedNodes startOnce(EmbeddedConfig config) throws IOException {
    Path directory = config.directory();
    EmbeddedFolder before =
        directory == null ? null : EmbeddedFolder.read(directory, config.nodeCount());
    EmbeddedFolder folder = before == null ? EmbeddedFolder.fresh(config.nodeCount()) : before;
    List<EmbeddedNode> nodes = new ArrayList<>();
    for (Member member : folder.members()) {
      nodes.add(node(config, folder, member.id()));
    }
    try {
      for (EmbeddedNode node : nodes) {
        node.start();
      }
      for (EmbeddedNode node : nodes) {
        node.awaitServing();
      }
    } catch (IOException | RuntimeException e) {
      nodes.forEach(EmbeddedNode::stop);
      throw e;
    }
    if (directory != null && before == null) {
      folder.write(directory);
    }
    EmbeddedNodes cluster = new EmbeddedNodes(nodes, config.http(), client(folder));
    try {
      CatalogCatchUp.await(cluster.client);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static Gamut client(EmbeddedFolder folder) {
    List<String> seeds =
        folder.members().stream().map(m -> m.host() + ":" + m.framePort()).toList();
    return Gamut.connect(
        ClientConfig.of(seeds), RealClientWorld.open(NodeConfig.clusterUuid(folder.clusterId())));
  }

  private static EmbeddedNode node(EmbeddedConfig config, EmbeddedFolder folder, NodeId id) {
    Path directory = config.directory();
    Path data = directory == null ? Path.of("memory") : directory.resolve(id.toString());
    NodeConfig node =
        new NodeConfig(folder.clusterId(), id, folder.members(), data, 1, MEMORY_MEBIBYTES);
    return directory == null
        ? EmbeddedNode.inMemory(node, config.http())
        : EmbeddedNode.onDisk(node, config.http());
  }

  @Override
  public Gamut client() {
    return client;
  }

  @Override
  public List<String> addresses() {
    return nodes.stream().map(n -> n.member().host() + ":" + n.member().framePort()).toList();
  }

  @Override
  public List<String> httpAddresses() {
    return http
        ? nodes.stream().map(n -> n.member().host() + ":" + n.member().httpPort()).toList()
        : List.of();
  }

  @Override
  public synchronized void stop(int node) {
    node(node).stop();
  }

  @Override
  public synchronized void start(int node) {
    if (closed) {
      throw new IllegalStateException("this cluster was closed");
    }
    try {
      node(node).start();
      node(node).awaitServing();
    } catch (IOException e) {
      throw new UncheckedIOException("node " + node + " cannot start: " + e.getMessage(), e);
    }
  }

  private EmbeddedNode node(int node) {
    Invariant.require(
        node >= 1 && node <= nodes.size(), "there is no node %d of %d", node, nodes.size());
    return nodes.get(node - 1);
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    client.close();
    nodes.forEach(EmbeddedNode::stop);
  }
}
