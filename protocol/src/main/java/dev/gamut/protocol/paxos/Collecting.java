package dev.gamut.protocol.paxos;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Has an acceptor let go of the states of keys that nobody asks for any more: why that is safe
/// says `docs/protocols/paxos.md` (Collecting).
///
/// It goes round through all states, lap by lap. What was promised a while ago it refuses from then
/// on, for every key at once ([BallotFloor]); what is in doubt below that floor it has finished;
/// and when a lap finds none it is *settled* up to there, for ever. It asks the others to get as
/// far, and drops what every one of them is settled of. While a replica moves it rests.
///
/// Time only chooses when.
public final class Collecting {
  private static final long NEVER = Long.MIN_VALUE;

  /// Keys that are finished at a time.
  private static final int FINISHING_MAX = 16;

  /// Keys in one record of a log.
  private static final int DROP_COUNT_MAX = 512;

  private final CollectingConfig config;
  private List<NodeId> others = List.of();
  private boolean resting = true;
  private BallotFloor floor = BallotFloor.NONE;

  /// This acceptor is in doubt of nothing below this round.
  private long settled;

  /// What others are settled of, as they said in this epoch.
  private final Map<NodeId, Long> told = new TreeMap<>();

  /// Who waits for this one to be settled.
  private final Map<NodeId, Long> askedBy = new TreeMap<>();

  /// Only looked up.
  private final Set<Bytes> finishing = new HashSet<>();

  /// The latest round that was promised when this was last looked at, and when that was.
  private long promised;

  private long promisedNanos = NEVER;
  private long lastLap;
  private long endedNanos = NEVER;
  private @Nullable Lap lap;

  /// One way through all states.
  private static final class Lap {
    final long refusedBelow;
    Bytes from = Bytes.EMPTY;
    boolean asked;

    /// Whether something is in doubt below the floor.
    boolean doubtful;

    /// Whether something waits for others to be settled.
    boolean waiting;

    /// The latest round that was promised for a key that is kept.
    long highest;

    Lap(long refusedBelow) {
      this.refusedBelow = refusedBelow;
    }

    void keep(AcceptorState state) {
      highest = Math.max(highest, state.promised().round());
      boolean quiet = BallotFloor.isBelow(state.promised(), refusedBelow);
      doubtful |= isDoubtful(state);
      waiting |= quiet && !state.isInDoubt();
    }

    boolean isDoubtful(AcceptorState state) {
      return state.isInDoubt() && BallotFloor.isBelow(state.accepted(), refusedBelow);
    }
  }

  public Collecting(CollectingConfig config) {
    this.config = config;
  }

  /// An epoch of the catalog has begun, or this acceptor. What others said in an older one does not
  /// count: one of them may be another acceptor by now.
  ///
  /// @param homes the other acceptors
  /// @param moving whether one is to be replaced: it may not have taken over yet what is dropped
  public void become(List<NodeId> homes, boolean moving) {
    others = List.copyOf(homes);
    resting = moving;
    told.clear();
    askedBy.clear();
    lap = null;
  }

  public void step(CollectingEvent event, Now now, List<CollectingEffect> effects) {
    switch (event) {
      case CollectingEvent.Tick(BallotFloor durable, long count) -> {
        floor = durable;
        tick(count, now, effects);
      }
      case CollectingEvent.Walked(long number, List<CollectingEvent.Held> states, Bytes next) -> {
        Lap under = lap;
        if (under != null && number == lastLap) {
          walked(under, states, effects);
          goOn(under, next, now, effects);
        }
      }
      case CollectingEvent.Finished(Bytes key) -> finishing.remove(key);
      case CollectingEvent.Received(NodeId from, PaxosMessage.OfFloor message) -> {
        if (!resting && others.contains(from)) {
          received(from, message, effects);
        }
      }
    }
  }

  private void tick(long count, Now now, List<CollectingEffect> effects) {
    boolean first = endedNanos == NEVER;
    boolean due = first || now.monotonicNanos() - endedNanos >= config.lapNanos();
    if (lap == null && !resting && due && (first || count > 0 || !askedBy.isEmpty())) {
      lap = new Lap(floor.refusedBelow());
      lastLap++;
    }
    if (lap != null && !lap.asked) {
      lap.asked = true;
      effects.add(new CollectingEffect.Walk(lastLap, lap.from));
    }
  }

  private void walked(
      Lap under, List<CollectingEvent.Held> states, List<CollectingEffect> effects) {
    long settledBelow = settledEverywhere();
    List<Bytes> dropped = new ArrayList<>();
    for (CollectingEvent.Held held : states) {
      if (floor.mayDrop(held.state(), settledBelow)) {
        dropped.add(held.key());
        continue;
      }
      under.keep(held.state());
      if (under.isDoubtful(held.state()) && finishing.size() < FINISHING_MAX) {
        if (finishing.add(held.key())) {
          effects.add(new CollectingEffect.Finish(held.key()));
        }
      }
    }
    for (int i = 0; i < dropped.size(); i += DROP_COUNT_MAX) {
      List<Bytes> some = dropped.subList(i, Math.min(dropped.size(), i + DROP_COUNT_MAX));
      effects.add(new CollectingEffect.Log(new PaxosMessage.Drop(some, settledBelow)));
    }
  }

  private long settledEverywhere() {
    if (Defect.COLLECT_STATE_UNSETTLED.isPlanted()) {
      return floor.refusedBelow();
    }
    long least = settled;
    for (NodeId other : others) {
      least = Math.min(least, told.getOrDefault(other, 0L));
    }
    return least;
  }

  private void goOn(Lap under, @Nullable Bytes next, Now now, List<CollectingEffect> effects) {
    if (next != null) {
      under.from = next;
      under.asked = false;
      return;
    }
    lap = null;
    endedNanos = now.monotonicNanos();
    if (!under.doubtful) {
      settled = Math.max(settled, under.refusedBelow);
      tellThoseWhoWait(effects);
    }
    for (NodeId other : others) {
      if (under.waiting && told.getOrDefault(other, 0L) < under.refusedBelow) {
        effects.add(new CollectingEffect.Send(other, new PaxosMessage.Settle(under.refusedBelow)));
      }
    }
    raiseIfQuiet(under, now, effects);
  }

  private void tellThoseWhoWait(List<CollectingEffect> effects) {
    for (Map.Entry<NodeId, Long> waiting : new TreeMap<>(askedBy).entrySet()) {
      if (settled >= waiting.getValue()) {
        askedBy.remove(waiting.getKey());
        effects.add(new CollectingEffect.Send(waiting.getKey(), new PaxosMessage.Settled(settled)));
      }
    }
  }

  /// What had been promised when it was last looked at is a while old by now.
  private void raiseIfQuiet(Lap ended, Now now, List<CollectingEffect> effects) {
    boolean first = promisedNanos == NEVER;
    if (settled < floor.refusedBelow()
        || (!first && now.monotonicNanos() - promisedNanos < config.quietNanos())) {
      return;
    }
    if (promised >= floor.refusedBelow() && promised > 0) {
      raise(promised + 1, effects);
    }
    promised = ended.highest;
    promisedNanos = now.monotonicNanos();
  }

  private static void raise(long round, List<CollectingEffect> effects) {
    effects.add(new CollectingEffect.Log(new PaxosMessage.Raise(new BallotFloor(round, 0))));
  }

  private void received(NodeId from, PaxosMessage.OfFloor message, List<CollectingEffect> effects) {
    switch (message) {
      case PaxosMessage.Settle(long below) -> {
        if (below > settled) {
          askedBy.merge(from, below, Math::max);
        }
        if (below > floor.refusedBelow()) {
          raise(below, effects);
        }
        effects.add(new CollectingEffect.Send(from, new PaxosMessage.Settled(settled)));
      }
      case PaxosMessage.Settled(long below) -> told.merge(from, below, Math::max);
    }
  }
}
