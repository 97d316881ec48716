package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replica wants done, in this order. Lists in effects are immutable.
public sealed interface RaftEffect {
  /// Writes to the journal, in the order of the sequences, which rise by one. An entry with an
  /// index that the journal already has replaces everything from there on.
  record Persist(long sequence, @Nullable HardState state, List<Entry> entries)
      implements RaftEffect {}

  /// May be lost, and overtakes everything that is not yet durable.
  record Send(NodeId to, RaftMessage message) implements RaftEffect {}

  /// Leaves when every [Persist] emitted before it by this replica is durable.
  record SendOncePersisted(NodeId to, RaftMessage message) implements RaftEffect {}

  /// Committed entries that are durable in this node's own journal, in order, each exactly once.
  /// Answered with [RaftEvent.Applied].
  record Apply(List<Entry> entries) implements RaftEffect {}

  /// Reads entries back from the journal, at least one if the first is there. Answered with
  /// [RaftEvent.EntriesLoaded], always.
  record LoadEntries(long from, long toExclusive, int bytesMax) implements RaftEffect {}

  /// The proposal is in this leader's log: neither durable nor committed yet. It took effect when
  /// the entry applied at this index is of this term, and did not when it is of another.
  record ProposalAppended(long id, long index, long term) implements RaftEffect {}

  /// The proposal is not in the log and never will be.
  record ProposalRefused(long id, Refusal reason, @Nullable NodeId leader) implements RaftEffect {}

  /// The read may be served once this node has applied the index.
  record ReadReady(long id, long index) implements RaftEffect {}

  /// The read was not served and will not be: this replica does not lead.
  record ReadRefused(long id, @Nullable NodeId leader) implements RaftEffect {}

  /// Replaces the outstanding timer of this kind.
  record SetTimer(TimerKind timer, long atNanos) implements RaftEffect {}

  /// A replica that was behind has everything that it may have acknowledged before: once every
  /// [Persist] emitted before is durable, and not sooner, it may start as whole again.
  record CaughtUp() implements RaftEffect {}

  record RoleChanged(Role role, long term, @Nullable NodeId leader) implements RaftEffect {}

  /// Reads a chunk of a view of the applied state: chunk 0 opens the view, then one after the
  /// other. Answered with [RaftEvent.SnapshotChunkRead] or [RaftEvent.SnapshotFailed].
  record ReadSnapshotChunk(NodeId to, long snapshotId, long chunk) implements RaftEffect {}

  /// The view is not needed any more.
  record CloseSnapshot(NodeId to, long snapshotId) implements RaftEffect {}

  /// Installs a chunk of another replica's applied state: with chunk 0, first makes durable that an
  /// installation is under way, and wipes state and log, whatever was under way before; with the
  /// last one, makes durable that it ended and that the log begins after `point`. Chunks come in
  /// order; several may be outstanding. `snapshotId` is never used twice by this replica.
  ///
  /// `givenUp` belongs to the mark that an installation is under way, for [Start#givenUp], null
  /// too; and if the whole snapshot leaves the replica behind it ([SnapshotPoint#leavesBehind]),
  /// that this is so becomes durable together with its end.
  record InstallChunk(
      long snapshotId,
      SnapshotPoint point,
      long chunk,
      Bytes data,
      boolean last,
      @Nullable SnapshotPoint givenUp)
      implements RaftEffect {}
}
