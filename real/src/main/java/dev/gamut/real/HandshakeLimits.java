package dev.gamut.real;

import dev.gamut.base.Invariant;
import java.util.concurrent.TimeUnit;

/// What strangers get before they have said who they are.
///
/// @param nanosMax in which the handshake must be done
/// @param halfOpenMax connections in their handshake at the same time; what comes on top is closed
/// @param halfOpenPerAddressMax from one remote address, so that a single slow stranger does not
///   shut the door for all others
public record HandshakeLimits(long nanosMax, int halfOpenMax, int halfOpenPerAddressMax) {
  public static final HandshakeLimits DEFAULT =
      new HandshakeLimits(TimeUnit.SECONDS.toNanos(10), 1024, 256);

  public HandshakeLimits {
    Invariant.require(nanosMax > 0, "handshake time not positive: %d", nanosMax);
    Invariant.require(
        halfOpenPerAddressMax > 0 && halfOpenPerAddressMax <= halfOpenMax,
        "bound per address not in [1, %d]: %d",
        halfOpenMax,
        halfOpenPerAddressMax);
  }
}
