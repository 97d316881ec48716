package dev.gamut.client;

import dev.gamut.base.Invariant;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A cluster inside this program.
///
/// @param nodeCount 1 to 7; three are what it takes to lose one and go on
/// @param directory where the nodes keep their data, each in a folder of its own; null to keep it
///   in memory, where it ends with the cluster
/// @param http whether the nodes open their HTTP and gRPC port too, which takes about a second
public record EmbeddedConfig(int nodeCount, @Nullable Path directory, boolean http) {
  private static final int NODES_MAX = 7;

  public EmbeddedConfig {
    Invariant.require(
        nodeCount >= 1 && nodeCount <= NODES_MAX,
        "an embedded cluster has 1 to %d nodes, not %d",
        NODES_MAX,
        nodeCount);
  }

  /// One node, in memory.
  public static EmbeddedConfig inMemory() {
    return new EmbeddedConfig(1, null, false);
  }

  /// One node, in a folder that is made if it does not exist. A cluster that was there before is
  /// found again with its data, if it had as many nodes.
  public static EmbeddedConfig onDisk(Path directory) {
    return new EmbeddedConfig(1, directory, false);
  }

  public EmbeddedConfig withNodes(int count) {
    return new EmbeddedConfig(count, directory, http);
  }

  public EmbeddedConfig withHttp() {
    return new EmbeddedConfig(nodeCount, directory, true);
  }
}
