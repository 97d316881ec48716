package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.model.WriteName;
import org.jspecify.annotations.Nullable;

/// Why something was logged or read: comes back with the answer, so that nothing has to be looked
/// up.
public sealed interface Purpose {
  /// A caller's write.
  record Write(long call, Bytes place, WriteName name, int quorum, long deadlineNanos)
      implements Purpose {
    Write(LeaderlessEvent.Put put) {
      this(put.call(), put.place(), put.name(), put.quorum(), put.deadlineNanos());
    }
  }

  /// A caller's read, by the id it has here.
  record Read(long id) implements Purpose {}

  /// What an atomic read of this replica found elsewhere, by the id it has here.
  record WrittenBack(long id) implements Purpose {}

  /// Another replica's [LeaderlessMessage.Store] or [LeaderlessMessage.Repair].
  record Stored(NodeId from, long id) implements Purpose {}

  /// Another replica's [LeaderlessMessage.AskDots].
  record Dots(NodeId from, long id) implements Purpose {}

  /// Another replica's [LeaderlessMessage.AskItem].
  record WholeItem(NodeId from, long id) implements Purpose {}

  /// Another replica's [LeaderlessMessage.Fetch].
  record Missed(NodeId from, long id) implements Purpose {}

  /// What a fallback states of its later stamps.
  record Floor(HybridTime time) implements Purpose {}

  /// Another replica's [LeaderlessMessage.Walk].
  record Walk(NodeId to, long id) implements Purpose {}

  /// What this replica was handed on a walk, and where that goes on; null at the end.
  record Walked(long id, @Nullable Bytes next) implements Purpose {}

  /// Two dots of one operation: is one superseded?
  record Twins(long id) implements Purpose {}

  /// Why keys are read.
  sealed interface OfKeys extends Purpose {}

  /// Another home's [LeaderlessMessage.AskKeys].
  record Keys(NodeId to, long id) implements OfKeys {}

  /// What this home holds of what it compares.
  record OwnKeys(long id) implements OfKeys {}

  /// A second look at what another home should hold.
  record Suspect(long id) implements Purpose {}

  /// What this replica fetched.
  record Fetched(long id) implements Purpose {}

  /// What a read of this replica found elsewhere, or what it tidies: nobody waits for it.
  record Housekeeping() implements Purpose {}
}
