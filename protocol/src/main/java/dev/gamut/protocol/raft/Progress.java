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

  /// The commit index that a heartbeat told last.
  long toldCommit;

  /// The latest round of read confirmation that was answered.
  long confirmedRound;

  /// The last index sent, acknowledged or not, and when.
  private long sentIndex;

  private long sentNanos;

  /// What had been sent before the heartbeat of a round, until that or a later one is answered: who
  /// then knows less has not received all of it. -1 when there is none such.
  private long markedRound = -1;

  private long markedIndex;
  private long markedNanos;

  /// How often something was taken for lost since the last progress.
  private int losses;

  long contactNanos;

  Progress(NodeId node, int slot, long nextIndex, long nowNanos) {
    this.node = node;
    this.slot = slot;
    this.nextIndex = nextIndex;
    sentIndex = nextIndex - 1;
    sentNanos = nowNanos;
    contactNanos = nowNanos;
  }

  void probeFrom(long index) {
    begin(Stage.PROBE, index);
  }

  /// Waits for an answer to a heartbeat before it sends anything again.
  void probeWhenHeard() {
    begin(Stage.PROBE, matchIndex + 1);
    probing = true;
  }

  void replicateFrom(long index) {
    begin(Stage.REPLICATE, index);
  }

  private void begin(Stage next, long index) {
    stage = next;
    nextIndex = index;
    inflight.clear();
    probing = false;
    sentIndex = index - 1;
    markedRound = -1;
  }

  void sent(long index, long nowNanos) {
    sentIndex = index;
    sentNanos = nowNanos;
  }

  /// When entries were sent last.
  long sentNanos() {
    return sentNanos;
  }

  /// A heartbeat of this round leaves behind what was sent.
  void heartbeatLeaves(long round) {
    if (markedRound < 0) {
      markedRound = round;
      markedIndex = sentIndex;
      markedNanos = sentNanos;
    }
  }

  /// Whether an answer of this round that knows no more than `receivedIndex` tells of a loss. Not
  /// at once, and less and less soon: heartbeats may have a faster lane than entries, and a slow
  /// link must not be given everything twice.
  boolean tellsOfLoss(long round, long receivedIndex, long nowNanos, long patienceNanos) {
    if (markedRound < 0 || round < markedRound) {
      return false;
    }
    if (receivedIndex >= markedIndex) {
      markedRound = -1;
      return false;
    }
    if (nowNanos - markedNanos < patienceNanos << Math.min(losses, 5)) {
      return false;
    }
    losses++;
    markedRound = -1;
    return true;
  }

  void acknowledged(long index) {
    if (index > matchIndex) {
      losses = 0;
    }
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    inflight.releaseUpTo(index);
  }

  boolean isFull(RaftConfig config) {
    return inflight.count() >= config.inflightMessagesMax()
        || inflight.bytes() >= config.inflightBytesMax();
  }
}
