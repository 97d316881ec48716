package dev.gamut.base;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A set of dots, by origin, in ranges: what a replica has seen, or what a writer had. The *base*
/// of an origin is the range that begins with its first dot; ranges behind a gap say nothing about
/// the gap, and only the base counts as "nothing missing". Immutable.
///
/// `origins varint · (origin varint · ranges varint · (gap varint · length varint)*)*`, origins
/// rising; a gap counts the dots that are missing before a range, a length those in it.
public final class Frontier {
  public static final Frontier EMPTY = new Frontier(new long[0], new long[0][]);

  /// Far more than any partition has; a stranger's bytes may claim anything.
  private static final int ORIGIN_COUNT_MAX = 4_096;

  private final long[] origins;

  /// Of each origin: first and last of every range, rising and with a gap between ranges.
  private final long[][] ranges;

  private Frontier(long[] origins, long[][] ranges) {
    this.origins = origins;
    this.ranges = ranges;
  }

  public static Frontier of(Dot dot) {
    return ofRange(dot.origin(), dot.sequence(), dot.sequence());
  }

  /// Every dot of an origin from `first` to `last`, both of them included.
  public static Frontier ofRange(long origin, long first, long last) {
    Invariant.require(first >= 1 && first <= last, "no range of dots: %d to %d", first, last);
    return new Frontier(new long[] {origin}, new long[][] {{first, last}});
  }

  public boolean isEmpty() {
    return origins.length == 0;
  }

  public int originCount() {
    return origins.length;
  }

  public long origin(int index) {
    return origins[index];
  }

  /// All ranges of all origins: what this takes to keep.
  public int rangeCount() {
    int count = 0;
    for (long[] each : ranges) {
      count += each.length / 2;
    }
    return count;
  }

  /// How many dots this holds.
  public long dotCount() {
    long count = 0;
    for (long[] each : ranges) {
      for (int i = 0; i < each.length; i += 2) {
        count += each[i + 1] - each[i] + 1;
      }
    }
    return count;
  }

  /// Hears of each range of dots.
  public interface RangeVisitor {
    void range(long origin, long first, long last);
  }

  /// Visits every range, by origin and then rising.
  public void forEach(RangeVisitor visitor) {
    for (int o = 0; o < origins.length; o++) {
      for (int i = 0; i < ranges[o].length; i += 2) {
        visitor.range(origins[o], ranges[o][i], ranges[o][i + 1]);
      }
    }
  }

  public boolean covers(Dot dot) {
    return covers(dot.origin(), dot.sequence());
  }

  public boolean covers(long origin, long sequence) {
    long[] of = rangesOf(origin);
    return of != null && DotRanges.covers(of, sequence);
  }

  /// Up to which sequence nothing of an origin is missing; 0 for none.
  public long base(long origin) {
    long[] of = rangesOf(origin);
    return of != null && of[0] == 1 ? of[1] : 0;
  }

  /// The highest sequence of an origin that is in here; 0 for none.
  public long last(long origin) {
    long[] of = rangesOf(origin);
    return of == null ? 0 : of[of.length - 1];
  }

  private long @Nullable [] rangesOf(long origin) {
    for (int i = 0; i < origins.length; i++) {
      if (origins[i] == origin) {
        return ranges[i];
      }
    }
    return null;
  }

  /// The bases alone.
  public Frontier bases() {
    Frontier bases = EMPTY;
    for (int i = 0; i < origins.length; i++) {
      if (ranges[i][0] == 1) {
        boolean whole = ranges[i].length == 2;
        bases = bases.append(origins[i], whole ? ranges[i] : Arrays.copyOf(ranges[i], 2));
      }
    }
    return bases;
  }

  private Frontier append(long origin, long[] of) {
    int count = origins.length;
    long[] longer = Arrays.copyOf(origins, count + 1);
    long[][] more = Arrays.copyOf(ranges, count + 1);
    longer[count] = origin;
    more[count] = of;
    return new Frontier(longer, more);
  }

  /// This and one dot more.
  public Frontier with(Dot dot) {
    int index = Arrays.binarySearch(origins, dot.origin());
    if (index < 0) {
      return join(of(dot));
    }
    long[] of = ranges[index];
    if (DotRanges.covers(of, dot.sequence())) {
      return this;
    }
    long[][] changed = ranges.clone();
    if (of.length == 2 && of[1] + 1 == dot.sequence()) {
      changed[index] = new long[] {of[0], dot.sequence()};
    } else {
      changed[index] = DotRanges.joined(of, new long[] {dot.sequence(), dot.sequence()});
    }
    return new Frontier(origins, changed);
  }

  /// The dots of both.
  public Frontier join(Frontier other) {
    if (other.isEmpty()) {
      return this;
    }
    if (isEmpty()) {
      return other;
    }
    Frontier joined = EMPTY;
    int a = 0;
    int b = 0;
    while (a < origins.length || b < other.origins.length) {
      if (b == other.origins.length || (a < origins.length && origins[a] < other.origins[b])) {
        joined = joined.append(origins[a], ranges[a]);
        a++;
      } else if (a == origins.length || other.origins[b] < origins[a]) {
        joined = joined.append(other.origins[b], other.ranges[b]);
        b++;
      } else {
        joined = joined.append(origins[a], DotRanges.joined(ranges[a], other.ranges[b]));
        a++;
        b++;
      }
    }
    return joined;
  }

  /// The dots that are here and not there.
  public Frontier minus(Frontier other) {
    Frontier rest = EMPTY;
    for (int i = 0; i < origins.length; i++) {
      long[] there = other.rangesOf(origins[i]);
      long[] left = there == null ? ranges[i] : DotRanges.minus(ranges[i], there);
      if (left.length > 0) {
        rest = rest.append(origins[i], left);
      }
    }
    return rest;
  }

  /// The dots of both sets that are in both.
  public Frontier meet(Frontier other) {
    return minus(minus(other));
  }

  public boolean coversAll(Frontier other) {
    return other.minus(this).isEmpty();
  }

  public void write(ByteWriter out) {
    out.varint(origins.length);
    for (int o = 0; o < origins.length; o++) {
      out.varint(origins[o]).varint(ranges[o].length / 2);
      long behind = 0;
      for (int i = 0; i < ranges[o].length; i += 2) {
        long first = ranges[o][i];
        out.varint(first - 1 - behind).varint(ranges[o][i + 1] - first);
        behind = ranges[o][i + 1];
      }
    }
  }

  public static Frontier read(ByteReader in) throws MalformedException {
    int count = in.count(4);
    if (count > ORIGIN_COUNT_MAX) {
      throw new MalformedException("dots of " + count + " origins");
    }
    long[] origins = new long[count];
    long[][] ranges = new long[count][];
    for (int i = 0; i < count; i++) {
      origins[i] = in.varint();
      if (i > 0 && origins[i] <= origins[i - 1]) {
        throw new MalformedException("origins of dots do not rise");
      }
      ranges[i] = DotRanges.read(in);
    }
    return count == 0 ? EMPTY : new Frontier(origins, ranges);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Frontier that
        && Arrays.equals(origins, that.origins)
        && Arrays.deepEquals(ranges, that.ranges);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(origins) + Arrays.deepHashCode(ranges);
  }

  /// `2:1-7,9 5:1-3`.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int o = 0; o < origins.length; o++) {
      out.append(o == 0 ? "" : " ").append(origins[o]);
      for (int i = 0; i < ranges[o].length; i += 2) {
        out.append(i == 0 ? ':' : ',').append(ranges[o][i]);
        if (ranges[o][i + 1] > ranges[o][i]) {
          out.append('-').append(ranges[o][i + 1]);
        }
      }
    }
    return out.toString();
  }
}
