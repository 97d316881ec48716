package dev.gamut.bench.peer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a node spends processor time on, by the innermost code that belongs to somebody.
public enum Layer {
  NETWORK,
  PROTOCOL,
  REQUESTS,
  JOURNAL,
  STORE,
  /// The compiler, the collector, and threads of the JVM and of libraries.
  JVM;

  private static final Map<String, Layer> BY_PREFIX =
      Map.ofEntries(
          Map.entry("io.netty.", NETWORK),
          Map.entry("dev.gamut.real.", NETWORK),
          Map.entry("dev.gamut.wire.frame.", NETWORK),
          Map.entry("dev.gamut.protocol.", PROTOCOL),
          Map.entry("dev.gamut.node.", REQUESTS),
          Map.entry("dev.gamut.server.", REQUESTS),
          Map.entry("dev.gamut.storage.journal.", JOURNAL),
          Map.entry("dev.gamut.real.ChannelFile", JOURNAL),
          Map.entry("org.rocksdb.", STORE),
          Map.entry("dev.gamut.real.store.", STORE),
          Map.entry("dev.gamut.storage.", STORE));

  public String label() {
    return this == JVM ? name() : name().toLowerCase(java.util.Locale.ROOT);
  }

  /// The layer that a class belongs to, by its longest prefix; null for code that serves any, such
  /// as the JDK's.
  static @Nullable Layer of(String className) {
    Layer best = null;
    int length = 0;
    for (Map.Entry<String, Layer> entry : BY_PREFIX.entrySet()) {
      String prefix = entry.getKey();
      if (prefix.length() > length && className.startsWith(prefix)) {
        best = entry.getValue();
        length = prefix.length();
      }
    }
    return best;
  }

  /// @param classNames of a stack, the innermost first
  static Layer ofStack(Iterable<String> classNames) {
    for (String className : classNames) {
      Layer layer = of(className);
      if (layer != null) {
        return layer;
      }
    }
    return JVM;
  }
}
