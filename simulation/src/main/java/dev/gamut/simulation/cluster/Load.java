package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Version;
import dev.gamut.checker.history.History;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientConfig;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.simulation.world.SimulatedMachine;
import dev.gamut.simulation.world.SimulatedProcess;
import dev.gamut.simulation.world.SimulatedWorld;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Clients of the real library under a random load, and the history of what they saw.
final class Load {
  private static final long SECOND = 1_000_000_000L;
  private static final long TIMEOUT_NANOS = 3 * SECOND;

  private final SimulatedWorld world;
  private final ClusterShape shape;
  private final TableSpec table;
  private final History.Builder history;
  private final Entropy entropy;
  private final List<SimulatedMachine> machines = new ArrayList<>();
  private boolean running = true;
  private boolean created;
  private long values;
  private long succeeded;
  private long settled;

  Load(SimulatedWorld world, ClusterShape shape, TableSpec table, History.Builder history) {
    this.world = world;
    this.shape = shape;
    this.table = table;
    this.history = history;
    this.entropy = world.entropy("load");
  }

  void start(List<String> addresses) {
    for (int i = 0; i < shape.clients(); i++) {
      SimulatedMachine machine = world.addClient("c" + (i + 1), 1);
      machines.add(machine);
      int client = i;
      machine.start(process -> boot(process, client, addresses));
    }
  }

  private void boot(SimulatedProcess process, int client, List<String> addresses) {
    Loop loop = process.loops().getFirst();
    ClientCore core =
        new ClientCore(
            loop,
            process.clock(),
            process.entropy(),
            process.dialer(),
            ClientConfig.of(addresses).withAttemptTimeoutNanos(SECOND / 2));
    loop.post(() -> begin(process, core, client));
  }

  private void begin(SimulatedProcess process, ClientCore core, int client) {
    if (client == 0) {
      create(process, core);
    }
    for (int i = 0; i < shape.workers(); i++) {
      new Worker(process, core, client * shape.workers() + i).pause();
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

  long succeeded() {
    return succeeded;
  }

  /// Operations that ended, whichever way.
  long settled() {
    return settled;
  }

  /// One operation in the words of the checker's `item` model, and as a call.
  private record Step(String function, @Nullable Object argument, Call call) {}

  /// What a process last knew of a key.
  private record Seen(@Nullable String value, Version version) {}

  private static final Seen NOTHING = new Seen(null, Version.NONE);

  /// A logical process: one operation after the other. After one whose outcome is unknown it goes
  /// on under another number, since the old one may still be at it.
  private final class Worker {
    private final SimulatedProcess process;
    private final ClientCore core;
    private final Map<String, Seen> seen = new HashMap<>();
    private int number;

    Worker(SimulatedProcess process, ClientCore core, int number) {
      this.process = process;
      this.core = core;
      this.number = number;
    }

    void pause() {
      long mean = SECOND * shape.clients() * shape.workers() / shape.opsPerSecond();
      process
          .loops()
          .getFirst()
          .schedule(process.clock().monotonicNanos() + entropy.between(1, 2 * mean), this::next);
    }

    private void next() {
      if (!running) {
        return;
      }
      if (!created) {
        pause();
        return;
      }
      String key = "k" + entropy.below(shape.keys());
      Step step = draw(key);
      History.Pending open =
          history.invoke(number, world.nowNanos(), key, step.function(), step.argument());
      core.submit(step.call(), reply -> finish(key, step, open, reply));
    }

    private Step draw(String key) {
      int dice = entropy.below(100);
      if (dice < 40) {
        return new Step(
            "get", null, new Call.Get(table.name(), Key.of(key), ReadTerms.within(TIMEOUT_NANOS)));
      }
      String value = nextValue();
      Seen known = seen.getOrDefault(key, NOTHING);
      if (dice < 65 || known.value() == null) {
        return dice < 80
            ? put(key, "put", value, value, new Condition.Always())
            : put(key, "put-if-absent", value, value, new Condition.Absent());
      }
      if (dice < 80) {
        return put(
            key,
            "put-if-version",
            List.of(known.version().token(), value),
            value,
            new Condition.VersionIs(known.version()));
      }
      if (dice < 90) {
        Value expected = Value.bytes(Bytes.utf8(known.value()));
        return put(
            key, "cas", List.of(known.value(), value), value, new Condition.ValueIs(expected));
      }
      return dice < 95
          ? delete(key, "delete", null, new Condition.Always())
          : delete(
              key,
              "delete-if-version",
              known.version().token(),
              new Condition.VersionIs(known.version()));
    }

    /// Most are short; some are so long that their records span sectors, which a crash may tear.
    private String nextValue() {
      String value = "v" + ++values;
      return entropy.chance(0.03) ? value + "-".repeat((int) entropy.between(500, 1_500)) : value;
    }

    private Step put(
        String key, String function, Object argument, String value, Condition condition) {
      Value bytes = Value.bytes(Bytes.utf8(value));
      return new Step(
          function,
          argument,
          new Call.Put(table.name(), Key.of(key), bytes, condition, TIMEOUT_NANOS));
    }

    private Step delete(
        String key, String function, @Nullable Object argument, Condition condition) {
      return new Step(
          function, argument, new Call.Delete(table.name(), Key.of(key), condition, TIMEOUT_NANOS));
    }

    private void finish(String key, Step step, History.Pending open, Reply reply) {
      long now = world.nowNanos();
      settled++;
      switch (reply) {
        case Reply.Read(Item item, _) -> {
          succeeded++;
          Seen found = item == null ? NOTHING : seen(item);
          seen.put(key, found);
          open.ok(found.value(), item == null ? null : found.version().token(), now);
        }
        case Reply.Written(Outcome.Applied(Version version), _) -> {
          succeeded++;
          boolean put = step.call() instanceof Call.Put;
          seen.put(key, put ? new Seen(valueOf(step), version) : NOTHING);
          open.ok(step.argument(), put ? version.token() : null, now);
        }
        case Reply.Written(Outcome.Rejected _, _) -> {
          succeeded++;
          seen.remove(key);
          open.fail(now);
        }
        case Reply.Written(Outcome.Unknown _, _) -> {
          open.info(now);
          number += 1_000;
        }
        case Reply.Failed(var failure) -> open.fail(failure.reason().toString(), now);
        case Reply.Changed _,
            Reply.CatalogIs _,
            Reply.Granted _,
            Reply.Page _,
            Reply.Many _,
            Reply.Statuses _,
            Reply.Explained _,
            Reply.Part _ ->
            throw new IllegalStateException("not an answer to an item's operation: " + reply);
      }
      pause();
    }

    private static String valueOf(Step step) {
      return step.call() instanceof Call.Put put ? put.value().bytes().toUtf8() : "";
    }

    private static Seen seen(Item item) {
      return new Seen(item.single().value().bytes().toUtf8(), item.single().version());
    }
  }
}
