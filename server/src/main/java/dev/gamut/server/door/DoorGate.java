package dev.gamut.server.door;

import java.util.concurrent.atomic.AtomicLong;

/// Bounds what all calls at the doors hold in memory together: their bodies, and the answers that
/// they may grow. A call that does not fit is refused before its body is read.
public final class DoorGate {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  public DoorGate(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Takes a call in; false when there is no room. One that is let in must be [#leave]d.
  public boolean enter(long size) {
    if (bytes.addAndGet(size) <= bytesMax) {
      return true;
    }
    leave(size);
    return false;
  }

  public void leave(long size) {
    bytes.addAndGet(-size);
  }

  public long bytes() {
    return bytes.get();
  }

  public long bytesMax() {
    return bytesMax;
  }

  public DoorError full() {
    return DoorError.of(
        DoorCode.OVERLOADED,
        "the calls at this node's doors hold %d bytes, and %d is their limit"
            .formatted(bytes.get(), bytesMax));
  }
}
