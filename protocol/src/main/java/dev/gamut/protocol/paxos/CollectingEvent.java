package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to [Collecting].
public sealed interface CollectingEvent {
  /// Some time has passed. What is read and logged is paced by this.
  ///
  /// @param floor the acceptor's: durable, and everything before it can be walked through
  /// @param count of states that the acceptor keeps
  record Tick(BallotFloor floor, long count) implements CollectingEvent {}

  /// The answer to [CollectingEffect.Walk].
  ///
  /// @param next where to go on; null when that was all
  record Walked(long lap, List<Held> states, @Nullable Bytes next) implements CollectingEvent {}

  /// The state of a key.
  record Held(Bytes key, AcceptorState state) {}

  /// The answer to [CollectingEffect.Finish].
  record Finished(Bytes key) implements CollectingEvent {}

  record Received(NodeId from, PaxosMessage.OfFloor message) implements CollectingEvent {}
}
