package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Bytes;
import java.util.Comparator;
import java.util.List;

/// The keys in [from, to). A partition's data is a few of these.
record KeyRange(Bytes from, Bytes to) {
  KeyRange {
    require(from.compareTo(to) < 0, "empty range: %s to %s", from, to);
  }

  boolean contains(Bytes key) {
    return from.compareTo(key) <= 0 && key.compareTo(to) < 0;
  }

  /// The keys of these scans in key order, without their limits. They must have ends and must not
  /// overlap; so everything that is read from one after the other is in key order too.
  static List<KeyRange> inOrder(List<Store.Range> ranges) {
    require(!ranges.isEmpty(), "no ranges");
    List<KeyRange> sorted =
        ranges.stream().map(KeyRange::of).sorted(Comparator.comparing(KeyRange::from)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      KeyRange before = sorted.get(i - 1);
      require(
          before.to().compareTo(sorted.get(i).from()) <= 0,
          "ranges overlap: %s and %s",
          before,
          sorted.get(i));
    }
    return sorted;
  }

  private static KeyRange of(Store.Range range) {
    Bytes to = range.to();
    if (to == null) {
      throw new IllegalArgumentException("no end: " + range);
    }
    return new KeyRange(range.from(), to);
  }
}
