package dev.gamut.server;

import dev.gamut.real.FatalHandler;
import dev.gamut.real.RealConfiguration;
import dev.gamut.real.RealWorld;
import dev.gamut.real.store.RocksConfig;
import dev.gamut.real.store.RocksStore;
import dev.gamut.server.config.NodeConfig;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.JournalConfig;
import java.io.IOException;

/// A node's data directory: the journal's segments, and a RocksDB for each loop.
///
/// @param flushBytes see [NodeStorage#flushBytes]
public record DirectoryStorage(NodeConfig config, JournalConfig journal, long flushBytes)
    implements NodeStorage {
  private static final long MEBIBYTE = 1 << 20;

  /// Memory below which segments are small. Opening a journal takes the heap, a third of the
  /// memory, one of its segments, which the collector may copy; and it reads the newest one three
  /// times.
  private static final int MEMORY_MEBIBYTES_SMALL = 2048;

  /// Larger, what is read often would be copied for too long when it grows.
  private static final long RECENT_BYTES_MAX = 64 * MEBIBYTE;

  /// As a node of a process of its own keeps it.
  public static DirectoryStorage production(NodeConfig config) {
    long segment = config.memoryMebibytes() < MEMORY_MEBIBYTES_SMALL ? 16 : 64;
    return new DirectoryStorage(
        config, JournalConfig.production((int) (segment * MEBIBYTE)), 128 * MEBIBYTE);
  }

  @Override
  public RealWorld open(RealConfiguration configuration, FatalHandler fatal) throws IOException {
    NodeIdentityFile.claim(config);
    return RealWorld.open(configuration, fatal);
  }

  @Override
  public Store openStore(RealWorld world, int loop) throws IOException {
    long share = share();
    RocksConfig rocks =
        RocksConfig.small()
            .withBlockCacheBytes(Math.max(4 * MEBIBYTE, share / 4))
            .withWriteBufferBytes(Math.max(4 * MEBIBYTE, share / 16));
    RocksStore.Doors doors =
        new RocksStore.Doors(
            world.loops().get(loop),
            world.clock(),
            world.readers().getFirst(),
            world.storeWorker());
    return RocksStore.open(config.dataDirectory().resolve("store-" + loop), rocks, doors);
  }

  /// An eighth of the heap, which is a third of the memory.
  @Override
  public long recentBytes() {
    return Math.min(RECENT_BYTES_MAX, share() / 24);
  }

  private long share() {
    return config.memoryMebibytes() * MEBIBYTE / config.loops();
  }
}
