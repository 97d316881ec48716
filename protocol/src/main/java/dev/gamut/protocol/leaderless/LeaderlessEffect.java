package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import java.util.List;

/// What a replica of a leaderless partition wants done, in this order.
public sealed interface LeaderlessEffect {
  /// Appends to this replica's own log, in the order of these effects, and applies once durable.
  /// Answered with [LeaderlessEvent.Applied], in the same order.
  record Log(LogRecord record, Purpose purpose) implements LeaderlessEffect {}

  /// May be lost.
  record Send(NodeId to, LeaderlessMessage message) implements LeaderlessEffect {}

  /// Reads an item with everything applied so far, and what was seen before that in its context.
  /// Answered with [LeaderlessEvent.ItemRead].
  record ReadItem(Bytes place, Purpose purpose) implements LeaderlessEffect {}

  /// Reads the current items of the keys of some dots. Answered with [LeaderlessEvent.MissedRead].
  record ReadMissed(Frontier wanted, int bytesMax, Purpose.Missed purpose)
      implements LeaderlessEffect {}

  /// Reads items in the order of their places, as many as there is room for. Answered with
  /// [LeaderlessEvent.WalkRead].
  record ReadWalk(Bytes from, int bytesMax, Purpose.Walk purpose) implements LeaderlessEffect {}

  /// Reads which values some keys hold. Answered with [LeaderlessEvent.KeysRead].
  record ReadKeys(KeyQuery query, Purpose.OfKeys purpose) implements LeaderlessEffect {}

  /// Another home does not hold what it must hold as this one does: it has seen these values, and
  /// this one has seen all that it had, or they are others there. One of the two is wrong.
  ///
  /// @param here those of this home's values that are missing or others there
  /// @param there all that the other held of the key
  record Differs(NodeId peer, Bytes place, List<Dot> here, List<Dot> there)
      implements LeaderlessEffect {}

  /// This replica has lost part of what it had, and must not go on: another has writes of it that
  /// it does not know to have made.
  record Outlived(NodeId by) implements LeaderlessEffect {}

  /// What a caller is told.
  sealed interface Answer extends LeaderlessEffect {
    long call();
  }

  /// The write is durable and applied on the replicas named, as many as were asked for.
  record Written(long call, Version version, List<NodeId> stored) implements Answer {}

  /// The write was not applied anywhere and never will be.
  record WriteRefused(long call, Reason reason) implements Answer {
    static WriteRefused clockAhead(long call) {
      return new WriteRefused(call, Reason.CLOCK_AHEAD);
    }

    static WriteRefused beginning(long call) {
      return new WriteRefused(call, Reason.BEGINNING);
    }
  }

  /// Nobody knows of the write.
  record NotFound(long call) implements Answer {}

  /// The write is on the replicas named, fewer than were asked for, and may reach others yet.
  record WriteUnknown(long call, List<NodeId> stored) implements Answer {}

  /// @param item merged from those that answered, with all that they had seen of the key
  record Read(long call, Item item, List<NodeId> asked, List<NodeId> answered) implements Answer {}

  /// Too few replicas answered in time.
  record ReadFailed(long call, List<NodeId> asked, List<NodeId> answered) implements Answer {}

  /// An atomic read found something that is on fewer homes than it needs.
  ///
  /// @param aheadMillis how much further ahead of this node's clock it is stamped than is believed;
  ///   0 if it was only not stored in time
  record NotWrittenBack(long call, List<NodeId> holding, long aheadMillis) implements Answer {}

  /// Replaces the outstanding timer of this kind.
  record SetTimer(TimerKind timer, long atNanos) implements LeaderlessEffect {}

  /// Every home has seen these dots, durably: nobody will ask for them again.
  record Common(Frontier frontier) implements LeaderlessEffect {}

  /// Every home has seen these dots, and everything that was written before it had: tombstones
  /// among them may go.
  record Collectable(Frontier frontier) implements LeaderlessEffect {}

  /// Why a write was refused.
  enum Reason {
    /// The key has too many siblings, and the write supersedes none of them.
    TOO_MANY_SIBLINGS,
    /// This node's clock is ahead of the other replicas' by more than they believe.
    CLOCK_AHEAD,
    /// This replica stands in, and no home has told it yet how late they have stamped.
    BEGINNING
  }
}
