package dev.gamut.server.embedded;

import dev.gamut.real.FatalHandler;
import dev.gamut.real.RealConfiguration;
import dev.gamut.real.RealWorld;
import dev.gamut.server.NodeStorage;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.JournalConfig;
import org.jspecify.annotations.Nullable;

/// A node's journal and store in the heap. They outlive the node, so that a stopped one can be
/// started again on its data, and end with this object.
final class MemoryStorage implements NodeStorage {
  private static final int MEBIBYTE = 1 << 20;

  /// Segments of 4 MiB, which hold two of the largest writes; 128 MiB in all.
  private static final JournalConfig JOURNAL =
      new JournalConfig(
          4 * MEBIBYTE,
          1,
          128 * MEBIBYTE,
          64 * MEBIBYTE,
          4 * MEBIBYTE,
          2 * MEBIBYTE,
          4096,
          5_000_000,
          500_000_000,
          false);

  private final HeapDisk disk = new HeapDisk();
  private @Nullable MemoryStore store;

  @Override
  public RealWorld open(RealConfiguration configuration, FatalHandler fatal) {
    return RealWorld.over(disk, configuration, fatal);
  }

  /// An embedded node has one loop, and so one store.
  @Override
  public Store openStore(RealWorld world, int loop) {
    MemoryStore before = store;
    MemoryStore opened =
        before == null
            ? new MemoryStore(
                world.loops().get(loop), MemoryStore.Options.of(MemoryStore.Flushing.AT_ONCE))
            : before.reopen(world.loops().get(loop));
    store = opened;
    return opened;
  }

  @Override
  public JournalConfig journal() {
    return JOURNAL;
  }

  @Override
  public long flushBytes() {
    return 16 * MEBIBYTE;
  }

  @Override
  public long recentBytes() {
    return 4 * MEBIBYTE;
  }
}
