package dev.gamut.world;

import dev.gamut.base.Entropy;
import java.util.function.Consumer;

/// The doors that a client needs, opened together.
///
/// @param loop runs already; the client is its only owner
/// @param resources what closing the client ends: the loop's thread, at least
public record ClientWorld(
    Loop loop,
    Clock clock,
    Entropy entropy,
    Connection.Dialer dialer,
    Alarm alarm,
    AutoCloseable resources) {

  /// Opens such worlds. Found by `java.util.ServiceLoader`, so that a client needs no more than the
  /// real world on its class path.
  public interface Provider {
    ClientWorld open();
  }

  /// Tells that the loop's work has ended for good, because something escaped from it that nobody
  /// foresaw: what was posted to it never runs, and whoever waits for that would wait for ever.
  public interface Alarm {
    /// From any thread. The listener is called once, with what escaped: on the loop's thread, or at
    /// once when it has happened already.
    void whenBroken(Consumer<Throwable> listener);
  }
}
