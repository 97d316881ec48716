package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A fair sample of keys of which nobody knows how many will come (reservoir sampling, Vitter
/// 1985), and where they would cut a table into parts of like size.
final class Sample {
  private static final int SIZE = 10_000;

  private final SplittableRandom random;
  private final List<Bytes> kept = new ArrayList<>();
  private long seen;

  Sample(long seed) {
    random = new SplittableRandom(seed);
  }

  void add(Bytes key) {
    seen++;
    if (kept.size() < SIZE) {
      kept.add(key);
      return;
    }
    long place = random.nextLong(seen);
    if (place < SIZE) {
      kept.set((int) place, key);
    }
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /// Rising keys at which at most so many parts begin; fewer where there are fewer different keys.
  List<Bytes> cuts(int parts) {
    List<Bytes> sorted = new ArrayList<>(kept);
    sorted.sort(null);
    List<Bytes> cuts = new ArrayList<>();
    for (int i = 1; i < parts && !sorted.isEmpty(); i++) {
      Bytes key = sorted.get((int) ((long) i * sorted.size() / parts));
      Bytes last = cuts.isEmpty() ? sorted.getFirst() : cuts.getLast();
      if (key.compareTo(last) > 0) {
        cuts.add(key);
      }
    }
    return cuts;
  }
}
