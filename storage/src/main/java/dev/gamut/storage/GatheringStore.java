package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Gathers small batches in memory and hands them to another store as one large one.
///
/// Replicas write a batch a turn, each with a few items, its applied position and some outcomes; a
/// storage engine takes ten microseconds for any of them, and keeps every version of a position
/// that is overwritten a thousand times a second. Gathered, the fixed cost is paid once in some
/// thousand batches, only the last version of a key goes on, and keys go on in their order, so that
/// the engine finds their places close to each other. The store behind writes what it is handed
/// beside the loop, while the next changes gather.
///
/// What is gathered or on its way is lost in a crash, like what the store behind has not flushed:
/// the batches handed on are whole and in order, so the store behind still holds a prefix of what
/// was written. Reads of a key look here first. For a scan and a view, little is handed on at once;
/// more is laid over what the store behind answers, and so is what is on its way or cannot go while
/// the store behind stalls. What is read again and again is kept here as well.
public final class GatheringStore implements Store {
  /// What is handed on while the loop waits: this part of what gathers at the most.
  private static final int AT_ONCE_PART = 8;

  private final Store store;
  private final long bytesMax;
  private final RecentValues recent;
  private final HandingOn handingOn;

  /// The last change of each key.
  private ChangeTable gathered = new ChangeTable();

  /// The last batch written here.
  private long sequence;

  /// The last batch that is to be flushed.
  private long flushAsked;

  private final List<View> scanned = new ArrayList<>();
  private boolean flushWaits;
  private boolean stopped;

  /// @param bytesMax of keys and values to gather; as much may be on its way
  /// @param recentBytesMax of keys and values that are read often, to answer from here; 0 for none
  public GatheringStore(Store store, long bytesMax, long recentBytesMax) {
    require(bytesMax > 0, "bytes not positive: %d", bytesMax);
    this.store = store;
    this.bytesMax = bytesMax;
    this.recent = new RecentValues(recentBytesMax);
    this.handingOn = new HandingOn(store);
  }

  @Override
  public void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    Batch.Change gatheredLast = gathered.find(key);
    Batch.Change change = gatheredLast != null ? gatheredLast : handingOn.find(key);
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
    if (!isSimple(batch) || batch.sizeBytes() > bytesMax) {
      return handOnAtOnce() ? writeThrough(batch) : STALLED;
    }
    if (handingOn.isStalled() && !handOnAtOnce()) {
      return STALLED;
    }
    if (gathered.sizeBytes() + batch.sizeBytes() > bytesMax && !handOn()) {
      return STALLED;
    }
    for (Batch.Change change : batch.changes()) {
      recent.written(change);
      gathered.put(change.key(), change.value());
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
    handingOn.arrived(++sequence, written);
    return sequence;
  }

  /// Begins to hand on what is gathered, beside the loop; false when there is something, and what
  /// was gathered before is still on its way.
  @CanIgnoreReturnValue
  public boolean handOn() {
    if (!gathered.isEmpty() && !handingOn.isUnderWay()) {
      handingOn.begin(startAnew(), sequence);
    }
    return gathered.isEmpty();
  }

  private ChangeTable startAnew() {
    ChangeTable whole = gathered;
    gathered = handingOn.take();
    return whole;
  }

  /// Hands on what is gathered before it returns; false when something is on its way still, or the
  /// store behind stalls.
  private boolean handOnAtOnce() {
    if (handingOn.isUnderWay()) {
      return false;
    }
    if (gathered.isEmpty()) {
      return true;
    }
    boolean done = handingOn.atOnce(gathered, sequence);
    if (done) {
      startAnew();
    }
    return done;
  }

  /// Whether the store behind has everything, or was handed it now because it was little.
  private boolean isBehindUpToDate() {
    if (gathered.sizeBytes() <= bytesMax / AT_ONCE_PART) {
      return handOnAtOnce();
    }
    return handOn() && !handingOn.isUnderWay();
  }

  @Override
  public void onWritable(Runnable task) {
    if (handingOn.isUnderWay()) {
      handingOn.onceArrived(() -> store.onWritable(task));
    } else {
      store.onWritable(task);
    }
  }

  @Override
  public long flushedSequence() {
    return handingOn.flushedSequence();
  }

  @Override
  public void flush() {
    flushAsked = sequence;
    flushWhatArrived();
  }

  /// Flushes what there is behind, and later what is on its way.
  private void flushWhatArrived() {
    boolean arrived = hasArrived(flushAsked);
    store.flush();
    if (!arrived && !flushWaits) {
      flushWaits = true;
      handingOn.onceArrived(
          () -> {
            flushWaits = false;
            flushWhatArrived();
          });
    }
  }

  /// Whether everything up to a batch is in the store behind, to which it goes if it has not yet.
  private boolean hasArrived(long last) {
    if (handingOn.last() < last) {
      handOn();
    }
    return handingOn.last() >= last;
  }

  @Override
  public void flush(Runnable flushed) {
    flush(sequence, flushed);
  }

  private void flush(long last, Runnable flushed) {
    if (hasArrived(last)) {
      store.flush(flushed);
    } else {
      handingOn.onceArrived(() -> flush(last, flushed));
    }
  }

  @Override
  public void onCondition(Consumer<Condition> listener) {
    store.onCondition(listener);
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    if (isBehindUpToDate()) {
      store.scan(range, answer);
      return;
    }
    if (stopped) {
      return;
    }
    // A view, because a late page of the store could hold a part of what is written after this.
    View view = overlaid(range.from(), range.to());
    scanned.add(view);
    view.scan(
        range,
        page -> {
          scanned.remove(view);
          view.close();
          answer.accept(page);
        });
  }

  @Override
  public View view() {
    return isBehindUpToDate() ? store.view() : overlaid(Bytes.EMPTY, null);
  }

  /// A view of the store behind under what has not arrived there.
  private View overlaid(Bytes from, @Nullable Bytes to) {
    OverlaidView view = new OverlaidView(store.view(), from, to);
    view.lay(handingOn.changes());
    view.lay(gathered.changes());
    return view;
  }

  /// Scans under way are not answered any more: whoever closes the store behind needs no view of it
  /// to be open.
  public void stop() {
    stopped = true;
    handingOn.close();
    scanned.forEach(View::close);
    scanned.clear();
  }

  @Override
  public void close() {
    stop();
    store.close();
  }
}
