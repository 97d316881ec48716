package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import java.util.List;

/// What happens to a replica.
public sealed interface RaftEvent {
  /// Commands in the order in which they should be appended. Answered one by one, with
  /// [RaftEffect.ProposalAppended] or [RaftEffect.ProposalRefused].
  record Propose(List<Proposal> proposals) implements RaftEvent {}

  record Received(NodeId from, RaftMessage message) implements RaftEvent {}

  /// Every [RaftEffect.Persist] up to this sequence is durable in this node's journal.
  record Persisted(long sequence) implements RaftEvent {}

  record TimerFired(TimerKind timer) implements RaftEvent {}

  /// A linearizable read wants to know from which applied index on it may be served (Raft §6.4).
  /// One round of messages confirms every read that arrived before it began.
  record ReadRequested(long id) implements RaftEvent {}

  /// The node has applied everything up to this index.
  record Applied(long index) implements RaftEvent {}

  /// The log up to here, which is applied, may be dropped from sight.
  record Compact(long index) implements RaftEvent {}

  /// The answer to [RaftEffect.LoadEntries]: consecutive entries from `from` on, as many as the
  /// journal gave; none when they are no longer there.
  record EntriesLoaded(long from, List<Entry> entries) implements RaftEvent {}

  /// The answer to [RaftEffect.ReadSnapshotChunk]. `point` is the same for every chunk of a
  /// snapshot, `data` may be empty.
  record SnapshotChunkRead(
      NodeId to, long snapshotId, SnapshotPoint point, long chunk, Bytes data, boolean last)
      implements RaftEvent {}

  /// The view behind a snapshot being sent is gone.
  record SnapshotFailed(NodeId to, long snapshotId) implements RaftEvent {}

  /// The answer to [RaftEffect.InstallChunk]; for the last chunk it means that the whole snapshot
  /// is durably installed and the journal begins after it.
  record ChunkInstalled(long snapshotId, long chunk) implements RaftEvent {}

  /// Hands leadership over (Raft §3.10); without effect unless this replica leads and `to` votes.
  record TransferLeadership(NodeId to) implements RaftEvent {}

  /// Asks for leadership at once instead of waiting for a timeout; for the replica that should lead
  /// a new group.
  record Campaign() implements RaftEvent {}

  /// A hint that the process of this peer has ended: what was sent to it last is probably lost, and
  /// if it led, it does not any more.
  record PeerEnded(NodeId peer) implements RaftEvent {}
}
