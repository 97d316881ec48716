package dev.gamut.server.embedded;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;

/// Starts nodes in this process.
public final class EmbeddedProvider implements EmbeddedCluster.Provider {
  @Override
  public EmbeddedCluster start(EmbeddedConfig config) {
    return EmbeddedNodes.start(config);
  }
}
