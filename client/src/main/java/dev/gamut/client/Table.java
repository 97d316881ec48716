package dev.gamut.client;

import dev.gamut.base.Bytes;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Value;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// A table, for threads that wait for their results. Made for virtual threads: a waiting one costs
/// next to nothing, and an interrupt ends the wait. For use by any number of threads at once.
///
/// Whether there is such a table is found out by the first call. All methods throw a
/// [GamutException] when a call was not carried out.
public final class Table {
  private static final PageRequest PAGE = new PageRequest(1_000, Limits.PAGE_SIZE_MAX, null);

  private final Gamut gamut;
  private final AsyncTable async;

  Table(Gamut gamut, String name) {
    this.gamut = gamut;
    this.async = new AsyncTable(gamut, name);
  }

  public String name() {
    return async.name();
  }

  /// The same methods with futures.
  public AsyncTable async() {
    return async;
  }

  public ReadResult get(String key) {
    return get(Key.of(key));
  }

  public ReadResult get(Key key) {
    return get(key, ReadOptions.DEFAULT);
  }

  public ReadResult get(Key key, ReadOptions options) {
    return Results.read(gamut.call(new Call.Get(name(), key, options.terms())));
  }

  /// Each key's item, in the order of the keys.
  public List<PerItem<ReadResult>> getAll(List<Key> keys, ReadOptions options) {
    return Results.reads(gamut.call(new Call.GetMany(name(), keys, options.terms())));
  }

  public WriteResult put(String key, String text) {
    return put(Key.of(key), Value.bytes(Bytes.utf8(text)));
  }

  public WriteResult put(Key key, Value value) {
    return put(key, value, WriteOptions.DEFAULT);
  }

  public WriteResult put(Key key, Value value, WriteOptions options) {
    return Results.write(gamut.call(async.putCall(key, value, options)));
  }

  /// Writes each entry for itself: some may take effect and others not.
  public List<PerItem<WriteResult>> putAll(List<Call.Entry> entries, WriteOptions options) {
    return Results.writes(gamut.call(new Call.PutMany(name(), entries, options.terms())));
  }

  public WriteResult delete(String key) {
    return delete(Key.of(key), WriteOptions.DEFAULT);
  }

  public WriteResult delete(Key key, WriteOptions options) {
    return Results.write(gamut.call(async.deleteCall(key, options)));
  }

  /// One page of a range.
  public Page page(ScanRange range, PageRequest request, ReadOptions options) {
    return Results.page(gamut.call(new Call.Scan(name(), range, request, options.terms())));
  }

  /// All items of a range, fetched page by page as they are taken. Each page is read for itself, so
  /// what changes meanwhile may or may not be seen.
  public Iterable<Reply.Row> scan(ScanRange range, ReadOptions options) {
    return () -> new Rows(range, options);
  }

  /// What a scan would do, and why, for people.
  public String explain(ScanRange range) {
    long timeout = ReadOptions.DEFAULT.deadline().toNanos();
    return Results.text(gamut.call(new Call.Explain(name(), range, timeout)));
  }

  /// Takes rows page by page.
  private final class Rows implements Iterator<Reply.Row> {
    private final ScanRange range;
    private final ReadOptions options;
    private final ArrayDeque<Reply.Row> rows = new ArrayDeque<>();
    private @Nullable PageRequest next = PAGE;

    Rows(ScanRange range, ReadOptions options) {
      this.range = range;
      this.options = options;
    }

    @Override
    public boolean hasNext() {
      while (rows.isEmpty() && next != null) {
        Page page = page(range, next, options);
        rows.addAll(page.rows());
        next = page.resume().map(PAGE::after).orElse(null);
      }
      return !rows.isEmpty();
    }

    @Override
    public Reply.Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rows.remove();
    }
  }
}
