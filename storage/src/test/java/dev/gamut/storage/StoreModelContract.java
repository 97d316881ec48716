package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random operations on a store and on a `TreeMap`, which must always agree. `-Dseed=N` repeats a
/// run; every message names its seed.
public abstract class StoreModelContract extends StoreHarness {
  private static final int STEPS = 1500;
  private static final int KEYS = 400;
  private static final Bytes COUNTER = bytes("~counter");

  private record OpenView(Store.View view, List<Entry> expected) {}

  private final List<Batch> batches = new ArrayList<>();
  private final List<Long> sequences = new ArrayList<>();
  private final List<OpenView> views = new ArrayList<>();
  private NavigableMap<Bytes, Bytes> model = new TreeMap<>();
  private Entropy entropy = Entropy.seeded(0);
  private long seed;

  /// Seeds to run when none is asked for.
  protected abstract int seedCount();

  @Test
  void theStoreAgreesWithAModel() throws Exception {
    Long asked = Long.getLong("seed");
    int rounds = asked == null ? seedCount() : 1;
    for (int round = 0; round < rounds; round++) {
      seed = asked == null ? round : asked;
      entropy = Entropy.seeded(seed);
      Store store = open();
      for (int step = 0; step < STEPS; step++) {
        store = step(store);
      }
      closeViews();
      assertEquals(entries(), all(store), message());
      writeWhenWritable(store, new Batch().deleteRange(Bytes.EMPTY, bytes("~~")));
      flush(store);
      store.close();
      forget();
    }
  }

  private String message() {
    return "seed " + seed;
  }

  private void forget() {
    batches.clear();
    sequences.clear();
    model.clear();
  }

  private Store step(Store store) throws Exception {
    int dice = entropy.below(100);
    if (dice < 55) {
      writeRandom(store);
    } else if (dice < 75) {
      Bytes key = randomKey();
      Bytes value = this.<@Nullable Bytes>await(answer -> store.get(key, answer));
      assertEquals(model.get(key), value, message());
    } else if (dice < 90) {
      comparePage(store);
    } else if (dice < 93) {
      store.flush();
    } else if (dice < 97) {
      openOrCompareView(store);
    } else if (dice < 98) {
      flush(store);
    } else if (dice == 98) {
      return coldReads(flushed(store));
    } else if (entropy.chance(0.5)) {
      return crashAndOpen(store);
    }
    return store;
  }

  private Store flushed(Store store) {
    closeViews();
    flush(store);
    return store;
  }

  private void writeRandom(Store store) {
    Batch batch = new Batch();
    int count = 1 + entropy.below(8);
    for (int i = 0; i < count; i++) {
      int dice = entropy.below(20);
      if (dice < 14) {
        batch.put(randomKey(), randomValue());
      } else if (dice < 18) {
        batch.delete(randomKey());
      } else {
        batch.deleteRange(randomKey(), randomKey());
      }
    }
    batch.put(COUNTER, bytes(String.valueOf(batches.size() + 1)));
    long sequence = store.write(batch);
    if (sequence == Store.STALLED) {
      flush(store);
      return;
    }
    assertTrue(sequences.isEmpty() || sequence > sequences.getLast(), message());
    batches.add(batch);
    sequences.add(sequence);
    apply(batch, model);
  }

  private static void apply(Batch batch, NavigableMap<Bytes, Bytes> model) {
    for (Batch.Change change : batch.changes()) {
      Bytes value = change.value();
      Bytes end = change.end();
      if (value != null) {
        model.put(change.key(), value);
      } else if (end == null) {
        model.remove(change.key());
      } else if (change.key().compareTo(end) < 0) {
        model.subMap(change.key(), end).clear();
      }
    }
  }

  private void comparePage(Store store) {
    Bytes to = entropy.chance(0.3) ? null : randomKey();
    Range range = new Range(randomKey(), to, 1 + entropy.below(50), 1 + entropy.below(3000));
    Page page = page(store, range);
    PageBuilder expected = new PageBuilder(range);
    Page whole = null;
    for (var entry : model.tailMap(range.from(), true).entrySet()) {
      if (whole != null || (to != null && entry.getKey().compareTo(to) >= 0)) {
        break;
      }
      if (expected.fits(entry.getKey().length() + entry.getValue().length())) {
        expected.add(entry.getKey(), entry.getValue());
      } else {
        whole = expected.upTo(entry.getKey());
      }
    }
    assertEquals(whole == null ? expected.last() : whole, page, message());
  }

  private void openOrCompareView(Store store) {
    if (views.size() < 4 && entropy.chance(0.6)) {
      views.add(new OpenView(store.view(), entries()));
    } else if (!views.isEmpty()) {
      closeView(views.remove(entropy.below(views.size())));
    }
  }

  private void closeView(OpenView open) {
    assertEquals(open.expected(), all(open.view()), message());
    open.view().close();
  }

  private void closeViews() {
    views.forEach(this::closeView);
    views.clear();
  }

  private Store crashAndOpen(Store store) throws Exception {
    closeViews();
    long flushed = store.flushedSequence();
    crash(store);
    Store next = open();
    String counter = get(next, COUNTER.toUtf8());
    int kept = counter == null ? 0 : Integer.parseInt(counter);
    assertTrue(kept <= batches.size(), message());
    assertTrue(kept == batches.size() || sequences.get(kept) > flushed, message() + " lost more");
    batches.subList(kept, batches.size()).clear();
    model = new TreeMap<>();
    batches.forEach(batch -> apply(batch, model));
    assertEquals(entries(), all(next), message());
    sequences.clear();
    batches.forEach(batch -> sequences.add(next.flushedSequence()));
    return next;
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    model.forEach((key, value) -> entries.add(new Entry(key, value)));
    return entries;
  }

  private Bytes randomKey() {
    return bytes("k%03d".formatted(entropy.below(KEYS)));
  }

  private Bytes randomValue() {
    return bytes("v".repeat(entropy.below(100)) + entropy.below(1000));
  }
}
