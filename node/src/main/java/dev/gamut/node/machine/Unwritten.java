package dev.gamut.node.machine;

import dev.gamut.base.Bytes;
import dev.gamut.storage.Store.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The last change of each key in a batch that is not in the store yet. Only who has a condition
/// asks for one, and what was added to the batch since the last time is looked through then.
final class Unwritten {
  /// Only looked up, never iterated.
  private final Map<Bytes, Batch.Change> last = new HashMap<>();

  private int known;

  Batch.@Nullable Change find(Batch batch, Bytes key) {
    List<Batch.Change> changes = batch.changes();
    for (; known < changes.size(); known++) {
      last.put(changes.get(known).key(), changes.get(known));
    }
    return last.get(key);
  }

  /// The batch is in the store, and the next one begins.
  void clear() {
    if (known > 0) {
      last.clear();
      known = 0;
    }
  }
}
