package dev.gamut.client.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits for the parts of something that was asked for in parts, and hands them on in order.
final class Gathering<T> {
  private final @Nullable Object[] parts;
  private final Consumer<List<T>> done;
  private int missing;

  /// Done at once when there are no parts.
  Gathering(int count, Consumer<List<T>> done) {
    this.parts = new Object[count];
    this.done = done;
    missing = count;
    finishIfComplete();
  }

  /// Where to bring a part, once.
  Consumer<T> part(int index) {
    return part -> {
      parts[index] = part;
      missing--;
      finishIfComplete();
    };
  }

  @SuppressWarnings("unchecked") // Only what #part takes is in the array.
  private void finishIfComplete() {
    if (missing == 0) {
      List<T> all = new ArrayList<>(parts.length);
      for (Object part : parts) {
        all.add((T) Objects.requireNonNull(part));
      }
      done.accept(all);
    }
  }
}
