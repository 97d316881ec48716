package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;

/// A loop's way into the journal, to be used from that loop only. A group belongs to one appender.
///
/// What is appended reaches the journal by [#commit], in its order. Nothing is refused here; ask
/// [#room] before proposing. Records are copied at the call.
public interface Appender {
  /// Appends an entry. An index up to the group's last one replaces the log from there on;
  /// otherwise it must be the one after the last, which for a new group is the first of all, index
  /// 1, unless [#start] said otherwise.
  void entry(PartitionId group, long index, Bytes record);

  /// Replaces the small state that lives as long as the group: term and vote, for example.
  void state(PartitionId group, Bytes state);

  /// Says that entries below an index are gone for good. A first index beyond the last entry's next
  /// restarts the log there, as after a snapshot. One below what is there already changes nothing.
  void start(PartitionId group, long firstIndex);

  /// Forgets a group with everything it has, and its damage too.
  void remove(PartitionId group);

  /// Hands over everything appended since the last call, as one batch: at the end of a turn, at
  /// most once a turn. `onPersisted` runs on this loop once all of it is durable, in order.
  void commit(Runnable onPersisted);

  /// What the journal can take now, as far as this loop knows.
  Room room();

  /// Bytes handed over that are not yet durable, and bytes not yet handed over.
  long pendingBytes();

  /// Whether that is little enough to take more of what others can send again. A disk that stalls
  /// would else let more gather than the journal has room for.
  boolean isKeepingUp();
}
