package dev.gamut.storage;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A view of a store with changes laid over it that the store does not have yet: the value of each
/// key, or null where it is deleted.
final class OverlaidView implements Store.View {
  private final Store.View below;
  private final TreeMap<Bytes, @Nullable Bytes> changes = new TreeMap<>();

  private final Bytes from;
  private final @Nullable Bytes to;

  /// Of the keys from one on and up to another, exclusive; null for no end.
  OverlaidView(Store.View below, Bytes from, @Nullable Bytes to) {
    this.below = below;
    this.from = from;
    this.to = to;
  }

  /// Lays copies of changes over it, and over those laid before.
  void lay(Collection<Batch.Change> more) {
    for (Batch.Change change : more) {
      Bytes key = change.key();
      if (key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0)) {
        Bytes value = change.value();
        changes.put(key.copy(), value == null ? null : value.copy());
      }
    }
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    fill(new PageBuilder(range), range, answer);
  }

  /// Goes on with a page that has room for more, from the start of `rest` on.
  private void fill(PageBuilder builder, Range rest, Consumer<Page> answer) {
    below.scan(
        rest,
        page -> {
          Bytes full = addTo(builder, rest, page);
          Bytes next = page.next();
          if (full != null) {
            answer.accept(builder.upTo(full));
          } else if (next == null) {
            answer.accept(builder.last());
          } else {
            Range left = new Range(next, rest.to(), rest.countMax(), rest.bytesMax());
            fill(builder, left, answer);
          }
        });
  }

  @Override
  public void close() {
    below.close();
  }

  /// Adds what a page of the view below is under the changes, which says how things are there from
  /// the start of the range to its own end. Returns the key that did not fit any more.
  private @Nullable Bytes addTo(PageBuilder builder, Range range, Page page) {
    TreeMap<Bytes, Bytes> entries = new TreeMap<>();
    for (Entry entry : page.entries()) {
      entries.put(entry.key(), entry.value());
    }
    Bytes end = page.next() != null ? page.next() : range.to();
    for (Map.Entry<Bytes, @Nullable Bytes> change : changes.tailMap(range.from()).entrySet()) {
      if (end != null && change.getKey().compareTo(end) >= 0) {
        break;
      }
      if (change.getValue() == null) {
        entries.remove(change.getKey());
      } else {
        entries.put(change.getKey(), change.getValue());
      }
    }
    for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
      if (!builder.fits(entry.getKey().length() + entry.getValue().length())) {
        return entry.getKey();
      }
      builder.add(entry.getKey(), entry.getValue());
    }
    return null;
  }
}
