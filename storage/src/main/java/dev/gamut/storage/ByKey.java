package dev.gamut.storage;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// A change and the beginning of its key, by which nearly all of them are told apart: comparing
/// whole keys looks at three objects each time.
record ByKey(long head, Store.Batch.Change change) implements Comparable<ByKey> {
  /// In the order of their keys: an engine finds the place of a key sooner if it is near that of
  /// the one before.
  static List<Store.Batch.Change> sorted(Collection<Store.Batch.Change> changes) {
    ByKey[] order = new ByKey[changes.size()];
    int count = 0;
    for (Store.Batch.Change change : changes) {
      order[count++] = new ByKey(head(change.key()), change);
    }
    Arrays.sort(order);
    List<Store.Batch.Change> sorted = new ArrayList<>(count);
    for (ByKey each : order) {
      sorted.add(each.change);
    }
    return sorted;
  }

  /// The first bytes of a key as one number; zeros behind its end.
  private static long head(Bytes key) {
    long head = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      head = head << 8 | (i < key.length() ? key.get(i) & 0xff : 0);
    }
    return head;
  }

  @Override
  public int compareTo(ByKey other) {
    int byHead = Long.compareUnsigned(head, other.head);
    return byHead != 0 ? byHead : change.key().compareTo(other.change.key());
  }
}
