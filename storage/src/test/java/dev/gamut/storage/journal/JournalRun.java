package dev.gamut.storage.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.PartitionId;
import dev.gamut.storage.disk.DiskFaults;
import dev.gamut.storage.disk.MemoryDisk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A journal under random load, killed at any disk operation, with or without the power going, and
/// compared after each restart with a model: what it holds must be what some prefix of the appends
/// makes, and that prefix holds everything that was acknowledged.
final class JournalRun {
  private static final int GROUPS_A_LOOP = 4;
  private static final Holder[] HOLDERS = Holder.values();

  private final Entropy entropy;
  private final Weather weather;
  private final MemoryDisk disk;
  private final JournalConfig config;
  private final int loopCount;
  private final List<Client> clients = new ArrayList<>();
  private SmallWorld world;
  private CutDisk process;
  private @Nullable Journal journal;

  int crashes;
  int lives;
  long acknowledgedCount;
  long recycled;
  long copiedBytes;
  long timesFull;
  long readCount;

  JournalRun(long seed, Weather weather) {
    this.entropy = Entropy.seeded(seed);
    this.weather = weather;
    this.disk = new MemoryDisk(entropy);
    this.config = config(entropy);
    this.loopCount = 1 + entropy.below(2);
    for (int i = 0; i < loopCount; i++) {
      clients.add(new Client(i));
    }
    world = new SmallWorld(entropy);
    process = new CutDisk(disk);
  }

  private static JournalConfig config(Entropy entropy) {
    int segment = 4096 << entropy.below(2);
    return new JournalConfig(
        segment,
        1 + entropy.below(2),
        segment * (8L + entropy.below(8)),
        segment * 4L,
        segment * (long) entropy.below(2),
        1536,
        128 << entropy.below(3),
        5_000_000,
        20_000_000,
        entropy.chance(0.5));
  }

  void run() {
    live();
    for (int i = 0; i < weather.steps(); i++) {
      perhapsCrash();
      perhapsChangeWeather();
      if (entropy.chance(0.4)) {
        clients.get(entropy.below(loopCount)).turn();
      }
      if (!world.step() && entropy.chance(0.3)) {
        world.nextTimer();
      }
    }
    disk.setCapacity(Long.MAX_VALUE);
    disk.setFaults(DiskFaults.NONE);
    world.settle(100_000_000);
    for (Client client : clients) {
      client.letEverythingGo();
    }
    world.settle(200_000_000);
    for (Client client : clients) {
      assertTrue(client.unacknowledged.isEmpty(), "appends were never acknowledged");
    }
    noteStats();
    crash(entropy.chance(0.5));
  }

  /// Load without crashes, then rest in fair weather until everything is durable and covered by a
  /// mark.
  void runToRest(int steps) {
    if (journal == null) {
      live();
    }
    disk.setFaults(weather.faults());
    for (int i = 0; i < steps; i++) {
      if (entropy.chance(0.4)) {
        clients.get(entropy.below(loopCount)).turn();
      }
      world.step();
    }
    disk.setFaults(DiskFaults.NONE);
    world.settle(100_000_000);
  }

  MemoryDisk disk() {
    return disk;
  }

  JournalConfig config() {
    return config;
  }

  /// What an undamaged journal holds instead of what it should, or null.
  @Nullable String difference(Recovered recovered) {
    Map<Long, Found> found = new TreeMap<>();
    for (RecoveredGroup group : recovered.groups().values()) {
      if (!group.damaged()) {
        found.put(group.id().value(), found(recovered.journal(), group));
      }
    }
    for (Client client : clients) {
      String difference = client.differenceOfUndamaged(found, recovered);
      if (difference != null) {
        return difference;
      }
    }
    return found.isEmpty() ? null : "groups that nobody made: " + found.keySet();
  }

  private void noteStats() {
    JournalStats stats = current().stats();
    recycled += stats.recycled();
    copiedBytes += stats.copiedBytes();
  }

  private Journal current() {
    return java.util.Objects.requireNonNull(journal);
  }

  private void perhapsChangeWeather() {
    if (weather.full() && entropy.chance(0.03)) {
      boolean full = entropy.chance(0.6);
      disk.setCapacity(full ? disk.usedBytes() : Long.MAX_VALUE);
    }
  }

  private void perhapsCrash() {
    if (!entropy.chance(0.02)) {
      return;
    }
    if (entropy.chance(0.7)) {
      process.cutAfter(entropy.below(12));
      try {
        for (int i = 0; i < 30 && world.step(); i++) {}
      } catch (CutDisk.Cut expected) {
        // The process died there.
      }
    }
    noteStats();
    crash(entropy.chance(0.7));
  }

  /// The process ends, and perhaps the power goes. Then a new one starts.
  private void crash(boolean power) {
    crashes++;
    if (power) {
      disk.crash();
    }
    disk.setFaults(DiskFaults.NONE);
    live();
  }

  /// Opens the journal, perhaps after some attempts that do not survive.
  private void live() {
    while (entropy.chance(0.15)) {
      process = new CutDisk(disk);
      process.cutAfter(entropy.below(20));
      try {
        open();
      } catch (CutDisk.Cut expected) {
        // The process died while it opened the journal.
      }
      if (entropy.chance(0.5)) {
        disk.crash();
      }
    }
    process = new CutDisk(disk);
    Recovered recovered = open();
    assertEquals(List.of(), recovered.report().damage(), "nothing is damaged");
    lives++;
    Journal opened = recovered.journal();
    journal = opened;
    Map<Long, Found> found = new TreeMap<>();
    recovered.groups().values().forEach(g -> found.put(g.id().value(), found(opened, g)));
    for (Client client : clients) {
      client.start(opened, found);
    }
    assertEquals(Map.of(), found, "groups that nobody made");
    disk.setFaults(weather.faults());
  }

  private Recovered open() {
    world = new SmallWorld(entropy);
    var doors = new Journal.Doors(process, world.worker(), world.worker(), world.clock(), entropy);
    for (int attempt = 0; ; attempt++) {
      try {
        return Journal.open(doors, config, ModelEpochs::of);
      } catch (IOException e) {
        // A full disk can keep a journal from being made; it must never keep one from being read.
        disk.setCapacity(Long.MAX_VALUE);
        if (attempt > 0) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private record Found(RecoveredGroup group, List<Bytes> entries) {}

  private static Found found(Journal journal, RecoveredGroup group) {
    List<Bytes> entries =
        journal.readNow(group.id(), group.firstIndex(), group.lastIndex() + 1, Integer.MAX_VALUE);
    assertEquals(group.lastIndex() - group.firstIndex() + 1, entries.size(), "readable entries");
    return new Found(group, ModelEpochs.checked(group, entries));
  }

  /// One loop with its groups.
  private final class Client implements JournalListener {
    private final long firstGroup;
    private final TreeMap<Long, ModelGroup> acknowledged = new TreeMap<>();
    private final TreeMap<Long, ModelGroup> issued = new TreeMap<>();
    private final TreeMap<Long, long[]> marks = new TreeMap<>();
    private final ArrayDeque<List<ModelGroup.Change>> unacknowledged = new ArrayDeque<>();
    private final List<ModelGroup.Change> history = new ArrayList<>();
    private List<ModelGroup.Change> turn = new ArrayList<>();
    private SmallWorld.@Nullable SmallLoop loop;
    private @Nullable Appender appender;

    Client(int number) {
      firstGroup = 1 + number * 100L;
    }

    private static ModelGroup group(Map<Long, ModelGroup> of, long group) {
      return of.computeIfAbsent(group, g -> new ModelGroup());
    }

    /// Compares with what was found, and goes on from there.
    void start(Journal opened, Map<Long, Found> found) {
      adopt(found);
      unacknowledged.clear();
      issued.clear();
      acknowledged.forEach((id, group) -> issued.put(id, group.copy()));
      marks.clear();
      turn = new ArrayList<>();
      SmallWorld.SmallLoop newLoop = world.loop();
      loop = newLoop;
      appender = opened.appender(newLoop, this);
    }

    private void adopt(Map<Long, Found> found) {
      String first = difference(found);
      if (first != null) {
        adoptPrefix(found, first);
      }
      for (long id = firstGroup; id < firstGroup + GROUPS_A_LOOP; id++) {
        Found there = found.remove(id);
        if (there != null) {
          group(acknowledged, id).startAt(there.group.firstIndex());
        }
      }
    }

    private void adoptPrefix(Map<Long, Found> found, String firstDifference) {
      String difference = firstDifference;
      for (List<ModelGroup.Change> changes : unacknowledged) {
        for (ModelGroup.Change change : changes) {
          group(acknowledged, change.group()).apply(change);
          difference = difference(found);
          if (difference == null) {
            return;
          }
        }
      }
      fail(
          "the journal holds what no prefix makes: first "
              + firstDifference
              + "; last "
              + difference);
    }

    private @Nullable String difference(Map<Long, Found> found) {
      for (long id = firstGroup; id < firstGroup + GROUPS_A_LOOP; id++) {
        String difference = difference(id, group(acknowledged, id), found.get(id));
        if (difference != null) {
          return "group " + id + ": " + difference;
        }
      }
      return null;
    }

    /// A group may be damaged, or lost if that is said; otherwise it must be as it should.
    @Nullable String differenceOfUndamaged(Map<Long, Found> found, Recovered recovered) {
      for (long id = firstGroup; id < firstGroup + GROUPS_A_LOOP; id++) {
        Found there = found.remove(id);
        RecoveredGroup recoveredGroup = recovered.groups().get(new PartitionId(id));
        boolean damaged = recoveredGroup != null && recoveredGroup.damaged();
        boolean lost = recoveredGroup == null && recovered.report().unexplained();
        String difference = difference(id, group(acknowledged, id), there);
        if (difference != null && !damaged && !lost) {
          return "group " + id + ": " + difference;
        }
      }
      return null;
    }

    private @Nullable String difference(long id, ModelGroup model, @Nullable Found found) {
      if (found == null || !model.exists) {
        return found == null && !model.exists ? null : "there: " + (found != null);
      }
      RecoveredGroup group = found.group;
      long released = Math.max(model.start, Math.min(released(id), model.last + 1));
      if (group.firstIndex() < model.start || group.firstIndex() > released) {
        return "first " + group.firstIndex() + " not in " + model.start + " to " + released;
      }
      if (group.lastIndex() != model.last) {
        return "last " + group.lastIndex() + " instead of " + model.last;
      }
      if (!group.state().equals(model.state)) {
        return "state " + group.state() + " instead of " + model.state;
      }
      List<Bytes> expected = List.copyOf(model.entries.tailMap(group.firstIndex()).values());
      return expected.equals(found.entries) ? null : "entries differ";
    }

    private long released(long id) {
      return Arrays.stream(marks.getOrDefault(id, new long[HOLDERS.length])).min().orElse(0);
    }

    /// A turn of the loop: some appends, then a commit.
    void turn() {
      Appender to = java.util.Objects.requireNonNull(appender);
      boolean open = to.room() == Room.OPEN;
      for (int left = 1 + entropy.below(6); left > 0; left--) {
        change(to, firstGroup + entropy.below(GROUPS_A_LOOP), open);
      }
      commit(to);
      if (entropy.chance(0.3)) {
        keepSome(firstGroup + entropy.below(GROUPS_A_LOOP));
      }
      if (entropy.chance(0.2)) {
        read(firstGroup + entropy.below(GROUPS_A_LOOP));
      }
    }

    private void commit(Appender to) {
      List<ModelGroup.Change> changes = turn;
      turn = new ArrayList<>();
      unacknowledged.add(changes);
      SmallWorld living = world;
      to.commit(
          () -> {
            if (living == world) {
              assertEquals(changes, unacknowledged.remove(), "acknowledged in order");
              changes.forEach(change -> group(acknowledged, change.group()).apply(change));
              acknowledgedCount += changes.size();
            }
          });
    }

    private void change(Appender to, long id, boolean open) {
      ModelGroup model = group(issued, id);
      int dice = entropy.below(100);
      if (dice < 72 && open) {
        long lowest = Math.max(model.start, Math.min(released(id), model.last + 1));
        boolean replaces = dice < 6;
        long index = replaces ? entropy.between(lowest, model.last + 1) : model.last + 1;
        Bytes record = payload(entropy.below(4) == 0 ? 700 : 80);
        to.entry(new PartitionId(id), index, record);
        note(new ModelGroup.Change(RecordKind.ENTRY, id, index, record));
      } else if (dice < 88) {
        Bytes state = payload(24);
        to.state(new PartitionId(id), state);
        note(new ModelGroup.Change(RecordKind.STATE, id, 0, state));
      } else if (dice < 98) {
        long jump = entropy.chance(0.1) ? entropy.below(50) : 0;
        long index = entropy.between(model.start, model.last + 1) + jump;
        to.start(new PartitionId(id), index);
        note(new ModelGroup.Change(RecordKind.START, id, index, Bytes.EMPTY));
      } else {
        to.remove(new PartitionId(id));
        note(new ModelGroup.Change(RecordKind.REMOVE, id, 0, Bytes.EMPTY));
      }
    }

    private void note(ModelGroup.Change change) {
      turn.add(change);
      history.add(change);
      group(issued, change.group()).apply(change);
    }

    private Bytes payload(int lengthMax) {
      byte[] bytes = new byte[entropy.below(lengthMax + 1)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (entropy.nextLong() >>> 17);
      }
      return Bytes.wrap(bytes);
    }

    private void keepSome(long id) {
      ModelGroup model = group(acknowledged, id);
      // The first group of each loop has a holder that rarely says anything.
      boolean silent = id == firstGroup && !entropy.chance(0.05);
      for (Holder holder : HOLDERS) {
        if (silent && holder == Holder.FOLLOWERS) {
          continue;
        }
        keep(id, holder, Math.max(0, model.last - entropy.below(4)));
      }
    }

    private void keep(long id, Holder holder, long index) {
      long[] known = marks.computeIfAbsent(id, g -> new long[HOLDERS.length]);
      known[holder.ordinal()] = Math.max(known[holder.ordinal()], index);
      current().keepFrom(new PartitionId(id), holder, index);
    }

    private void read(long id) {
      ModelGroup model = group(issued, id);
      long from = entropy.between(Math.max(1, model.start - 2), model.last + 1);
      List<Bytes> expected = List.copyOf(model.entries.tailMap(from).values());
      Bytes first = model.entries.get(from);
      boolean there = first != null && first.equals(group(acknowledged, id).entries.get(from));
      SmallWorld living = world;
      int bytesMax = entropy.below(2000);
      int issuedBefore = history.size();
      current()
          .read(
              new PartitionId(id),
              from,
              model.last + 1,
              bytesMax,
              java.util.Objects.requireNonNull(loop),
              answer -> {
                if (living == world) {
                  readCount++;
                  var since = List.copyOf(history.subList(issuedBefore, history.size()));
                  check(id, from, answer, expected, since);
                  if (answer.isEmpty() && there && from >= released(id)) {
                    assertTrue(
                        since.stream().anyMatch(change -> change.group() == id),
                        "an entry that is needed cannot be read");
                  }
                }
              });
    }

    /// What was read is what was there when it was asked for, or what came since.
    private void check(
        long id,
        long from,
        List<Bytes> answer,
        List<Bytes> expected,
        List<ModelGroup.Change> since) {
      for (int i = 0; i < answer.size(); i++) {
        Bytes entry = answer.get(i);
        long index = from + i;
        boolean asExpected = i < expected.size() && expected.get(i).equals(entry);
        assertTrue(
            asExpected
                || since.stream()
                    .anyMatch(
                        c -> c.group() == id && c.index() == index && c.payload().equals(entry)),
            "an entry as it was");
      }
    }

    void letEverythingGo() {
      for (long id = firstGroup; id < firstGroup + GROUPS_A_LOOP; id++) {
        for (Holder holder : HOLDERS) {
          keep(id, holder, group(issued, id).last);
        }
      }
    }

    @Override
    public void roomChanged(Room room) {
      timesFull += room == Room.OPEN ? 0 : 1;
    }

    @Override
    public void failed(Exception cause) {
      throw new AssertionError("the journal failed", cause);
    }

    @Override
    public void damaged(PartitionId group, String what) {
      fail(group + " damaged: " + what);
    }

    @Override
    public void pinned(List<Pin> pins) {
      assertTrue(!pins.isEmpty());
    }
  }
}
