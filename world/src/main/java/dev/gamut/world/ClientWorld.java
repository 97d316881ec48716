package dev.gamut.world;

import dev.gamut.base.Entropy;

/// The doors that a client needs, opened together.
///
/// @param loop runs already; the client is its only owner
/// @param resources what closing the client ends: the loop's thread, at least
public record ClientWorld(
    Loop loop, Clock clock, Entropy entropy, Connection.Dialer dialer, AutoCloseable resources) {

  /// Opens such worlds. Found by `java.util.ServiceLoader`, so that a client needs no more than the
  /// real world on its class path.
  public interface Provider {
    ClientWorld open();
  }
}
