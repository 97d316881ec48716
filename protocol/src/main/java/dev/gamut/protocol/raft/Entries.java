package dev.gamut.protocol.raft;

import java.util.AbstractList;
import java.util.RandomAccess;

/// An immutable list of consecutive entries, shared by every effect and message that names them: an
/// array without the wrappers and copies of the JDK's immutable lists.
final class Entries extends AbstractList<Entry> implements RandomAccess {
  static final Entries NONE = new Entries(new Entry[0], 0);

  private final Entry[] entries;
  private final long bytes;

  /// The array is given away.
  Entries(Entry[] entries, long bytes) {
    this.entries = entries;
    this.bytes = bytes;
  }

  @Override
  public Entry get(int position) {
    return entries[position];
  }

  @Override
  public int size() {
    return entries.length;
  }

  /// What all entries cost together, see [Entry#sizeBytes].
  long bytes() {
    return bytes;
  }
}
