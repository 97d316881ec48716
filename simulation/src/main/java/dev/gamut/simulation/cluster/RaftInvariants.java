package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Item;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.strategy.Probe;
import dev.gamut.simulation.cluster.GroupLogs.Applied;
import dev.gamut.simulation.cluster.GroupLogs.Written;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedWorld;
import dev.gamut.storage.disk.DiskFault;
import dev.gamut.storage.disk.MemoryDisk;
import dev.gamut.wire.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What must hold of every group after every event, checked as it happens and not by looking at
/// everything again (Raft dissertation, figure 3.2):
///
/// - log matching: two entries with the same index and term are the same, and so are those before;
/// - leader completeness: what was applied anywhere is in the log of every later leader;
/// - state-machine safety: no two nodes apply different entries at an index, or come to different
///   results;
/// - monotonic commit: no node replaces an entry that it has applied;
/// - each node applies entries in order, each once;
/// - quorum durability: when an entry is applied first, a majority of the voters has it durable;
/// - voters keep what they counted for: see [ReplicaLogs];
/// - own durability: a node applies what its own journal holds;
/// - journals keep what they said was durable, or know that they are damaged;
///
/// and those of [Ballots], [ReadFreshness] and [Disruptions]. Maps are only looked up, never
/// iterated.
final class RaftInvariants {
  private final SimulatedWorld world;
  private final MadeWrites writes;
  private final Disruptions disruptions;
  private final Ballots ballots = new Ballots();
  private final Map<PartitionId, GroupLogs> groups = new HashMap<>();
  private long checks;

  RaftInvariants(SimulatedWorld world, MadeWrites writes) {
    this.writes = writes;
    this.world = world;
    this.disruptions = new Disruptions(world);
  }

  long checks() {
    return checks;
  }

  /// Watches one process of a node.
  ///
  /// @param mayLose whether the disk of this machine may lose what it had synced
  Watch watch(SimulatedMachine machine, boolean mayLose) {
    return new Watch(machine, mayLose);
  }

  /// One process of a node.
  final class Watch implements Probe {
    private final SimulatedMachine machine;
    private final NodeId node;
    private final boolean mayLose;
    private final Map<PartitionId, Seat> seats = new HashMap<>();

    private Watch(SimulatedMachine machine, boolean mayLose) {
      this.machine = machine;
      this.node = Objects.requireNonNull(machine.id(), "not a node");
      this.mayLose = mayLose;
    }

    private Seat seat(PartitionId partition) {
      return seats.computeIfAbsent(
          partition, _ -> new Seat(groups.computeIfAbsent(partition, _ -> new GroupLogs()), node));
    }

    @Override
    public void started(PartitionId partition, Found start) {
      checks++;
      Seat seat = seat(partition);
      seat.lastApplied = start.appliedIndex();
      if (!start.installing() && !(mayLose && start.behind())) {
        checkKept(partition, seat.logs.durable(), start);
        seat.logs.lostUnnoticed(start.lastIndex());
      }
      seat.logs.starts(start);
    }

    /// A damaged disk may lose its tail as in a crash: a bad record there looks like a torn one.
    /// What had been durable for a while must be missed, unless writes were lost that claimed
    /// success.
    private void checkKept(PartitionId partition, MirroredLog log, Found start) {
      if (mayLose && hasLostWrites()) {
        return;
      }
      if (!mayLose) {
        ballots.starts(partition, node, start.ballot());
      }
      long durable = mayLose ? log.settled() : log.last();
      Invariant.check(
          start.lastIndex() >= durable,
          "journals keep what they said was durable: %s starts with %d entries of %s, not %d",
          node,
          start.lastIndex(),
          partition,
          durable);
    }

    private boolean hasLostWrites() {
      MemoryDisk disk = machine.hardware();
      return disk.count(DiskFault.WRITE_LOST) + disk.count(DiskFault.WRITE_MISDIRECTED) > 0;
    }

    @Override
    public void appended(PartitionId partition, LogEntry entry) {
      checks++;
      Seat seat = seat(partition);
      Invariant.check(
          entry.index() > seat.lastApplied,
          "monotonic commit: %s replaces entry %d of %s, which it has applied",
          node,
          entry.index(),
          partition);
      MirroredLog log = seat.logs.appended();
      long previousTerm = log.term(entry.index() - 1);
      log.append(entry);
      Written mine = new Written(entry.payload().hashCode(), previousTerm);
      Written first = seat.group.written(entry, mine);
      if (first != null) {
        checkMatches(partition, entry, mine, first);
      }
    }

    private void checkMatches(PartitionId partition, LogEntry entry, Written mine, Written first) {
      Invariant.check(
          first.payloadHash() == mine.payloadHash(),
          "log matching: %s has another entry %d of term %d in %s than somebody else",
          node,
          entry.index(),
          entry.term(),
          partition);
      long previousTerm = mine.previousTerm();
      Invariant.check(
          first.previousTerm() == previousTerm || previousTerm < 0 || first.previousTerm() < 0,
          "log matching: %s has entry %d of term %d in %s behind one of term %d, not %d",
          node,
          entry.index(),
          entry.term(),
          partition,
          previousTerm,
          first.previousTerm());
    }

    @Override
    public void durable(PartitionId partition, List<LogEntry> entries, @Nullable Ballot ballot) {
      checks++;
      Seat seat = seat(partition);
      seat.logs.hold(entries);
      seat.logs.durable().look(world.nowNanos());
      if (ballot != null) {
        // One that was cast before may be written again, by a replica that has lost its log since.
        if (ballots.holds(partition, node, ballot, mayLose)) {
          checkVoter(partition, seat, ballot);
        }
      }
    }

    /// Of what it was counted for, the last that was applied anywhere stands for all. A vote is
    /// cast upon what was written before it: what is durable with it, whatever came or went since.
    private void checkVoter(PartitionId partition, Seat seat, Ballot ballot) {
      long index = Math.min(seat.logs.highestCounted(), seat.group.appliedAnywhere());
      Applied there = seat.group.appliedAt(index);
      Invariant.check(
          there == null
              || !seat.logs.counted(index, there.term())
              || seat.logs.votesWith(index, there.term()),
          "voters have what they were counted for: %s votes in term %d of %s without entry %d",
          node,
          ballot.term(),
          partition,
          index);
    }

    @Override
    public void restarted(PartitionId partition, long index, long term) {
      Seat seat = seat(partition);
      seat.logs.appended().restart(index, term);
      seat.lastApplied = index;
    }

    @Override
    public void restartedDurably(PartitionId partition, long index, long term) {
      seat(partition).logs.restartedDurably(index, term);
    }

    @Override
    public void applied(PartitionId partition, LogEntry entry, Result result) {
      checks++;
      Seat seat = seat(partition);
      long last = seat.lastApplied;
      seat.lastApplied = entry.index();
      Invariant.check(
          last == Seat.UNKNOWN || entry.index() == last + 1,
          "%s applies entry %d of %s after %d",
          node,
          entry.index(),
          partition,
          last);
      Invariant.check(
          seat.logs.holdDurably(entry),
          "own durability: %s applies entry %d of %s, which its journal does not hold yet",
          node,
          entry.index(),
          partition);
      Applied mine =
          new Applied(entry.index(), entry.term(), entry.payload().hashCode(), result.hashCode());
      Applied first = seat.group.appliedAt(entry.index());
      if (first == null) {
        seat.group.applies(mine);
        checkQuorum(partition, seat.group, entry);
        return;
      }
      Invariant.check(
          first.equals(mine),
          "state-machine safety: %s applies %s in %s where %s was applied",
          node,
          mine,
          partition,
          first);
    }

    private void checkQuorum(PartitionId partition, GroupLogs group, LogEntry entry) {
      List<NodeId> all = group.voters();
      int durable = group.copies(entry);
      Invariant.check(
          all.isEmpty() || durable > all.size() / 2,
          "quorum durability: %s applies entry %d of %s, which %d of %s have durable",
          node,
          entry.index(),
          partition,
          durable,
          all);
    }

    @Override
    public void stands(PartitionId partition, long term, List<NodeId> electors) {
      checks++;
      disruptions.campaigns(partition, node, term, electors);
    }

    @Override
    public void leads(PartitionId partition, long term, List<NodeId> electors) {
      checks++;
      Seat seat = seat(partition);
      seat.group.voters(electors);
      ballots.leads(partition, term, node, electors);
      Applied highest = seat.group.newest();
      if (highest == null || term < highest.term()) {
        return;
      }
      Invariant.check(
          seat.logs.appended().holds(highest.index(), highest.term()),
          "leader completeness: %s leads %s in term %d without entry %d of term %d",
          node,
          partition,
          term,
          highest.index(),
          highest.term());
    }

    @Override
    public void readAsked(PartitionId partition, long id) {
      Seat seat = seat(partition);
      seat.reads.asked(id, seat.group.appliedAnywhere());
    }

    @Override
    public void readConfirmed(PartitionId partition, long id, long index) {
      checks++;
      seat(partition).reads.confirmed(partition, id, index);
    }

    @Override
    public void minted(
        PartitionId partition, Bytes place, Item.Sibling sibling, Frontier superseded) {
      writes.made(place, sibling, superseded);
    }

    @Override
    public void differs(PartitionId partition, String what) {
      Invariant.check(false, "anti-entropy: %s of %s: %s", partition, node, what);
    }
  }
}
