package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A home or fallback with a disk that forgets what was not synced, driven step by step.
final class HomeReplica {
  private static final ComparingConfig OFTEN =
      new ComparingConfig(1_000_000_000L, 250_000_000L, 1, 1, 1);

  final NodeId id;
  private final Homes homes;
  private final ItemRules rules;
  private final LeaderlessConfig config;
  private final BiConsumer<HomeReplica, LeaderlessEffect> outside;

  /// What survives a crash.
  private final List<LogRecord> durable = new ArrayList<>();

  private final ArrayDeque<LeaderlessEffect.Log> unsynced = new ArrayDeque<>();
  private final ArrayDeque<LeaderlessEvent> waiting = new ArrayDeque<>();
  final Map<TimerKind, Long> timers = new TreeMap<>();
  private final List<Logged> dotLog = new ArrayList<>();
  final TreeMap<Bytes, Item> items = new TreeMap<>();

  /// Values that it dropped though nobody who wrote had seen them, and those that a write of its
  /// own took the place of.
  final Set<WriteName> ledger = new HashSet<>();

  final Set<WriteName> replaced = new HashSet<>();
  Frontier seen = Frontier.EMPTY;
  private Leaderless core;
  private ReplicaTree hashes = new ReplicaTree();

  boolean up = true;

  /// Dots whose keys it remembers.
  int dotLogMax = Integer.MAX_VALUE;

  private long starts;

  private record Logged(Dot dot, Bytes place) {}

  HomeReplica(
      NodeId id,
      Homes homes,
      ItemRules rules,
      LeaderlessConfig config,
      BiConsumer<HomeReplica, LeaderlessEffect> outside) {
    this.id = id;
    this.homes = homes;
    this.rules = rules;
    this.config = config.with(config.fetchBytesMax(), OFTEN);
    this.outside = outside;
    this.core = restored();
  }

  private Leaderless restored() {
    long last = 0;
    HybridTime time = HybridTime.ZERO;
    for (LogRecord record : durable) {
      last = record instanceof LogRecord.Mint mint ? Math.max(last, mint.dot().sequence()) : last;
      time = record.time().compareTo(time) > 0 ? record.time() : time;
    }
    return new Leaderless(
        new LeaderlessStart(
            homes,
            config,
            rules,
            id.value(),
            last,
            time,
            true,
            1_000_000L * ++starts,
            hashes.tree));
  }

  void crash() {
    up = false;
    unsynced.clear();
    timers.clear();
    items.clear();
    dotLog.clear();
    ledger.clear();
    replaced.clear();
    seen = Frontier.EMPTY;
    hashes = new ReplicaTree();
  }

  void restart(Now now) {
    up = true;
    durable.forEach(this::apply);
    core = restored();
    start(now);
  }

  void start(Now now) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.start(seen, left(), now, effects);
    carryOut(effects, now);
  }

  private List<LeaderlessStart.Left> left() {
    List<LeaderlessStart.Left> left = new ArrayList<>();
    for (LogRecord record : durable) {
      if (record instanceof LogRecord.Mint mint && !mint.sibling().name().isNone()) {
        left.add(new LeaderlessStart.Left(mint.place(), mint.sibling()));
      }
    }
    return left;
  }

  void step(LeaderlessEvent event, Now now) {
    if (!up) {
      return;
    }
    waiting.add(event);
    if (waiting.size() > 1) {
      return;
    }
    for (LeaderlessEvent next = event; next != null; next = waiting.peek()) {
      hashes.build(items);
      List<LeaderlessEffect> effects = new ArrayList<>();
      core.step(next, now, effects);
      carryOut(effects, now);
      waiting.remove();
    }
  }

  private LeaderlessEvent keys(LeaderlessEffect.ReadKeys read) {
    Bytes at = items.ceilingKey(read.query().from());
    List<KeyHashes> keys = new ArrayList<>();
    if (at != null && hashes.tree.buckets().isIn(at, read.query().bucketSet())) {
      KeyHashes hashes = KeyHashes.of(at, filled(at));
      keys.addAll(hashes == null ? List.of() : List.of(hashes));
    }
    Bytes next = at == null ? null : items.higherKey(at);
    return new LeaderlessEvent.KeysRead(read.purpose(), new KeyPage(seen, seen, keys, next));
  }

  List<Standing> standings(Now now) {
    return core.standings(now);
  }

  private void carryOut(List<LeaderlessEffect> effects, Now now) {
    for (LeaderlessEffect effect : effects) {
      switch (effect) {
        case LeaderlessEffect.Log log -> unsynced.add(log);
        case LeaderlessEffect.ReadItem(Bytes place, Purpose purpose) ->
            step(new LeaderlessEvent.ItemRead(purpose, filled(place)), now);
        case LeaderlessEffect.ReadMissed missed ->
            step(new LeaderlessEvent.MissedRead(missed.purpose(), missed(missed)), now);
        case LeaderlessEffect.ReadWalk read -> step(walked(read), now);
        case LeaderlessEffect.ReadKeys read -> step(keys(read), now);
        case LeaderlessEffect.SetTimer(TimerKind timer, long atNanos) -> timers.put(timer, atNanos);
        case LeaderlessEffect.Common(Frontier common) ->
            dotLog.removeIf(
                logged ->
                    common.covers(logged.dot())
                        && filled(logged.place()).sibling(logged.dot()) == null);
        case LeaderlessEffect.Collectable(Frontier collectable) -> collect(collectable);
        default -> outside.accept(this, effect);
      }
    }
  }

  private void collect(Frontier collectable) {
    List<Bytes> places = new ArrayList<>();
    items.forEach(
        (place, item) -> {
          Item after =
              rules.home()
                  ? item.withoutTombstones(collectable).strip(seen.bases())
                  : item.without(collectable);
          if (!after.equals(item)) {
            places.add(place);
          }
        });
    if (!places.isEmpty()) {
      unsynced.add(
          new LeaderlessEffect.Log(
              new LogRecord.Collect(places, collectable), new Purpose.Housekeeping()));
    }
  }

  Item filled(Bytes place) {
    return items.getOrDefault(place, Item.NOTHING).fill(rules.known(seen));
  }

  private List<Handed> missed(LeaderlessEffect.ReadMissed missed) {
    Map<Bytes, Frontier> dots = new LinkedHashMap<>();
    for (Logged logged : dotLog) {
      if (missed.wanted().covers(logged.dot()) && dots.size() < 3) {
        dots.merge(logged.place(), Frontier.of(logged.dot()), Frontier::join);
      }
    }
    List<Handed> handed = new ArrayList<>();
    dots.forEach((place, of) -> handed.add(new Handed(place, filled(place), of)));
    return handed;
  }

  private LeaderlessEvent walked(LeaderlessEffect.ReadWalk read) {
    List<Handed> handed = new ArrayList<>();
    for (Bytes place : items.tailMap(read.from()).keySet()) {
      if (!handed.isEmpty()) {
        return new LeaderlessEvent.WalkRead(read.purpose(), handed, place);
      }
      Item item = filled(place);
      Frontier dots = new Item(item.siblings(), Frontier.EMPTY).seen();
      handed.add(new Handed(place, item, dots));
    }
    return new LeaderlessEvent.WalkRead(read.purpose(), handed, null);
  }

  int unsyncedCount() {
    return unsynced.size();
  }

  /// The oldest record becomes durable and is applied.
  void sync(Now now) {
    LeaderlessEffect.Log log = unsynced.remove();
    durable.add(log.record());
    @Nullable Write minted = apply(log.record());
    step(new LeaderlessEvent.Applied(log.purpose(), minted, seen), now);
  }

  private @Nullable Write apply(LogRecord record) {
    Frontier before = seen;
    if (record instanceof LogRecord.Mint mint) {
      Item held = items.getOrDefault(mint.place(), Item.NOTHING);
      held.siblings().forEach(sibling -> replaced.add(sibling.name()));
    }
    Application applied =
        Application.of(record, place -> items.getOrDefault(place, Item.NOTHING), before, rules);
    applied
        .items()
        .forEach(
            (place, item) -> {
              hashes.tree.replace(place, items.getOrDefault(place, Item.NOTHING), item);
              if (item.isNothing()) {
                items.remove(place);
              } else {
                items.put(place, item);
              }
            });
    hashes.tree.written();
    seen = applied.seen();
    applied.lost().forEach(value -> ledger.add(value.lost().name()));
    log(record, before);
    while (rules.home() && dotLog.size() > dotLogMax) {
      dotLog.removeFirst();
    }
    return applied.minted();
  }

  private void log(LogRecord record, Frontier before) {
    switch (record) {
      case LogRecord.Mint mint -> dotLog.add(new Logged(mint.dot(), mint.place()));
      case LogRecord.Take(Write write) -> {
        if (!before.covers(write.dot())) {
          dotLog.add(new Logged(write.dot(), write.place()));
        }
      }
      case LogRecord.Merge(List<Handed> handed) ->
          handed.forEach(
              each ->
                  each.dots()
                      .minus(before)
                      .forEach(
                          (origin, first, last) -> {
                            for (long i = first; i <= last; i++) {
                              dotLog.add(new Logged(new Dot(origin, i), each.place()));
                            }
                          }));
      case LogRecord.Collect(_, Frontier collected) -> {
        if (!rules.home()) {
          dotLog.removeIf(logged -> collected.covers(logged.dot()));
        }
      }
      case LogRecord.Caught _, LogRecord.Floor _, LogRecord.Note _ -> {}
    }
  }
}
