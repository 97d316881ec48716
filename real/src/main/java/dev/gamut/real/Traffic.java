package dev.gamut.real;

/// Frames and bytes that went through sockets, counted since the start. Plain fields of one loop.
public final class Traffic {
  private long framesSent;
  private long bytesSent;
  private long framesReceived;
  private long bytesReceived;

  void sentFrame() {
    framesSent++;
  }

  void sentBytes(int count) {
    bytesSent += count;
  }

  void receivedFrame() {
    framesReceived++;
  }

  void receivedBytes(int count) {
    bytesReceived += count;
  }

  /// As of now, and no longer changing; on the loop.
  Traffic copy() {
    Traffic copy = new Traffic();
    copy.add(this);
    return copy;
  }

  public void add(Traffic other) {
    framesSent += other.framesSent;
    bytesSent += other.bytesSent;
    framesReceived += other.framesReceived;
    bytesReceived += other.bytesReceived;
  }

  public long framesSent() {
    return framesSent;
  }

  public long bytesSent() {
    return bytesSent;
  }

  public long framesReceived() {
    return framesReceived;
  }

  public long bytesReceived() {
    return bytesReceived;
  }
}
