package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.protocol.raft.FollowerStatus.Stage;
import dev.gamut.protocol.raft.RaftEvent.SnapshotChunkRead;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunk;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Sends applied state to followers that need more than the log holds (Raft §5, with chunks as in
/// figure 5.3): a few chunks ahead of what the follower has installed, kept until it says so, and
/// sent again from there when it got none of them.
final class SnapshotSender {
  private final RaftState state;

  /// By slot: what is under way.
  private final @Nullable Transfer[] transfers;

  /// By slot: no new attempt before, because the last one failed here.
  private final long[] retryNanos;

  /// The number of the last snapshot; never reused, so that a late chunk of an old one cannot be
  /// taken for a chunk of the next.
  private long lastId;

  private static final class Transfer {
    final long id;
    final ArrayDeque<SnapshotChunk> sent = new ArrayDeque<>();

    /// Chunks before this one are installed.
    long installed;

    /// The chunk to read next.
    long next;

    boolean reading;
    boolean wholeRead;

    /// Whether the unacknowledged chunks were sent again since the last progress.
    boolean repeated;

    long progressNanos;
    long repeatedNanos;

    Transfer(long id, long nowNanos) {
      this.id = id;
      progressNanos = nowNanos;
      repeatedNanos = nowNanos;
    }
  }

  SnapshotSender(RaftState state) {
    this.state = state;
    transfers = new Transfer[state.quorum.size()];
    retryNanos = new long[transfers.length];
    Arrays.fill(retryNanos, Long.MIN_VALUE);
  }

  /// Starts over with a new view, unless the follower is not there to receive it.
  void begin(Progress follower) {
    end(follower);
    boolean gone =
        state.nowNanos() - follower.contactNanos >= state.config.electionTimeoutMinNanos();
    if (gone || state.nowNanos() < retryNanos[follower.slot]) {
      follower.probeWhenHeard();
      return;
    }
    follower.stage = Stage.SNAPSHOT;
    follower.inflight.clear();
    lastId++;
    Transfer transfer = new Transfer(lastId, state.nowNanos());
    transfers[follower.slot] = transfer;
    readNext(follower, transfer);
  }

  /// The follower needs no more of it, or is gone, or we do not lead any more.
  void end(Progress follower) {
    Transfer transfer = transfers[follower.slot];
    if (transfer != null) {
      transfers[follower.slot] = null;
      state.effects.add(new RaftEffect.CloseSnapshot(follower.node, transfer.id));
    }
  }

  void chunkRead(Progress follower, SnapshotChunkRead read) {
    Transfer transfer = transfers[follower.slot];
    if (transfer == null || transfer.id != read.snapshotId()) {
      return;
    }
    Invariant.check(read.chunk() == transfer.next, "chunk %d for %d", read.chunk(), transfer.next);
    transfer.reading = false;
    transfer.wholeRead = read.last();
    transfer.next++;
    Bytes data = read.data();
    SnapshotChunk chunk =
        new SnapshotChunk(state.term, transfer.id, read.point(), read.chunk(), data, read.last());
    transfer.sent.add(chunk);
    state.send(follower.node, chunk);
    readNext(follower, transfer);
  }

  void failed(Progress follower, long snapshotId) {
    Transfer transfer = transfers[follower.slot];
    if (transfer != null && transfer.id == snapshotId) {
      transfers[follower.slot] = null;
      retryNanos[follower.slot] = state.nowNanos() + state.config.heartbeatNanos();
      follower.probeWhenHeard();
    }
  }

  void answered(Progress follower, long snapshotId, long nextChunk) {
    Transfer transfer = transfers[follower.slot];
    if (transfer == null || transfer.id != snapshotId) {
      return;
    }
    boolean stalled = state.nowNanos() - transfer.progressNanos >= patienceNanos();
    if (nextChunk < transfer.installed) {
      // It crashed and forgot what it had installed; or this answer was overtaken by later ones.
      if (stalled) {
        begin(follower);
      }
    } else if (nextChunk > transfer.installed) {
      progress(transfer, nextChunk);
      readNext(follower, transfer);
    } else if (!transfer.repeated) {
      repeat(follower, transfer);
    }
  }

  /// Whether a follower that has this much needs nothing of the snapshot any more. It may need the
  /// next one, if the log was compacted meanwhile.
  boolean isCovered(Progress follower, long index) {
    Transfer transfer = transfers[follower.slot];
    return transfer == null
        || (!transfer.sent.isEmpty() && index >= transfer.sent.getFirst().point().index());
  }

  /// Heard from the follower: enough time to notice that nothing moves.
  void heartbeatAnswered(Progress follower) {
    Transfer transfer = transfers[follower.slot];
    if (transfer == null) {
      return;
    }
    long since = Math.max(transfer.progressNanos, transfer.repeatedNanos);
    if (state.nowNanos() - since >= patienceNanos()) {
      repeat(follower, transfer);
    }
  }

  /// A view kept open for a follower that is gone holds back the whole store.
  void endIfGone(Progress follower) {
    long silence = state.nowNanos() - follower.contactNanos;
    if (transfers[follower.slot] != null && silence >= state.config.electionTimeoutMaxNanos()) {
      end(follower);
      follower.probeWhenHeard();
    }
  }

  private long patienceNanos() {
    return state.config.electionTimeoutMinNanos();
  }

  private void progress(Transfer transfer, long nextChunk) {
    while (!transfer.sent.isEmpty() && transfer.sent.getFirst().chunk() < nextChunk) {
      transfer.sent.removeFirst();
    }
    transfer.installed = Math.min(nextChunk, transfer.next);
    transfer.progressNanos = state.nowNanos();
    transfer.repeated = false;
  }

  private void repeat(Progress follower, Transfer transfer) {
    transfer.repeated = true;
    transfer.repeatedNanos = state.nowNanos();
    for (SnapshotChunk chunk : transfer.sent) {
      state.send(follower.node, chunk);
    }
  }

  private void readNext(Progress follower, Transfer transfer) {
    long ahead = transfer.next - transfer.installed;
    if (!transfer.reading && !transfer.wholeRead && ahead < state.config.snapshotChunksMax()) {
      transfer.reading = true;
      state.effects.add(
          new RaftEffect.ReadSnapshotChunk(follower.node, transfer.id, transfer.next));
    }
  }
}
