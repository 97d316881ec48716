package dev.gamut.bench.peer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node spends processor time on, by the innermost code that belongs to somebody.
public enum Layer {
  NETWORK(List.of("io.netty.", "dev.gamut.real.", "dev.gamut.wire.frame.")),
  PROTOCOL(List.of("dev.gamut.protocol.")),
  REQUESTS(List.of("dev.gamut.node.", "dev.gamut.server.")),
  JOURNAL(List.of("dev.gamut.storage.journal.", "dev.gamut.real.ChannelFile")),
  STORE(List.of("org.rocksdb.", "dev.gamut.real.store.", "dev.gamut.storage.")),
  /// The compiler, the collector, and threads of the JVM and of libraries.
  JVM(List.of());

  private final List<String> prefixes;

  Layer(List<String> prefixes) {
    this.prefixes = prefixes;
  }

  public String label() {
    return this == JVM ? name() : name().toLowerCase(java.util.Locale.ROOT);
  }

  /// The layer that a class belongs to, by its longest prefix; null for code that serves any, such
  /// as the JDK's.
  static @Nullable Layer of(String className) {
    Layer best = null;
    int length = 0;
    for (Layer layer : values()) {
      for (String prefix : layer.prefixes) {
        if (prefix.length() > length && className.startsWith(prefix)) {
          best = layer;
          length = prefix.length();
        }
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
