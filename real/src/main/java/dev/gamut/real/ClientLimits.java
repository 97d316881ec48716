package dev.gamut.real;

import dev.gamut.base.Invariant;
import java.util.concurrent.TimeUnit;

/// What a node grants its clients' connections.
///
/// @param connectionsMax over all clients; each costs about 2 KiB of heap, and what the kernel
///   keeps
/// @param perAddressMax from one remote address, so that one client that leaks connections does not
///   take the places of all others
/// @param outputBytesMax of answers that a client has not read: beyond it the connection is closed,
///   because the alternative is to run out of memory
/// @param idleNanos after which a connection on which nothing moved is closed
public record ClientLimits(
    int connectionsMax, int perAddressMax, long outputBytesMax, long idleNanos) {
  public static final ClientLimits DEFAULT =
      new ClientLimits(10_000, 256, 8 << 20, TimeUnit.MINUTES.toNanos(5));

  public ClientLimits {
    Invariant.require(connectionsMax > 0, "connection bound not positive: %d", connectionsMax);
    Invariant.require(
        perAddressMax > 0 && perAddressMax <= connectionsMax,
        "bound per address not in [1, %d]: %d",
        connectionsMax,
        perAddressMax);
    Invariant.require(outputBytesMax > 0, "output bound not positive: %d", outputBytesMax);
    Invariant.require(idleNanos > 0, "idle time not positive: %d", idleNanos);
  }
}
