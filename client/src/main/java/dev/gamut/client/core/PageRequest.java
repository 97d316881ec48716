package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import org.jspecify.annotations.Nullable;

/// How much of a scan to answer with, and where to go on.
///
/// @param countMax items at most
/// @param sizeMax bytes of keys and values at most, but for one item that may be larger
/// @param resume what the page before gave; null for the first page
public record PageRequest(int countMax, int sizeMax, @Nullable Bytes resume) {
  public static PageRequest first(int countMax) {
    return new PageRequest(countMax, 256 << 10, null);
  }

  public PageRequest after(Bytes resume) {
    return new PageRequest(countMax, sizeMax, resume);
  }
}
