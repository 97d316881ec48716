package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// Gathers the messages of a turn into frames, each `length u32 · message`, so that a turn's
/// messages for one receiver leave as one frame. Not for two threads.
public final class Batch {
  private final ByteWriter out = new ByteWriter(4096);
  private int start = -1;

  /// Begins a message; write it to what this returns, then call [#end].
  public ByteWriter begin() {
    start = out.size();
    return out.i32(0);
  }

  public void end() {
    out.patchI32(start, out.size() - start - 4);
  }

  public int sizeBytes() {
    return out.size();
  }

  public boolean isEmpty() {
    return out.size() == 0;
  }

  /// The frame so far; a new one begins.
  public Bytes take() {
    return out.take();
  }

  /// The next message of a frame that has more.
  public static Bytes next(ByteReader frame) throws MalformedException {
    return frame.raw(frame.i32());
  }
}
