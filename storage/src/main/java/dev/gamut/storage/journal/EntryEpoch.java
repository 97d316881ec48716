package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;

/// Of which epoch an entry is, in the words of those who write entries: a number that is mostly the
/// same from one entry of a group to the next. A journal reads every entry when it opens, and tells
/// where the epochs change, so that nobody has to read entries for that again.
@FunctionalInterface
public interface EntryEpoch {
  /// @param entry part of a larger array, and only for this call
  long of(Bytes entry);
}
