package dev.gamut.client.core;

import dev.gamut.base.Invariant;
import java.util.List;

/// How a client behaves. Durations end in their unit, sizes are bytes.
///
/// @param seeds addresses, `host:port`, of some nodes: one that answers is enough
/// @param principal who the requests are from; empty for nobody in particular
/// @param attemptTimeoutNanos without an answer for this long an operation is sent to another
///   replica too: lower finds a new leader sooner, and repeats more when nodes are merely slow
/// @param clientLifetimeMillis for how long a client id is asked for; half of it is the longest
///   timeout of a write, and the cluster remembers outcomes for as long
/// @param backoff how retries are spaced
/// @param limits how much this client holds
public record ClientConfig(
    List<String> seeds,
    String principal,
    long attemptTimeoutNanos,
    long clientLifetimeMillis,
    BackoffConfig backoff,
    LimitConfig limits) {
  private static final long MILLI = 1_000_000;
  private static final long LIFETIME_MILLIS_MIN = 10_000;
  private static final long LIFETIME_MILLIS_MAX = 24 * 3_600_000L;

  /// Full jitter: the n-th retry waits between nothing and `first * 2^n`, at most `max`.
  public record BackoffConfig(long firstNanos, long maxNanos) {
    public BackoffConfig {
      Invariant.require(
          0 < firstNanos && firstNanos <= maxNanos, "backoff from %d to %d", firstNanos, maxNanos);
    }
  }

  /// Bounds in bytes.
  ///
  /// @param inFlightSizeMax requests sent to one node and not answered yet; the others wait
  /// @param pendingSizeMax all calls not finished yet; more are refused at once
  public record LimitConfig(long inFlightSizeMax, long pendingSizeMax) {
    public LimitConfig {
      Invariant.require(
          0 < inFlightSizeMax && inFlightSizeMax <= pendingSizeMax,
          "%d bytes in flight of %d pending",
          inFlightSizeMax,
          pendingSizeMax);
    }
  }

  public ClientConfig {
    seeds = List.copyOf(seeds);
    Invariant.require(!seeds.isEmpty(), "no seed address%s", "");
    Invariant.require(attemptTimeoutNanos > 0, "attempt timeout %d", attemptTimeoutNanos);
    Invariant.require(
        LIFETIME_MILLIS_MIN <= clientLifetimeMillis && clientLifetimeMillis <= LIFETIME_MILLIS_MAX,
        "a client id of %d ms: the catalog grants %d to %d",
        clientLifetimeMillis,
        LIFETIME_MILLIS_MIN,
        LIFETIME_MILLIS_MAX);
    Invariant.require(
        clientLifetimeMillis * MILLI >= 4 * attemptTimeoutNanos,
        "a client id of %d ms outlives too few attempts",
        clientLifetimeMillis);
  }

  public static ClientConfig of(List<String> seeds) {
    return new ClientConfig(
        seeds,
        "",
        1000 * MILLI,
        600_000,
        new BackoffConfig(10 * MILLI, 1000 * MILLI),
        new LimitConfig(8 << 20, 256 << 20));
  }

  public ClientConfig withPrincipal(String principal) {
    return new ClientConfig(
        seeds, principal, attemptTimeoutNanos, clientLifetimeMillis, backoff, limits);
  }

  public ClientConfig withAttemptTimeoutNanos(long nanos) {
    return new ClientConfig(seeds, principal, nanos, clientLifetimeMillis, backoff, limits);
  }

  public ClientConfig withClientLifetimeMillis(long millis) {
    return new ClientConfig(seeds, principal, attemptTimeoutNanos, millis, backoff, limits);
  }

  public ClientConfig withLimits(LimitConfig limits) {
    return new ClientConfig(
        seeds, principal, attemptTimeoutNanos, clientLifetimeMillis, backoff, limits);
  }

  /// The longest time that a call may take.
  public long timeoutNanosMax() {
    return clientLifetimeMillis * MILLI / 2;
  }
}
