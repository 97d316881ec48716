package dev.gamut.simulation.cluster;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.checker.history.History;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedProcess;
import dev.gamut.simulation.world.SimulatedWorld;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Clients of the real library under a random load, and the history of what they saw.
final class Load {
  private static final int FEW_KEYS = 20;
  private static final long SECOND = 1_000_000_000L;
  static final long TIMEOUT_NANOS = 3 * SECOND;

  private final SimulatedWorld world;
  private final ClusterShape shape;
  private final TableSpec table;
  private final History.Builder history;
  private final Predicate<NodeId> mayLose;
  private final LeaderlessWrites writes;
  private final Entropy entropy;
  private final ReadLevels levels;
  private final List<SimulatedMachine> machines = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();

  /// The same keys as bytes, and their places in the table.
  private final List<Bytes> encoded = new ArrayList<>();

  private final List<Bytes> places = new ArrayList<>();
  private final Map<String, KeyUse> uses = new HashMap<>();
  private boolean running = true;
  private boolean created;
  private long values;
  private long calls;
  private long succeeded;
  private long ended;
  private int processes;

  /// What the clients of a table with one order of writes saw, and of a leaderless one, and which
  /// nodes' disks may lose what they had synced.
  record Records(History.Builder history, LeaderlessWrites writes, Predicate<NodeId> mayLose) {}

  Load(SimulatedWorld world, ClusterShape shape, TableSpec table, Records records) {
    this.world = world;
    this.shape = shape;
    this.table = table;
    this.history = records.history();
    this.writes = records.writes();
    this.mayLose = records.mayLose();
    this.entropy = world.entropy("load");
    this.levels = new ReadLevels(table, world.entropy("levels"));
    Entropy uses = world.entropy("uses");
    KeyUse[] all = KeyUse.values();
    for (int i = 0; i < shape.keys(); i++) {
      Key key = Key.of("k" + i);
      KeyUse drawn = all[uses.below(all.length)];
      this.uses.put("k" + i, levels.decidedOnly() ? KeyUse.DECIDED : drawn);
      keys.add("k" + i);
      encoded.add(key.partitionKey());
      places.add(key.place(table.partitionBy()));
    }
  }

  void start(List<String> addresses) {
    for (int i = 0; i < shape.clients(); i++) {
      SimulatedMachine machine = world.addClient("c" + (i + 1), 1);
      machines.add(machine);
      int client = i;
      machine.start(process -> boot(process, client == 0, addresses));
    }
  }

  private void boot(SimulatedProcess process, boolean creates, List<String> addresses) {
    Loop loop = process.loops().getFirst();
    ClientConfig config = ClientConfig.of(addresses).withAttemptTimeoutNanos(SECOND / 2);
    ClientCore core =
        new ClientCore(loop, process.clock(), process.entropy(), process.dialer(), config);
    loop.post(() -> begin(new Turns.Seat(this, process, core, entropy), creates));
  }

  private void begin(Turns.Seat seat, boolean creates) {
    if (creates) {
      create(seat.process(), seat.core());
      Operators.begin(seat, world, shape, mayLose);
    }
    for (int i = 0; i < shape.workers(); i++) {
      if (table.strategy() == StrategyKind.LEADERLESS) {
        new LeaderlessWorker(seat, writes).begin();
      } else {
        new Worker(seat).begin();
      }
    }
  }

  private void create(SimulatedProcess process, ClientCore core) {
    core.submit(
        new Call.CreateTable(table, TIMEOUT_NANOS),
        reply -> {
          switch (reply) {
            case Reply.Changed _ -> created = true;
            case Reply.Failed(var failure) when failure.reason() == Failure.Reason.TABLE_EXISTS ->
                created = true;
            default ->
                process
                    .loops()
                    .getFirst()
                    .schedule(
                        process.clock().monotonicNanos() + SECOND / 10,
                        () -> create(process, core));
          }
        });
  }

  List<SimulatedMachine> machines() {
    return machines;
  }

  boolean created() {
    return created;
  }

  /// Begins nothing more.
  void stop() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  /// Calls of the client: a batch is one, and a page of a scan.
  long calls() {
    return calls;
  }

  void called() {
    calls++;
  }

  /// Operations on items that took effect or whose condition did not hold; a page of a scan is one.
  long succeeded() {
    return succeeded;
  }

  void succeeded(int more) {
    succeeded += more;
  }

  /// Operations that ended, whichever way; a page of a scan is one.
  long ended() {
    return ended;
  }

  void settled() {
    ended++;
  }

  // What workers draw and record.

  String table() {
    return table.name();
  }

  long nowNanos() {
    return world.nowNanos();
  }

  long meanPauseNanos() {
    return SECOND * shape.clients() * shape.workers() / shape.opsPerSecond();
  }

  /// Every operation is a process of its own in the history: one whose outcome is unknown may still
  /// be at it, and those of a batch run at once.
  History.Pending invoke(String key, String function, @Nullable Object argument) {
    return history.invoke(++processes, world.nowNanos(), key, function, argument);
  }

  long nextValue() {
    return ++values;
  }

  ReadLevels levels() {
    return levels;
  }

  ConflictPolicy conflict() {
    return table.quorums().conflict();
  }

  Bytes place(String key) {
    return Key.of(key).place(table.partitionBy());
  }

  List<String> keys() {
    return keys;
  }

  /// What a key of a leaderless table is used for.
  KeyUse use(String key) {
    return uses.getOrDefault(key, KeyUse.PLAIN);
  }

  /// Enters into the history what is left of the keys that it is judged by, as reads.
  ///
  /// @param held by place
  void readLast(Map<Bytes, Item> held) {
    for (String key : keys) {
      if (use(key) == KeyUse.DECIDED) {
        Item item = held.getOrDefault(place(key), Item.NOTHING);
        ItemSteps.Seen seen =
            item.siblings().isEmpty() ? ItemSteps.NOTHING : ItemSteps.Seen.of(item);
        invoke(key, "get", null).ok(seen.value(), seen.token(), world.nowNanos());
      }
    }
  }

  String drawKey() {
    return keys.get(entropy.below(keys.size()));
  }

  /// A range that holds some of the keys; of many keys one, as most scans of a hash table, because
  /// each is a read in the history. Only a range table can be scanned between two keys.
  ScanRange drawRange() {
    if (keys.size() > FEW_KEYS) {
      return new ScanRange.Within(Bytes.utf8(drawKey()), Bytes.EMPTY);
    }
    int dice = entropy.below(3);
    if (dice == 0 && table.partitionBy() == PartitionBy.RANGE) {
      Bytes from = Bytes.utf8(drawKey());
      Bytes to = entropy.chance(0.3) ? null : Bytes.utf8(drawKey() + "~");
      return new ScanRange.Between(from, to);
    }
    return dice == 1
        ? new ScanRange.Prefix(Bytes.utf8("k" + entropy.below(2)))
        : new ScanRange.Prefix(Bytes.utf8("k"));
  }

  /// The keys of a range from a token on, which null is before the first of. A token ends with the
  /// place where the scan goes on.
  List<String> keysFrom(ScanRange range, @Nullable Bytes resume) {
    Bytes from = resume == null ? Bytes.EMPTY : placeIn(resume);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (isWithin(range, encoded.get(i)) && places.get(i).compareTo(from) >= 0) {
        found.add(keys.get(i));
      }
    }
    return found;
  }

  private static boolean isWithin(ScanRange range, Bytes key) {
    return switch (range) {
      case ScanRange.All _ -> true;
      case ScanRange.Prefix(Bytes prefix) -> key.startsWith(prefix);
      case ScanRange.Between(Bytes from, Bytes to) ->
          key.compareTo(from) >= 0 && (to == null || key.compareTo(to) < 0);
      case ScanRange.Within(Bytes partitionKey, _) -> key.equals(partitionKey);
    };
  }

  /// Whether a scan that goes on with a token still has a key before it.
  boolean isFrom(Bytes resume, String key) {
    return place(key).compareTo(placeIn(resume)) >= 0;
  }

  private static Bytes placeIn(Bytes token) {
    ByteReader in = new ByteReader(token);
    try {
      in.u8();
      in.varint();
      in.i64();
      return in.rest();
    } catch (MalformedException e) {
      throw new IllegalStateException("a resume token cannot be read", e);
    }
  }
}
