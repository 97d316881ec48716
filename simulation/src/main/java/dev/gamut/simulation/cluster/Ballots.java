package dev.gamut.simulation.cluster;

import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.node.strategy.Probe;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Votes and leaders of all groups, over restarts (Raft dissertation §3.4 and figure 3.2):
///
/// - election safety: at most one leader a term;
/// - one vote: no node's journal holds votes for two candidates in one term;
/// - votes are durable: who leads was elected by a majority whose votes are in their journals,
///   since a vote that a crash takes back may be given twice;
/// - terms do not go back: a node never starts with an older term than its journal had held.
final class Ballots {
  private final Map<Place, NodeId> leaders = new HashMap<>();
  private final Map<Vote, NodeId> votes = new HashMap<>();
  private final Map<Voter, Long> terms = new HashMap<>();

  private record Place(PartitionId partition, long term) {}

  private record Vote(PartitionId partition, long term, NodeId voter) {}

  private record Voter(PartitionId partition, NodeId voter) {}

  /// The journal of a voter holds this state.
  ///
  /// @param mayLose whether its disk may have lost an earlier vote without knowing
  /// @return whether that is a vote which it had not cast before
  boolean holds(PartitionId partition, NodeId voter, Probe.Ballot state, boolean mayLose) {
    terms.merge(new Voter(partition, voter), state.term(), Math::max);
    NodeId candidate = state.vote();
    if (candidate == null) {
      return false;
    }
    Vote vote = new Vote(partition, state.term(), voter);
    NodeId before = votes.putIfAbsent(vote, candidate);
    Invariant.check(
        mayLose || before == null || before.equals(candidate),
        "one vote: %s votes for %s and for %s in term %d of %s",
        voter,
        before == null ? candidate : before,
        candidate,
        state.term(),
        partition);
    return before == null;
  }

  /// A voter starts with the state that it found in its journal.
  void starts(PartitionId partition, NodeId voter, Probe.Ballot state) {
    long known = terms.getOrDefault(new Voter(partition, voter), 0L);
    Invariant.check(
        state.term() >= known,
        "terms do not go back: %s starts in term %d of %s, its journal had held %d",
        voter,
        state.term(),
        partition,
        known);
    holds(partition, voter, state, false);
  }

  void leads(PartitionId partition, long term, NodeId leader, List<NodeId> voters) {
    NodeId other = leaders.putIfAbsent(new Place(partition, term), leader);
    Invariant.check(
        other == null || other.equals(leader),
        "election safety: %s and %s lead %s in term %d",
        leader,
        other == null ? leader : other,
        partition,
        term);
    long durable = voters.stream().filter(v -> leader.equals(vote(partition, term, v))).count();
    Invariant.check(
        durable > voters.size() / 2,
        "votes are durable: %s leads %s in term %d by %d durable votes of %d voters",
        leader,
        partition,
        term,
        durable,
        voters.size());
  }

  private @Nullable NodeId vote(PartitionId partition, long term, NodeId voter) {
    return votes.get(new Vote(partition, term, voter));
  }
}
