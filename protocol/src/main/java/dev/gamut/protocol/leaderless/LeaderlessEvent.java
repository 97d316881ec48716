package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to a replica of a leaderless partition.
public sealed interface LeaderlessEvent {
  /// A caller's write, a delete as a tombstone. Answered with [LeaderlessEffect.Written] or
  /// [LeaderlessEffect.WriteRefused].
  ///
  /// @param call any number that the node knows the caller by
  /// @param context what the caller had seen; null for one who does not say
  /// @param quorum replicas that must have it durably
  record Put(
      long call,
      Bytes place,
      Value value,
      WriteName name,
      @Nullable Context context,
      int quorum,
      long deadlineNanos)
      implements LeaderlessEvent {}

  /// A caller's write that was sent before, to whomever. Answered with [LeaderlessEffect.Written]
  /// if it was carried out, with [LeaderlessEffect.NotFound] if that is to be done now.
  ///
  /// @param ageNanos since its first attempt was sent
  record Recall(
      long call, Bytes place, WriteName name, long ageNanos, int quorum, long deadlineNanos)
      implements LeaderlessEvent {}

  /// A caller's read. Answered with [LeaderlessEffect.Read], [LeaderlessEffect.ReadFailed] or, if
  /// it is atomic, [LeaderlessEffect.NotWrittenBack].
  ///
  /// @param quorum replicas that must answer, this one among them
  /// @param durable of an atomic read, homes that must hold what is found before it is answered: no
  ///   more than answer, so that equal answers are enough; 0 for any other read
  record Get(long call, Bytes place, int quorum, int durable, long deadlineNanos)
      implements LeaderlessEvent {
    public Get {
      Invariant.require(durable <= quorum, "%d homes hold what %d show", durable, quorum);
    }
  }

  record Received(NodeId from, LeaderlessMessage message) implements LeaderlessEvent {}

  /// What [LeaderlessEffect.Log] asked for is durable and applied.
  ///
  /// @param minted for a [LogRecord.Mint], the write as it goes to the others; null when it was not
  ///   applied because the key has too many siblings, and for other records
  /// @param frontier what this replica has seen since
  record Applied(Purpose purpose, @Nullable Write minted, Frontier frontier)
      implements LeaderlessEvent {}

  /// The answer to [LeaderlessEffect.ReadItem].
  ///
  /// @param item with all that was seen of the key in its context
  record ItemRead(Purpose purpose, Item item) implements LeaderlessEvent {}

  /// The answer to [LeaderlessEffect.ReadMissed].
  record MissedRead(Purpose.Missed purpose, List<Handed> items) implements LeaderlessEvent {}

  /// The answer to [LeaderlessEffect.ReadWalk].
  ///
  /// @param next where to go on; null at the end
  record WalkRead(Purpose.Walk purpose, List<Handed> items, @Nullable Bytes next)
      implements LeaderlessEvent {}

  /// The answer to [LeaderlessEffect.ReadKeys].
  record KeysRead(Purpose.OfKeys purpose, KeyPage page) implements LeaderlessEvent {}

  record TimerFired(TimerKind timer) implements LeaderlessEvent {}

  /// A hint that the process of another replica's node has ended: nobody needs to wait for it.
  record PeerEnded(NodeId peer) implements LeaderlessEvent {}
}
