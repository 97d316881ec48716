package dev.gamut.protocol.raft;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.raft.RaftMessage.Appended;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunk;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunkResponse;
import org.jspecify.annotations.Nullable;

/// The receiving side of a snapshot. From the first chunk on the state here is neither the old nor
/// the new one, and the log is gone: this replica refuses entries, and leads nobody, until the
/// whole snapshot is durably installed, across restarts too; it votes by the end of the log that it
/// gave up. Chunks are taken in order; one that comes too early is answered with the one that is
/// wanted.
final class Installation {
  private final RaftState state;
  private final Applier applier;

  /// Names this replica's installations to its node; never reused until it restarts.
  private long lastId;

  private boolean underWay;
  private @Nullable NodeId sender;
  private long senderTerm;
  private long senderSnapshotId;
  private SnapshotPoint point = SnapshotPoint.ZERO;
  private long received;
  private long installed;
  private boolean wholeReceived;

  Installation(RaftState state, Applier applier) {
    this.state = state;
    this.applier = applier;
  }

  void chunk(NodeId from, SnapshotChunk chunk) {
    if (!state.installing && isKnown(chunk.point())) {
      acknowledge(from);
    } else if (isOfPresent(chunk)) {
      if (chunk.chunk() == received && !wholeReceived) {
        take(chunk);
      } else if (chunk.chunk() > received || chunk.chunk() < installed) {
        answer(from, chunk.snapshotId(), installed);
      }
    } else if (chunk.chunk() == 0) {
      begin(from, chunk);
      take(chunk);
    } else {
      answer(from, chunk.snapshotId(), 0);
    }
  }

  void installed(long id, long chunk) {
    if (!underWay || id != lastId) {
      return;
    }
    installed = chunk + 1;
    if (wholeReceived && installed == received) {
      finish();
    } else if (sender != null) {
      answer(sender, senderSnapshotId, installed);
    }
  }

  /// Whether the log here already has the point (then it is committed, too).
  private boolean isKnown(SnapshotPoint known) {
    if (known.index() > state.commit) {
      if (!state.log.has(known.index(), known.term())) {
        return false;
      }
      state.verified = Math.max(state.verified, known.index());
      state.advanceCommit(known.index());
      applier.run();
    }
    return true;
  }

  private boolean isOfPresent(SnapshotChunk chunk) {
    return underWay && chunk.term() == senderTerm && chunk.snapshotId() == senderSnapshotId;
  }

  private void begin(NodeId from, SnapshotChunk chunk) {
    if (!state.installing && !state.behind) {
      state.givenUp = state.log.end();
    }
    state.installing = true;
    // The old log is gone with the old state: nothing of it may be acknowledged any more.
    state.verified = 0;
    underWay = true;
    lastId++;
    sender = from;
    senderTerm = chunk.term();
    senderSnapshotId = chunk.snapshotId();
    point = chunk.point();
    received = 0;
    installed = 0;
    wholeReceived = false;
  }

  private void take(SnapshotChunk chunk) {
    received++;
    wholeReceived = chunk.last();
    state.effects.add(
        new RaftEffect.InstallChunk(
            lastId, point, chunk.chunk(), chunk.data(), chunk.last(), state.givenUp));
  }

  private void finish() {
    underWay = false;
    state.installing = false;
    state.behind |= point.leavesBehind(state.givenUp);
    state.givenUp = null;
    state.log.reset(point);
    state.durability.reset(point.index());
    state.restartCommitAt(point.index());
    applier.reset(point.index());
    state.verified = point.index();
    state.electionAfterTimeout();
    if (state.leader != null) {
      acknowledge(state.leader);
    }
  }

  /// What is committed here is in the log of every later leader, too.
  private void acknowledge(NodeId leader) {
    Appended response = new Appended(state.term, state.commit, 0);
    state.sendOncePersisted(leader, response, Defect.ACK_BEFORE_PERSIST);
  }

  private void answer(NodeId leader, long snapshotId, long nextChunk) {
    state.send(leader, new SnapshotChunkResponse(state.term, snapshotId, nextChunk));
  }
}
