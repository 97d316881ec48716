package dev.gamut.storage;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Gathers the entries of one page until a limit of its range is reached; so that every store ends
/// its pages at the same entry.
public final class PageBuilder {
  /// Room for entries that is made at once; most pages need no more.
  private static final int ROOM_MAX = 256;

  private final Store.Range range;
  private final List<Store.Entry> entries;
  private long sizeBytes;

  public PageBuilder(Store.Range range) {
    this.range = range;
    this.entries = new ArrayList<>(Math.min(range.countMax(), ROOM_MAX));
  }

  /// Whether an entry of this many bytes still belongs to the page. When not, its key is where the
  /// next page begins.
  public boolean fits(long entryBytes) {
    return entries.isEmpty()
        || (entries.size() < range.countMax() && sizeBytes + entryBytes <= range.bytesMax());
  }

  /// Adds an entry that [#fits].
  public void add(Bytes key, Bytes value) {
    entries.add(new Store.Entry(key, value));
    sizeBytes += key.length() + value.length();
  }

  /// The page, and the range goes on behind it.
  public Store.Page upTo(Bytes next) {
    return new Store.Page(entries, next);
  }

  /// The page, with which the range ends.
  public Store.Page last() {
    return new Store.Page(entries, null);
  }
}
