package dev.gamut.node.machine;

import dev.gamut.storage.Store;
import dev.gamut.wire.Result;
import java.util.List;

/// What a partition's log does to its applied state. A function of the entries and of that state
/// only: no clock, no limit, no permission and no error of one node takes part, so that every
/// replica comes to the same bytes.
public interface Machine {
  /// Applies one entry: adds its changes to the batch and says what came of it, at once or later on
  /// the loop when something had to be read first. One entry at a time.
  void apply(LogEntry entry, Store.Batch batch, Done done);

  /// Adds what the machine keeps beside the items and has changed since the last call.
  void save(Store.Batch batch);

  /// Called when a batch with everything so far is in the store.
  void written();

  /// Reads back what the machine keeps in memory, at the start and after a snapshot.
  void load(Runnable done);

  /// Everything of this partition that a snapshot carries.
  List<Store.Range> snapshotRanges();

  /// Hears what came of an entry.
  interface Done {
    void result(Result result);
  }
}
