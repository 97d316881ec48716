package dev.gamut.protocol.raft;

import com.google.errorprone.annotations.FormatMethod;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The properties of Raft (figure 3.2 of the dissertation) and of this one's contract with its
/// node, checked after every effect and step of every replica, each at the cost of what is new.
final class RaftInvariants {
  /// Thrown when a property does not hold.
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  private interface Property {
    default void emitted(TestReplica replica, RaftEffect effect) {}

    default void stepped(TestReplica replica) {}
  }

  /// What was ever committed by anybody, from index 1 on.
  private final List<Entry> committed = new ArrayList<>();

  private final ReadsSeeWhatWasAcknowledged reads = new ReadsSeeWhatWasAcknowledged();
  private final List<Property> properties;

  RaftInvariants(List<TestReplica> voters) {
    properties =
        List.of(
            new ElectionSafety(),
            new LogMatching(),
            new LeaderCompleteness(),
            new CommittedIsDurable(voters),
            new StateMachineSafety(),
            reads);
  }

  int committedCount() {
    return committed.size();
  }

  void emitted(TestReplica replica, RaftEffect effect) {
    for (Property property : properties) {
      property.emitted(replica, effect);
    }
  }

  void stepped(TestReplica replica) {
    for (Property property : properties) {
      property.stepped(replica);
    }
  }

  void readRequested(TestReplica replica, long id) {
    reads.requested(replica, id);
  }

  int readsServed() {
    return reads.served;
  }

  @FormatMethod
  private static void hold(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new Broken(String.format(message, arguments));
    }
  }

  private static @Nullable Entry entryAt(List<Entry> log, long index) {
    if (log.isEmpty()) {
      return null;
    }
    long position = index - log.getFirst().index();
    return position < 0 || position >= log.size() ? null : log.get((int) position);
  }

  /// At most one leader a term (Raft §3.4).
  private static final class ElectionSafety implements Property {
    private final Map<Long, NodeId> leaders = new HashMap<>();

    @Override
    public void emitted(TestReplica replica, RaftEffect effect) {
      if (effect instanceof RaftEffect.RoleChanged(Role role, long term, NodeId _)
          && role == Role.LEADER) {
        NodeId before = leaders.put(term, replica.id);
        hold(before == null, "election safety: %s and %s lead t%s", before, replica.id, term);
      }
    }
  }

  /// Entries with the same index and term are the same, and so are all before them (Raft §3.5); and
  /// the time of entries rises.
  private static final class LogMatching implements Property {
    private record Place(long index, long term) {}

    private record Content(Bytes payload, HybridTime time, long termBefore) {}

    private final Map<Place, Content> contents = new HashMap<>();

    @Override
    public void emitted(TestReplica replica, RaftEffect effect) {
      if (!(effect instanceof RaftEffect.Persist(long _, HardState _, List<Entry> entries))) {
        return;
      }
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        Entry before = i > 0 ? entries.get(i - 1) : entryAt(replica.view, entry.index() - 1);
        long termBefore = before == null ? replica.base.term() : before.term();
        HybridTime timeBefore = before == null ? replica.base.time() : before.time();
        hold(
            timeBefore.compareTo(entry.time()) < 0,
            "log matching: time %s after %s at %s",
            entry.time(),
            timeBefore,
            entry.index());
        Content content = new Content(entry.payload(), entry.time(), termBefore);
        Place place = new Place(entry.index(), entry.term());
        Content known = contents.putIfAbsent(place, content);
        hold(
            known == null || known.equals(content),
            "log matching: %s is %s at %s and was %s",
            place,
            content,
            replica.id,
            known);
      }
    }
  }

  /// A leader has every entry committed in earlier terms (Raft §3.6.3).
  private final class LeaderCompleteness implements Property {
    @Override
    public void emitted(TestReplica replica, RaftEffect effect) {
      if (effect instanceof RaftEffect.RoleChanged(Role role, long term, NodeId _)
          && role == Role.LEADER) {
        for (int i = committed.size(); i > replica.base.index(); i--) {
          Entry entry = committed.get(i - 1);
          if (entry.term() < term) {
            Entry own = entryAt(replica.view, i);
            hold(
                own != null && own.term() == entry.term(),
                "leader completeness: %s leads t%s without %s/%s",
                replica.id,
                term,
                i,
                entry.term());
            return;
          }
        }
      }
    }
  }

  /// What is committed is in the journals of a majority (rule 5 of the design).
  private final class CommittedIsDurable implements Property {
    private final List<TestReplica> voters;

    private CommittedIsDurable(List<TestReplica> voters) {
      this.voters = voters;
    }

    @Override
    public void stepped(TestReplica replica) {
      long commit = replica.raft().commitIndex();
      while (committed.size() < commit) {
        long index = committed.size() + 1L;
        Entry entry = entryAt(replica.view, index);
        if (entry == null) {
          throw new Broken(replica.id + " committed " + index + ", which nobody had");
        }
        committed.add(entry);
        long copies = voters.stream().filter(voter -> has(voter, entry)).count();
        hold(
            copies > voters.size() / 2,
            "%s committed %s/%s with %s durable copies",
            replica.id,
            index,
            entry.term(),
            copies);
      }
    }

    private static boolean has(TestReplica voter, Entry entry) {
      Entry own = entryAt(voter.durable, entry.index());
      return own == null ? voter.applied.size() >= entry.index() : own.term() == entry.term();
    }
  }

  /// All replicas apply the same entries, in order, each once, and none that its own journal lacks
  /// (Raft §3.6.3; rule 5 of the design).
  private final class StateMachineSafety implements Property {
    @Override
    public void emitted(TestReplica replica, RaftEffect effect) {
      if (!(effect instanceof RaftEffect.Apply(List<Entry> entries))) {
        return;
      }
      long next = replica.applied.size() + 1L;
      for (List<Entry> waiting : replica.unapplied) {
        next += waiting.size();
      }
      for (Entry entry : entries) {
        hold(entry.index() == next, "%s applies %s, not %s", replica.id, entry.index(), next);
        Entry own = entryAt(replica.durable, entry.index());
        hold(
            own != null && own.term() == entry.term(),
            "%s applies %s, which is not durable there",
            replica.id,
            entry.index());
        next++;
      }
    }

    @Override
    public void stepped(TestReplica replica) {
      for (List<Entry> entries : replica.unapplied) {
        for (Entry entry : entries) {
          Entry truth = committed.get((int) entry.index() - 1);
          hold(
              truth.term() == entry.term() && truth.payload().equals(entry.payload()),
              "state machine safety: %s applies %s/%s, %s/%s was committed",
              replica.id,
              entry.index(),
              entry.term(),
              truth.index(),
              truth.term());
        }
      }
    }
  }

  /// A read sees at least what had been committed anywhere when it was asked for (Raft §6.4), and
  /// is answered once.
  private final class ReadsSeeWhatWasAcknowledged implements Property {
    private record Read(NodeId replica, long id) {}

    private final Map<Read, Integer> floors = new HashMap<>();
    private final Set<Read> answered = new HashSet<>();
    private int served;

    private void requested(TestReplica replica, long id) {
      floors.put(new Read(replica.id, id), committed.size());
    }

    @Override
    public void emitted(TestReplica replica, RaftEffect effect) {
      if (effect instanceof RaftEffect.ReadReady(long id, long index)) {
        Read read = new Read(replica.id, id);
        int floor = floors.getOrDefault(read, Integer.MAX_VALUE);
        hold(index >= floor, "stale read: %s at %s, committed was %s", read, index, floor);
        hold(answered.add(read), "%s answered twice", read);
        served++;
      } else if (effect instanceof RaftEffect.ReadRefused(long id, NodeId _)) {
        hold(answered.add(new Read(replica.id, id)), "read %s answered twice", id);
      }
    }
  }
}
