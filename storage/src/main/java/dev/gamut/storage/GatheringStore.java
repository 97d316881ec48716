package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gamut.base.Bytes;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers small batches in memory and hands them to another store as one large one.
///
/// Replicas write a batch a turn, each with a few items, its applied position and some outcomes; a
/// storage engine takes ten microseconds for any of them, and keeps every version of a position
/// that is overwritten a thousand times a second. Gathered, the fixed cost is paid once in some
/// hundred batches, and only the last version of a key goes on.
///
/// What is gathered is lost in a crash, like what the store behind has not flushed: the batches
/// handed on are whole and in order, so the store behind still holds a prefix of what was written.
/// Reads of a key look here first. A scan and a view hand everything on before they begin; while
/// the store behind stalls, what is gathered is laid over what it answers. What is read again and
/// again is kept here as well.
public final class GatheringStore implements Store {
  private final Store store;
  private final long bytesMax;
  private final RecentValues recent;

  /// The last change of each key.
  private Map<Bytes, Batch.Change> gathered = new LinkedHashMap<>();

  private long gatheredBytes;

  /// The last batch written here.
  private long sequence;

  /// The last batch here that is known to be flushed there.
  private long flushedSequence;

  private final ArrayDeque<HandedOn> unflushed = new ArrayDeque<>();
  private boolean stalled;
  private boolean flushWaits;
  private boolean closed;

  /// Everything here up to a sequence was there with another.
  private record HandedOn(long sequence, long storeSequence) {}

  /// @param bytesMax of keys and values to gather: what the loop hands on in one go
  /// @param recentBytesMax of keys and values that are read often, to answer from here; 0 for none
  public GatheringStore(Store store, long bytesMax, long recentBytesMax) {
    require(bytesMax > 0, "bytes not positive: %d", bytesMax);
    this.store = store;
    this.bytesMax = bytesMax;
    this.recent = new RecentValues(recentBytesMax);
  }

  @Override
  public void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    Batch.Change change = gathered.get(key);
    if (change != null) {
      answer.accept(change.value());
      return;
    }
    RecentValues.Known known = recent.find(key);
    if (known != null) {
      answer.accept(known.value());
      return;
    }
    long asked = sequence;
    store.get(
        key,
        value -> {
          // A late answer may be older than what was written since.
          if (asked == sequence) {
            recent.read(key, value);
          }
          answer.accept(value);
        });
  }

  @Override
  public long write(Batch batch) {
    if (batch.isEmpty()) {
      return sequence;
    }
    boolean isSimple = isSimple(batch);
    boolean isFull = gatheredBytes + batch.sizeBytes() > bytesMax;
    if ((!isSimple || isFull || stalled) && !handOn()) {
      return STALLED;
    }
    if (!isSimple || batch.sizeBytes() > bytesMax) {
      return writeThrough(batch);
    }
    for (Batch.Change change : batch.changes()) {
      gather(change);
    }
    return ++sequence;
  }

  private static boolean isSimple(Batch batch) {
    for (Batch.Change change : batch.changes()) {
      if (change.end() != null) {
        return false;
      }
    }
    return true;
  }

  private void gather(Batch.Change change) {
    recent.written(change);
    Batch.Change before = gathered.put(change.key(), change);
    gatheredBytes += sizeOf(change) - (before == null ? 0 : sizeOf(before));
  }

  private static long sizeOf(Batch.Change change) {
    Bytes value = change.value();
    long valueSize = value == null ? 0 : value.length();
    return change.key().length() + valueSize;
  }

  private long writeThrough(Batch batch) {
    long written = store.write(batch);
    if (written == STALLED) {
      return STALLED;
    }
    for (Batch.Change change : batch.changes()) {
      if (change.end() == null) {
        recent.written(change);
      } else {
        recent.clear();
      }
    }
    sequence++;
    unflushed.add(new HandedOn(sequence, written));
    return sequence;
  }

  /// Hands on what is gathered; false when the store behind stalls.
  @CanIgnoreReturnValue
  public boolean handOn() {
    if (gathered.isEmpty()) {
      return true;
    }
    long written = store.write(new Batch().addAll(ByKey.sorted(gathered.values())));
    stalled = written == STALLED;
    if (stalled) {
      return false;
    }
    gathered = LinkedHashMap.newLinkedHashMap(gathered.size());
    gatheredBytes = 0;
    unflushed.add(new HandedOn(sequence, written));
    return true;
  }

  @Override
  public void onWritable(Runnable task) {
    store.onWritable(task);
  }

  @Override
  public long flushedSequence() {
    long flushed = store.flushedSequence();
    while (!unflushed.isEmpty() && unflushed.element().storeSequence() <= flushed) {
      flushedSequence = unflushed.remove().sequence();
    }
    return flushedSequence;
  }

  @Override
  public void flush() {
    if (handOn()) {
      store.flush();
    } else if (!flushWaits) {
      flushWaits = true;
      store.onWritable(
          () -> {
            flushWaits = false;
            if (!closed) {
              flush();
            }
          });
    }
  }

  @Override
  public void flush(Runnable flushed) {
    if (handOn()) {
      store.flush(flushed);
    } else {
      store.onWritable(
          () -> {
            if (!closed) {
              flush(flushed);
            }
          });
    }
  }

  @Override
  public void onCondition(Consumer<Condition> listener) {
    store.onCondition(listener);
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    if (handOn()) {
      store.scan(range, answer);
    } else {
      new Overlay(gathered).scan(store::scan, range, answer);
    }
  }

  @Override
  public View view() {
    if (handOn()) {
      return store.view();
    }
    Overlay overlay = new Overlay(new HashMap<>(gathered));
    View view = store.view();
    return new View() {
      @Override
      public void scan(Range range, Consumer<Page> answer) {
        overlay.scan(view::scan, range, answer);
      }

      @Override
      public void close() {
        view.close();
      }
    };
  }

  @Override
  public void close() {
    closed = true;
    store.close();
  }

  /// Changes laid over the pages of a store that does not have them yet.
  private record Overlay(TreeMap<Bytes, Batch.Change> changes) {
    /// A scan of what lies below.
    private interface Below {
      void scan(Range range, Consumer<Page> answer);
    }

    Overlay(Map<Bytes, Batch.Change> changes) {
      this(new TreeMap<>(changes));
    }

    void scan(Below below, Range range, Consumer<Page> answer) {
      below.scan(
          range,
          page -> {
            Page merged = merge(range, page);
            Bytes next = merged.next();
            if (merged.entries().isEmpty() && next != null) {
              Range rest = new Range(next, range.to(), range.countMax(), range.bytesMax());
              scan(below, rest, answer);
            } else {
              answer.accept(merged);
            }
          });
    }

    /// The page says how things are below from the start of the range to its own end.
    private Page merge(Range range, Page page) {
      TreeMap<Bytes, Bytes> entries = new TreeMap<>();
      for (Entry entry : page.entries()) {
        entries.put(entry.key(), entry.value());
      }
      Bytes end = page.next() != null ? page.next() : range.to();
      for (Batch.Change change : changes.tailMap(range.from()).values()) {
        if (end != null && change.key().compareTo(end) >= 0) {
          break;
        }
        Bytes value = change.value();
        if (value == null) {
          entries.remove(change.key());
        } else {
          entries.put(change.key(), value);
        }
      }
      PageBuilder builder = new PageBuilder(range);
      for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
        if (!builder.fits(entry.getKey().length() + entry.getValue().length())) {
          return builder.upTo(entry.getKey());
        }
        builder.add(entry.getKey(), entry.getValue());
      }
      return page.next() == null ? builder.last() : builder.upTo(page.next());
    }
  }
}
