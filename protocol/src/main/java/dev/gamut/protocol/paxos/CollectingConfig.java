package dev.gamut.protocol.paxos;

import dev.gamut.base.Invariant;

/// When acceptors let go of states of keys that nobody asks for any more.
///
/// @param quietNanos what was promised for longer than this is refused from then on, and may be
///   dropped; less frees sooner, but a key's next operation then needs two round trips
/// @param lapNanos between two laps through all states; only while there are some
/// @param pageCount states read at a time
public record CollectingConfig(long quietNanos, long lapNanos, int pageCount) {
  private static final long SECOND = 1_000_000_000;

  public CollectingConfig {
    Invariant.require(
        0 < lapNanos && lapNanos <= quietNanos,
        "a lap every %d ns, to find what is quiet for %d ns",
        lapNanos,
        quietNanos);
    Invariant.require(pageCount > 0, "pages of %d", pageCount);
  }

  /// For a server.
  public static CollectingConfig defaults() {
    return new CollectingConfig(60 * SECOND, 5 * SECOND, 4_096);
  }
}
