package dev.gamut.protocol.raft;

import dev.gamut.base.HybridTime;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replica starts with: what its journal and its store hold.
///
/// @param snapshot the log begins after it
/// @param terms the runs of the entries in the journal, the first at `snapshot.index() + 1`
/// @param lastIndex of the journal; `snapshot.index()` when it holds no entry
/// @param lastTime of the entry at `lastIndex`
/// @param appliedIndex what the store holds, at least `snapshot.index()`
/// @param standing what this is worth
/// @param givenUp of a replica that is installing: the end of the log that it gave up for that, by
///   which it votes; null if it was behind then, or nothing is known any more
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
    @Nullable SnapshotPoint givenUp,
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
    Invariant.require(
        givenUp == null || standing == Standing.INSTALLING, "%s gave up a log", standing);
  }

  /// What the state that a replica starts with is worth.
  public enum Standing {
    /// All that the replica ever said it had.
    WHOLE,
    /// True as far as it goes, but the replica lost something that it had acknowledged: it does not
    /// vote until it has what its leader has committed in its own term, see [RaftEffect.CaughtUp].
    BEHIND,
    /// A part of a snapshot whose installation did not end, or nothing. The log must be given as
    /// empty, and the replica refuses entries until a leader has sent it a whole one. If it does
    /// not know what it gave up it does not vote either, and is behind after that.
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
        null,
        config,
        seed);
  }
}
