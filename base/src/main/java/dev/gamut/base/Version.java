package dev.gamut.base;

/// The stamp of one write: hybrid time and dot. The same for every strategy, so that everything
/// above the strategies is written once.
public record Version(HybridTime time, Dot dot) implements Comparable<Version> {
  public static final Version NONE = new Version(HybridTime.ZERO, Dot.NONE);

  /// Bytes that [#write] needs, and no more.
  public static final int SIZE = 24;

  public void write(ByteWriter out) {
    out.i64(time.value()).i64(dot.origin()).i64(dot.sequence());
  }

  public static Version read(ByteReader in) throws MalformedException {
    HybridTime time = new HybridTime(in.i64());
    long origin = in.i64();
    return new Version(time, new Dot(origin, in.i64()));
  }

  /// The form in which callers hand a version back: `time-origin-sequence`, in hexadecimal.
  public String token() {
    return Long.toHexString(time.value())
        + "-"
        + Long.toHexString(dot.origin())
        + "-"
        + Long.toHexString(dot.sequence());
  }

  public static Version parse(String token) throws MalformedException {
    String[] parts = token.split("-", -1);
    if (parts.length != 3) {
      throw new MalformedException("a version has the form time-origin-sequence: " + token);
    }
    try {
      return new Version(
          new HybridTime(Long.parseUnsignedLong(parts[0], 16)),
          new Dot(Long.parseUnsignedLong(parts[1], 16), Long.parseUnsignedLong(parts[2], 16)));
    } catch (NumberFormatException e) {
      throw new MalformedException("a version has three hexadecimal numbers: " + token, e);
    }
  }

  @Override
  public int compareTo(Version other) {
    int order = time.compareTo(other.time);
    return order != 0 ? order : dot.compareTo(other.dot);
  }
}
