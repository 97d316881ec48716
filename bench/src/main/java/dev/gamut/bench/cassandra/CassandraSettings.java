package dev.gamut.bench.cassandra;

import static dev.gamut.base.Invariant.require;

import java.nio.file.Path;

/// Where Cassandra comes from and how it is spoken to.
///
/// @param cache where its jars are kept
/// @param folder fresh, on the disk to be measured; removed at the end
/// @param heapMebibytes of each node
/// @param channels connections to each node that is asked
/// @param spread whether clients speak to all nodes instead of one
public record CassandraSettings(
    Path cache, Path folder, int heapMebibytes, int channels, boolean spread) {
  public CassandraSettings {
    require(heapMebibytes > 0, "a heap of %d MiB", heapMebibytes);
    require(channels > 0, "channels not positive: %d", channels);
  }
}
