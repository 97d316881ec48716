package dev.gamut.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import dev.gamut.storage.Store.Entry;
import dev.gamut.storage.Store.Page;
import dev.gamut.storage.Store.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How the contract of [Store] reaches the store that it is held against, and waits for its
/// answers.
public abstract class StoreHarness {
  protected final TestLoop loop = new TestLoop();

  /// Opens the store; after a close or a crash, opens what that left.
  protected abstract Store open() throws Exception;

  /// Ends the store as a killed process does: nothing more is flushed, nothing more is answered.
  protected abstract void crash(Store store) throws Exception;

  /// Lets writes stall, at once or after at most some MiB more.
  protected abstract void beginStall(Store store) throws Exception;

  protected abstract void endStall(Store store) throws Exception;

  /// Makes every read from now on miss memory, where the store can; returns the store to go on
  /// with.
  protected abstract Store coldReads(Store store) throws Exception;

  protected static Bytes bytes(String text) {
    return Bytes.utf8(text);
  }

  /// A key of the model and its value.
  protected static Batch put(String key, String value) {
    return new Batch().put(bytes(key), bytes(value));
  }

  protected static void write(Store store, Batch batch) {
    assertTrue(store.write(batch) >= 0, "the store stalls");
  }

  protected final void writeWhenWritable(Store store, Batch batch) {
    List<Long> written = new ArrayList<>();
    attempt(store, batch, written);
    loop.runUntil(() -> !written.isEmpty());
  }

  private static void attempt(Store store, Batch batch, List<Long> written) {
    long sequence = store.write(batch);
    if (sequence == Store.STALLED) {
      store.onWritable(() -> attempt(store, batch, written));
    } else {
      written.add(sequence);
    }
  }

  protected final @Nullable String get(Store store, String key) {
    Bytes value = this.<@Nullable Bytes>await(answer -> store.get(bytes(key), answer));
    return value == null ? null : value.toUtf8();
  }

  protected final Page page(Store store, Range range) {
    return this.<Page>await(answer -> store.scan(range, answer));
  }

  protected final Page page(Store.View view, Range range) {
    return this.<Page>await(answer -> view.scan(range, answer));
  }

  protected final List<Entry> all(Store store) {
    return readAll(range -> page(store, range), 1000);
  }

  protected final List<Entry> all(Store.View view) {
    return readAll(range -> page(view, range), 1000);
  }

  /// Reads everything, in pages of so many entries.
  protected static List<Entry> readAll(
      java.util.function.Function<Range, Page> reader, int countMax) {
    List<Entry> entries = new ArrayList<>();
    Bytes from = Bytes.EMPTY;
    while (from != null) {
      Page page = reader.apply(new Range(from, null, countMax, 1 << 20));
      assertTrue(page.next() == null || !page.entries().isEmpty(), "an empty page goes on");
      entries.addAll(page.entries());
      from = page.next();
    }
    return entries;
  }

  protected final void flush(Store store) {
    List<Boolean> done = new ArrayList<>();
    store.flush(() -> done.add(true));
    loop.runUntil(() -> !done.isEmpty());
    loop.runPosted();
    assertEquals(1, done.size(), "told once");
  }

  /// The answer of a read, which must come exactly once.
  protected final <T extends @Nullable Object> T await(Consumer<Consumer<T>> question) {
    List<T> answers = new ArrayList<>();
    question.accept(answers::add);
    loop.runUntil(() -> !answers.isEmpty());
    assertEquals(1, answers.size(), "answered once");
    return answers.getFirst();
  }

  protected static String text(List<Entry> entries) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      text.append(entry.key()).append('=').append(entry.value().toUtf8()).append(' ');
    }
    return text.toString().strip();
  }
}
