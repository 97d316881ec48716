package dev.gamut.base;

/// Who ordered a write, and its place there: no two writes ever share one.
///
/// @param origin granted by the catalog, never reused
/// @param sequence from 1; in a replicated log, the index of the entry
public record Dot(long origin, long sequence) implements Comparable<Dot> {
  public static final Dot NONE = new Dot(0, 0);

  @Override
  public int compareTo(Dot other) {
    int order = Long.compareUnsigned(origin, other.origin);
    return order != 0 ? order : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return origin + ":" + sequence;
  }
}
