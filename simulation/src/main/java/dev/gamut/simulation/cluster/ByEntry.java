package dev.gamut.simulation.cluster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What is known of the entries of one group's logs, by index and term. Indexes are dense and most
/// had one term only, so an entry is found without hashing: this is asked at every event.
final class ByEntry<T> {
  private record Known<T>(long term, T what, @Nullable Known<T> other) {}

  private @Nullable Known<T>[] byIndex = newArray(64);

  @SuppressWarnings("unchecked") // An array of nulls holds nothing of another type.
  private static <T> @Nullable Known<T>[] newArray(int length) {
    return (Known<T>[]) new Known<?>[length];
  }

  @Nullable T get(long index, long term) {
    Known<T> known = index < byIndex.length ? byIndex[(int) index] : null;
    while (known != null && known.term() != term) {
      known = known.other();
    }
    return known == null ? null : known.what();
  }

  /// Forgets what is known from an index on.
  void forgetFrom(long index) {
    if (index < byIndex.length) {
      Arrays.fill(byIndex, (int) index, byIndex.length, null);
    }
  }

  /// Returns what was known before; null when this is the first that is.
  @Nullable T putIfAbsent(long index, long term, T what) {
    T before = get(index, term);
    if (before == null) {
      if (index >= byIndex.length) {
        byIndex = Arrays.copyOf(byIndex, Math.max((int) index + 1, 2 * byIndex.length));
      }
      byIndex[(int) index] = new Known<>(term, what, byIndex[(int) index]);
    }
    return before;
  }
}
