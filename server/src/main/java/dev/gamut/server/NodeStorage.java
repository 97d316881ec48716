package dev.gamut.server;

import dev.gamut.real.FatalHandler;
import dev.gamut.real.RealConfiguration;
import dev.gamut.real.RealWorld;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.JournalConfig;
import java.io.IOException;

/// Where a node keeps what it must not forget: its journal and its stores.
public interface NodeStorage {
  /// The world around it, once it is known that what lies there is this node's.
  RealWorld open(RealConfiguration configuration, FatalHandler fatal) throws IOException;

  /// The store of one loop.
  Store openStore(RealWorld world, int loop) throws IOException;

  JournalConfig journal();

  /// Bytes of journal after which the stores are flushed, so that segments can be recycled.
  long flushBytes();

  /// Bytes of keys and values that are read often, which each loop keeps in memory.
  long recentBytes();
}
