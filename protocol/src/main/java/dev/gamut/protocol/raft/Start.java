package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import java.util.List;

/// What a replica starts with: what its journal and its store hold.
///
/// @param snapshot the log begins after it
/// @param terms the runs of the entries in the journal, the first at `snapshot.index() + 1`
/// @param lastIndex of the journal; `snapshot.index()` when it holds no entry
/// @param lastTime of the entry at `lastIndex`
/// @param appliedIndex what the store holds, at least `snapshot.index()`
/// @param standing what this is worth
/// @param seed of the randomness of its timeouts; different on every replica and at every start
public record Start(
    NodeId self,
    Membership membership,
    HardState hardState,
    SnapshotPoint snapshot,
    List<TermRun> terms,
    long lastIndex,
    HybridTime lastTime,
    long appliedIndex,
    Standing standing,
    RaftConfig config,
    long seed) {
  public Start {
    terms = List.copyOf(terms);
    Invariant.require(membership.isMember(self), "%s is no member of %s", self, membership);
    Invariant.require(
        snapshot.index() <= appliedIndex && appliedIndex <= lastIndex,
        "snapshot %d, applied %d, last %d",
        snapshot.index(),
        appliedIndex,
        lastIndex);
    Invariant.require(
        terms.isEmpty() == (lastIndex == snapshot.index()),
        "%d runs for the entries after %d up to %d",
        terms.size(),
        snapshot.index(),
        lastIndex);
    Invariant.require(
        terms.isEmpty() || terms.getFirst().firstIndex() == snapshot.index() + 1,
        "the log does not begin after its snapshot: %s",
        terms);
    Invariant.require(
        standing != Standing.INSTALLING || lastIndex == 0,
        "installing with a log up to %d",
        lastIndex);
  }

  /// What the state that a replica starts with is worth.
  public enum Standing {
    /// All that the replica ever said it had.
    WHOLE,
    /// True as far as it goes, but the replica lost something that it had acknowledged: it does not
    /// vote until it has what its leader has committed in its own term, see [RaftEffect.CaughtUp].
    BEHIND,
    /// A part of a snapshot whose installation did not end, or nothing. The log must be given as
    /// empty, and the replica refuses entries, too, until a leader has sent it a whole one; then it
    /// is behind.
    INSTALLING
  }

  /// A replica that never ran.
  public static Start empty(NodeId self, Membership membership, RaftConfig config, long seed) {
    return new Start(
        self,
        membership,
        HardState.INITIAL,
        SnapshotPoint.ZERO,
        List.of(),
        0,
        HybridTime.ZERO,
        0,
        Standing.WHOLE,
        config,
        seed);
  }
}
