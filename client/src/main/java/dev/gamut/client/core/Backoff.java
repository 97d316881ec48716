package dev.gamut.client.core;

import dev.gamut.base.Entropy;

/// Exponential backoff with full jitter (Brooker 2015): callers that failed together do not come
/// back together.
record Backoff(ClientConfig.BackoffConfig config, Entropy entropy) {
  private static final int DOUBLINGS_MAX = 30;

  /// How long to wait before the retry after this many earlier ones.
  long delayNanos(int earlier) {
    long ceiling = config.firstNanos() << Math.min(earlier, DOUBLINGS_MAX);
    // A shift that overflowed is larger than any configured maximum.
    boolean overflowed = ceiling >> Math.min(earlier, DOUBLINGS_MAX) != config.firstNanos();
    return entropy.below(
        1 + (overflowed ? config.maxNanos() : Math.min(ceiling, config.maxNanos())));
  }
}
