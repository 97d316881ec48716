package dev.gamut.wire.frame;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;

/// The versions of the protocol that one end speaks: all from `min` to `max`.
public record Versions(int min, int max) {
  /// What this code speaks.
  public static final Versions OURS = new Versions(1, 1);

  public Versions {
    Invariant.require(
        min > 0 && min <= max && max <= 0xffff, "versions not in order: %d to %d", min, max);
  }

  /// The newest version that both speak, or 0 when there is none.
  public int newestCommon(Versions other) {
    int newest = Math.min(max, other.max);
    return newest >= Math.max(min, other.min) ? newest : 0;
  }

  void write(ByteWriter out) {
    out.u16(min).u16(max);
  }

  static Versions read(ByteReader in) throws MalformedException {
    int min = in.u16();
    int max = in.u16();
    if (min == 0 || min > max) {
      throw new MalformedException("versions not in order: " + min + " to " + max);
    }
    return new Versions(min, max);
  }

  @Override
  public String toString() {
    return min == max ? "version " + min : "versions " + min + " to " + max;
  }
}
