package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One home or fallback of a leaderless partition, as a state machine: events and the time go in,
/// effects come out. [Writing] and [Reading] see callers' operations through, [Fetching] makes
/// replicas converge, and this class gives dots and stamps and serves the other homes.
///
/// A dot is sent once its record is durable and applied: no crash can give it twice.
public final class Leaderless {
  private final LeaderlessConfig config;
  private final Homes homes;
  private final Timers timers = new Timers();
  private final Presence presence = new Presence();
  private final Writing writing;
  private final Reading reading;
  private final Fetching fetching;
  private final Comparing comparing;
  private final Stamps stamps;
  private final Remembering remembering;

  public Leaderless(LeaderlessStart start) {
    this.config = start.config();
    this.homes = start.homes();
    this.stamps = new Stamps(start, presence);
    Ids ids = new Ids(start.firstId());
    this.remembering = new Remembering(start, timers, ids, stamps);
    this.writing = new Writing(start.homes(), config, timers, ids, presence, remembering);
    this.reading = new Reading(start, timers, ids, stamps, presence);
    this.fetching = new Fetching(start, timers, ids, stamps, presence);
    this.comparing = new Comparing(start, timers, ids, fetching);
  }

  /// To be called once, before any event.
  ///
  /// @param seen what it has applied, everything of its log
  /// @param left writes that the last process gave a dot, as far as the log still has them
  public void start(
      Frontier seen, List<LeaderlessStart.Left> left, Now now, List<LeaderlessEffect> effects) {
    stamps.begin(seen);
    remembering.start(seen, left, now, effects);
    fetching.start(seen, now, effects);
    comparing.start(now, effects);
  }

  /// The catalog's next epoch has begun: only those that are in it as well are heard from now on.
  public void become(Homes.Members members, Now now, List<LeaderlessEffect> effects) {
    homes.become(members);
    fetching.become(now, effects);
    comparing.become(now, effects);
    reading.become(now, effects);
    askAgain(now, effects);
  }

  /// Others may count now, and what was on its way to who has not been in this epoch is dropped.
  private void askAgain(Now now, List<LeaderlessEffect> effects) {
    writing.askAgain(now, effects);
    reading.askAgain(now, effects);
    remembering.askAgain(seen(), now, effects);
  }

  /// How far it has what others have, and others what it has.
  public Fetching fetching() {
    return fetching;
  }

  /// Whether callers wait.
  public boolean isBusy() {
    return writing.isBusy() || reading.isBusy();
  }

  public void step(LeaderlessEvent event, Now now, List<LeaderlessEffect> effects) {
    switch (event) {
      case LeaderlessEvent.Put put -> put(put, now, effects);
      case LeaderlessEvent.Recall recall -> remembering.recall(recall, seen(), now, effects);
      case LeaderlessEvent.Get get -> reading.begin(get, now, effects);
      case LeaderlessEvent.Received(NodeId from, LeaderlessMessage message) ->
          received(from, message, now, effects);
      case LeaderlessEvent.Applied applied -> applied(applied, now, effects);
      case LeaderlessEvent.ItemRead(Purpose purpose, Item item) ->
          itemRead(purpose, item, now, effects);
      case LeaderlessEvent.MissedRead(Purpose.Missed(NodeId to, long id), List<Handed> items) ->
          send(to, new LeaderlessMessage.Fetched(id, items), effects);
      case LeaderlessEvent.WalkRead(
              Purpose.Walk(NodeId to, long id),
              List<Handed> items,
              Bytes next) ->
          send(to, new LeaderlessMessage.Walked(id, items, next), effects);
      case LeaderlessEvent.KeysRead(Purpose.OfKeys purpose, KeyPage page) ->
          comparing.keysRead(purpose, page, now, effects);
      case LeaderlessEvent.TimerFired(TimerKind timer) -> timerFired(timer, now, effects);
      case LeaderlessEvent.PeerEnded(NodeId peer) -> {
        writing.ended(peer, now, effects);
        reading.ended(peer, now, effects);
      }
    }
  }

  /// What this replica has seen.
  public Frontier seen() {
    return fetching.seen();
  }

  /// How the others stand; for a fallback, the homes that it hands over to.
  public List<Standing> standings(Now now) {
    return fetching.standings(comparing, now);
  }

  private void put(LeaderlessEvent.Put put, Now now, List<LeaderlessEffect> effects) {
    if (remembering.isUnderWay(put, seen(), now, effects)) {
      return;
    }
    if (fetching.isBeginning()) {
      effects.add(LeaderlessEffect.WriteRefused.beginning(put.call()));
      return;
    }
    Context context = put.context();
    Version version = give(context == null ? HybridTime.ZERO : context.time(), now);
    if (version == null) {
      effects.add(LeaderlessEffect.WriteRefused.clockAhead(put.call()));
      return;
    }
    remembering.note(put.place(), put.name(), version, now);
    Item.Sibling sibling = new Item.Sibling(version, put.value(), put.name());
    LogRecord.Mint mint = new LogRecord.Mint(put.place(), sibling, context);
    effects.add(new LeaderlessEffect.Log(mint, new Purpose.Write(put)));
  }

  /// Gives a dot, and a stamp later than what its writer has seen, to a write that is decided
  /// elsewhere; null when the clock is not believed. It must be logged in this turn, lest a later
  /// dot outlive it in a crash, be durable before others have it, and be seen in the end.
  public @Nullable Version give(HybridTime after, Now now) {
    return stamps.next(after, now);
  }

  /// For what gets into this replica's log by another way than its events.
  public Stamps stamps() {
    return stamps;
  }

  /// A write that was decided elsewhere gets into the log.
  public void decided(Write write, Now now) {
    remembering.note(write.place(), write.sibling().name(), write.sibling().version(), now);
  }

  /// The version that a write of a name was given, if it is remembered.
  public @Nullable Version known(Bytes place, WriteName name) {
    return remembering.known(place, name);
  }

  private void received(
      NodeId from, LeaderlessMessage message, Now now, List<LeaderlessEffect> effects) {
    presence.heard(from);
    if (message.isLogged() && fetching.isBeginning()) {
      return;
    }
    switch (message) {
      case LeaderlessMessage.Question question -> effects.add(Serving.read(from, question, config));
      case LeaderlessMessage.Store(long id, Write write) -> store(from, id, write, now, effects);
      case LeaderlessMessage.Stored(long id) -> {
        writing.stored(from, id, effects);
        reading.repairing().stored(from, id, effects);
      }
      case LeaderlessMessage.ClockRefused _ -> stamps.refused(from, now);
      case LeaderlessMessage.DotsAre(long id, List<Dot> dots) ->
          reading.dotsAre(from, id, dots, now, effects);
      case LeaderlessMessage.AskName question ->
          send(from, remembering.answer(question, seen(), now), effects);
      case LeaderlessMessage.NameIs answer -> remembering.answered(from, answer, effects);
      case LeaderlessMessage.ItemIs(long id, Item item) ->
          reading.itemIs(from, id, item, now, effects);
      case LeaderlessMessage.Repair(long id, Handed handed) ->
          merge(List.of(handed), new Purpose.Stored(from, id), now, effects);
      case LeaderlessMessage.FrontierIs frontierIs -> {
        if (fetching.frontierIs(from, frontierIs, now, effects)) {
          askAgain(now, effects);
        }
      }
      case LeaderlessMessage.Fetched fetched ->
          fetching
              .catching()
              .fetched(from, fetched, handed(fetched.items(), now, effects), effects);
      case LeaderlessMessage.Walked walked ->
          fetching
              .catching()
              .walked(from, walked, handed(walked.items(), now, effects), now, effects);
      case LeaderlessMessage.AboutHashes about -> comparing.received(from, about, now, effects);
    }
  }

  private static void send(NodeId to, LeaderlessMessage message, List<LeaderlessEffect> effects) {
    effects.add(new LeaderlessEffect.Send(to, message));
  }

  private void store(NodeId from, long id, Write write, Now now, List<LeaderlessEffect> effects) {
    HybridTime stamp = write.sibling().version().time();
    long ahead = stamps.aheadMillis(stamp, now);
    if (ahead > 0) {
      send(from, new LeaderlessMessage.ClockRefused(id, ahead), effects);
      return;
    }
    stamps.adopt(stamp);
    boolean isSeen = seen().covers(write.dot());
    if (isSeen || Defect.STORED_BEFORE_APPLIED.isPlanted()) {
      send(from, new LeaderlessMessage.Stored(id), effects);
    }
    if (isSeen) {
      return;
    }
    remembering.came(write.place(), write.sibling(), now, effects);
    effects.add(new LeaderlessEffect.Log(new LogRecord.Take(write), new Purpose.Stored(from, id)));
  }

  /// Of what another replica hands over, what is believed.
  private List<Handed> handed(List<Handed> items, Now now, List<LeaderlessEffect> effects) {
    List<Handed> believed = stamps.believed(items, now);
    remembering.handed(believed, now, effects);
    return believed;
  }

  private void merge(List<Handed> items, Purpose purpose, Now now, List<LeaderlessEffect> effects) {
    List<Handed> believed = handed(items, now, effects);
    if (!believed.isEmpty()) {
      effects.add(new LeaderlessEffect.Log(new LogRecord.Merge(believed), purpose));
    }
  }

  private void applied(LeaderlessEvent.Applied applied, Now now, List<LeaderlessEffect> effects) {
    fetching.seenMore(applied.frontier(), now, effects);
    switch (applied.purpose()) {
      case Purpose.Write of -> {
        Write minted = applied.minted();
        if (minted == null) {
          remembering.forget(of.place(), of.name());
          effects.add(
              new LeaderlessEffect.WriteRefused(
                  of.call(), LeaderlessEffect.Reason.TOO_MANY_SIBLINGS));
        } else {
          writing.begin(of, minted, now, effects);
        }
      }
      case Purpose.Stored(NodeId from, long id) ->
          send(from, new LeaderlessMessage.Stored(id), effects);
      case Purpose.WrittenBack(long id) -> reading.repairing().storedHere(id, effects);
      case Purpose.Fetched(long id) -> fetching.catching().merged(id, seen(), now, effects);
      case Purpose.Walked(long id, Bytes next) -> fetching.catching().goOn(id, next, now, effects);
      case Purpose.Floor(HybridTime time) -> fetching.stated(time, now, effects);
      case Purpose.Housekeeping() -> {}
      default -> throw new IllegalStateException("nothing is logged for " + applied.purpose());
    }
  }

  private void itemRead(Purpose purpose, Item item, Now now, List<LeaderlessEffect> effects) {
    switch (purpose) {
      case Purpose.Read(long id) -> reading.ownRead(id, item, now, effects);
      case Purpose.Dots(NodeId from, long id) ->
          send(
              from, new LeaderlessMessage.DotsAre(id, LeaderlessMessage.DotsAre.of(item)), effects);
      case Purpose.WholeItem(NodeId from, long id) ->
          send(from, new LeaderlessMessage.ItemIs(id, item), effects);
      case Purpose.Twins twins -> remembering.itemRead(twins, item, now, effects);
      case Purpose.Suspect(long id) -> comparing.suspectRead(id, item, now, effects);
      default -> throw new IllegalStateException("no item is read for " + purpose);
    }
  }

  private void timerFired(TimerKind timer, Now now, List<LeaderlessEffect> effects) {
    if (timers.fired(timer, now.monotonicNanos(), effects)) {
      switch (timer) {
        case WRITES -> writing.timerFired(now, effects);
        case READS -> reading.timerFired(now, effects);
        case EXCHANGE -> fetching.timerFired(now, effects);
        case RECALLS, TWINS -> remembering.timerFired(timer, seen(), now, effects);
        case COMPARE -> comparing.timerFired(now, effects);
      }
    }
  }
}
