package dev.gamut.real;

import dev.gamut.base.Invariant;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/// What a node takes of its machine.
///
/// @param directory for the node's files; it must hold no other node's
/// @param loops threads that run replicas and connections; one is best up to four cores, because a
///   hand-over between halted cores costs more than most operations
/// @param readers threads that read from files for the loops
/// @param listen where clients and peers reach this node; port 0 takes a free one
/// @param wallErrorMillis how far the machine's time of day may be from the true one, either way
/// @param workerQueueMax jobs waiting for one worker, beyond which jobs fail
public record RealConfiguration(
    Path directory,
    int loops,
    int readers,
    InetSocketAddress listen,
    Transport transport,
    long wallErrorMillis,
    int workerQueueMax,
    HandshakeLimits handshake,
    PeerLimits peers,
    ClientLimits clients) {
  public RealConfiguration {
    Invariant.require(loops > 0 && loops <= 1024, "loops not in [1, 1024]: %d", loops);
    Invariant.require(readers > 0 && readers <= 1024, "readers not in [1, 1024]: %d", readers);
    Invariant.require(workerQueueMax > 0, "queue bound not positive: %d", workerQueueMax);
  }

  /// One loop, one reader, a second of clock error, and every limit as documented at its record.
  public static RealConfiguration of(Path directory, InetSocketAddress listen) {
    return new RealConfiguration(
        directory,
        1,
        1,
        listen,
        Transport.preferred(),
        1_000,
        1 << 16,
        HandshakeLimits.DEFAULT,
        PeerLimits.DEFAULT,
        ClientLimits.DEFAULT);
  }
}
