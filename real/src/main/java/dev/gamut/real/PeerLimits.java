package dev.gamut.real;

import dev.gamut.base.Invariant;
import java.util.concurrent.TimeUnit;

/// How a node treats the connections to its peers.
///
/// @param queueBytesMax of frames waiting for one peer; what comes on top is dropped, and counted
/// @param controlBytesMax on top of that for small frames, so that bulk traffic that has filled the
///   queue cannot make heartbeats and votes be dropped as well
/// @param controlFrameSizeMax up to which a frame counts as small
/// @param backoffMinNanos before the second attempt to connect; doubles with each, with jitter
/// @param backoffMaxNanos the longest wait between attempts: how late a peer may be found after it
///   came back
/// @param silentNanos after which a connection on which nothing came no longer speaks for its node:
///   another process may then take the node's number over without an alarm
/// @param unacknowledgedMillisMax after which the kernel gives up a connection whose other end does
///   not acknowledge (with epoll); without it, a partition that has healed may go unnoticed for two
///   minutes, because TCP backs off
public record PeerLimits(
    long queueBytesMax,
    long controlBytesMax,
    int controlFrameSizeMax,
    long backoffMinNanos,
    long backoffMaxNanos,
    long silentNanos,
    int unacknowledgedMillisMax) {
  public static final PeerLimits DEFAULT =
      new PeerLimits(
          16 << 20,
          1 << 20,
          4 << 10,
          TimeUnit.MILLISECONDS.toNanos(20),
          TimeUnit.SECONDS.toNanos(1),
          TimeUnit.SECONDS.toNanos(3),
          5_000);

  public PeerLimits {
    Invariant.require(queueBytesMax > 0, "queue bound not positive: %d", queueBytesMax);
    Invariant.require(
        controlBytesMax >= controlFrameSizeMax,
        "no control frame of %d bytes fits into an allowance of %d",
        controlFrameSizeMax,
        controlBytesMax);
    Invariant.require(
        backoffMinNanos > 0 && backoffMinNanos <= backoffMaxNanos,
        "backoff from %d to %d",
        backoffMinNanos,
        backoffMaxNanos);
    Invariant.require(silentNanos > 0, "silence not positive: %d", silentNanos);
  }

  /// How full the queue to a peer may be with a frame of this size in it.
  long roomFor(int frameSize) {
    return queueBytesMax + (frameSize <= controlFrameSizeMax ? controlBytesMax : 0);
  }
}
