package dev.gamut.bench.etcd;

import static dev.gamut.base.Invariant.require;

import java.nio.file.Path;

/// Where etcd comes from and how it is spoken to.
///
/// @param cache where a built etcd is kept
/// @param folder fresh, on the disk to be measured; removed at the end
/// @param channels connections to the leader, or to each node
/// @param spread whether clients speak to all nodes instead of the leader
public record EtcdSettings(Path cache, Path folder, int channels, boolean spread) {
  public EtcdSettings {
    require(channels > 0, "channels not positive: %d", channels);
  }
}
