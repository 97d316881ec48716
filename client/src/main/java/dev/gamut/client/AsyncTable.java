package dev.gamut.client;

import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Key;
import dev.gamut.model.Value;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A table, for callers that do not wait. Futures complete on the client's own thread, so what
/// hangs on them must not block; use the `…Async` methods of `CompletableFuture` for what does.
/// They complete with a [GamutException] when a call was not carried out.
public final class AsyncTable {
  private final Gamut gamut;
  private final String name;

  AsyncTable(Gamut gamut, String name) {
    this.gamut = gamut;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public CompletableFuture<ReadResult> get(Key key) {
    return get(key, ReadOptions.DEFAULT);
  }

  public CompletableFuture<ReadResult> get(Key key, ReadOptions options) {
    return gamut.send(new Call.Get(name, key, options.terms()), Results::read);
  }

  public CompletableFuture<List<PerItem<ReadResult>>> getAll(List<Key> keys, ReadOptions options) {
    return gamut.send(new Call.GetMany(name, keys, options.terms()), Results::reads);
  }

  public CompletableFuture<WriteResult> put(Key key, Value value) {
    return put(key, value, WriteOptions.DEFAULT);
  }

  public CompletableFuture<WriteResult> put(Key key, Value value, WriteOptions options) {
    return gamut.send(putCall(key, value, options), Results::write);
  }

  public CompletableFuture<List<PerItem<WriteResult>>> putAll(
      List<Call.Entry> entries, WriteOptions options) {
    Call call = new Call.PutMany(name, entries, options.terms());
    return gamut.send(call, Results::writes);
  }

  public CompletableFuture<WriteResult> delete(Key key, WriteOptions options) {
    return gamut.send(deleteCall(key, options), Results::write);
  }

  public CompletableFuture<Page> page(ScanRange range, PageRequest request, ReadOptions options) {
    return gamut.send(new Call.Scan(name, range, request, options.terms()), Results::page);
  }

  Call putCall(Key key, Value value, WriteOptions options) {
    return new Call.Put(name, key, value, options.condition(), options.terms());
  }

  Call deleteCall(Key key, WriteOptions options) {
    return new Call.Delete(name, key, options.condition(), options.terms());
  }
}
