package dev.gamut.client.core;

/// How many retries the client may add to a cluster in trouble: a tenth of its requests, and three
/// a second for those that send little. Without it, a cluster that refuses everything is asked many
/// times as often as one that is well, and stays down after its trouble has passed.
final class RetryBudget {
  private static final double PER_REQUEST = 0.1;
  private static final double PER_SECOND = 3;
  private static final double TOKENS_MAX = 1_000;

  private double tokens = 10 * PER_SECOND;
  private long filledAtNanos;

  RetryBudget(long nowNanos) {
    filledAtNanos = nowNanos;
  }

  /// A first attempt earns a part of a retry.
  void earn() {
    tokens = Math.min(TOKENS_MAX, tokens + PER_REQUEST);
  }

  /// Takes what one retry costs, when it is there.
  boolean take(long nowNanos) {
    tokens = Math.min(TOKENS_MAX, tokens + (nowNanos - filledAtNanos) * PER_SECOND / 1e9);
    filledAtNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
