package dev.gamut.protocol.raft;

import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.FollowerStatus.Stage;

/// What a leader knows of one follower, and how it feeds it.
///
/// - `PROBE`: where the logs part is not known; one message at a time, until one is accepted.
/// - `REPLICATE`: messages are sent without waiting, within the bounds on what is in flight.
/// - `SNAPSHOT`: nothing but chunks, until the follower says that it has what they cover.
final class Progress {
  final NodeId node;
  final int slot;
  Stage stage = Stage.PROBE;

  /// Durable there, and the same as here, up to this index.
  long matchIndex;

  /// The first index of the next message.
  long nextIndex;

  /// Sent in `REPLICATE` and not acknowledged.
  final Outstanding inflight = new Outstanding();

  /// Whether a message of `PROBE` is on its way.
  boolean probing;

  /// The first index asked of the journal for this follower, 0 when none is.
  long loadingFrom;

  /// The commit index that was told last.
  long toldCommit;

  /// The latest round of read confirmation that was answered.
  long confirmedRound;

  /// The round that the last heartbeat carried, and what had been sent before it: an answer that
  /// knows less tells that something was lost.
  long heartbeatRound;

  long nextAtHeartbeat;

  long contactNanos;

  Progress(NodeId node, int slot, long nextIndex, long nowNanos) {
    this.node = node;
    this.slot = slot;
    this.nextIndex = nextIndex;
    contactNanos = nowNanos;
  }

  void probeFrom(long index) {
    stage = Stage.PROBE;
    nextIndex = index;
    inflight.clear();
    probing = false;
  }

  void replicate() {
    stage = Stage.REPLICATE;
    nextIndex = matchIndex + 1;
    inflight.clear();
    probing = false;
  }

  void acknowledged(long index) {
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    inflight.releaseUpTo(index);
  }

  boolean isFull(RaftConfig config) {
    return inflight.count() >= config.inflightMessagesMax()
        || inflight.bytes() >= config.inflightBytesMax();
  }
}
