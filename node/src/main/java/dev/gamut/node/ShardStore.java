package dev.gamut.node;

import dev.gamut.base.Bytes;
import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.Store;
import dev.gamut.world.Loop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The node's store as one shard uses it: answers come on the shard's loop, whichever loop the
/// store itself answers on.
final class ShardStore implements Store {
  private final GatheringStore store;
  private final Loop loop;

  ShardStore(GatheringStore store, Loop loop) {
    this.store = store;
    this.loop = loop;
  }

  private void here(Runnable task) {
    if (loop.isCurrent()) {
      task.run();
    } else {
      loop.post(task);
    }
  }

  @Override
  public void get(Bytes key, Consumer<@Nullable Bytes> answer) {
    store.get(key, value -> here(() -> answer.accept(value)));
  }

  @Override
  public void scan(Range range, Consumer<Page> answer) {
    store.scan(range, page -> here(() -> answer.accept(page)));
  }

  @Override
  public long write(Batch batch) {
    return store.write(batch);
  }

  @Override
  public void onWritable(Runnable task) {
    store.onWritable(() -> here(task));
  }

  @Override
  public long flushedSequence() {
    return store.flushedSequence();
  }

  @Override
  public void flush() {
    store.flush();
  }

  @Override
  public void flush(Runnable flushed) {
    store.flush(() -> here(flushed));
  }

  @Override
  public void onCondition(Consumer<Condition> listener) {
    store.onCondition(condition -> here(() -> listener.accept(condition)));
  }

  @Override
  public View view() {
    View view = store.view();
    return new View() {
      @Override
      public void scan(Range range, Consumer<Page> answer) {
        view.scan(range, page -> here(() -> answer.accept(page)));
      }

      @Override
      public void close() {
        view.close();
      }
    };
  }

  /// The store behind belongs to the world, which closes it after this.
  @Override
  public void close() {
    store.stop();
  }
}
