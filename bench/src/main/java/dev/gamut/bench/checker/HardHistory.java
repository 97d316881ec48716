package dev.gamut.bench.checker;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.Entropy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A history that really ran, one operation at a time, each at a random moment between its call and
/// its return: the same for the same seed.
///
/// Of some operations nobody hears how they ended: they take effect in their time, much later, or
/// never, and their client goes on as a new one. In a wrong history one read, about three quarters
/// of the way, returns what was there some writes before it was called.
public final class HardHistory {
  /// @param operations how many are called
  /// @param keys over how many keys
  /// @param clients how many have one operation under way at any time
  /// @param lost of how many in a hundred nobody hears how they ended
  /// @param wrong whether a stale read is planted
  public record Shape(
      Workload workload, int operations, int keys, int clients, int lost, boolean wrong) {
    public Shape {
      check(operations, keys, clients, lost);
    }

    static void check(int operations, int keys, int clients, int lost) {
      require(operations > 0, "operations not positive: %d", operations);
      require(keys > 0, "keys not positive: %d", keys);
      require(clients > 0, "clients not positive: %d", clients);
      require(lost >= 0 && lost < 100, "lost operations not in 0 to 99 percent: %d", lost);
    }

    String name() {
      return "%s, %d clients, %d operations%s, %d %% indeterminate%s"
          .formatted(
              workload.name(),
              clients,
              operations,
              keys == 1 ? "" : ", " + keys + " keys",
              lost,
              wrong ? ", wrong" : "");
    }
  }

  /// How many writes before its call a planted read looks back.
  private static final int STALE_WRITES = 25;

  private final Entropy random;
  private final Shape shape;
  private final List<String> lines = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Deque<Client> late = new ArrayDeque<>();

  /// All that each key ever held, as JSON.
  private final List<List<String>> held = new ArrayList<>();

  private int called;
  private int written;
  private boolean planted;

  private static final class Client {
    int process;
    int key;
    @Nullable String function;
    String argument = "null";
    boolean taken;
    boolean lost;
    boolean failed;
    String answer = "null";

    /// How many values the key had held when the operation was called.
    int heldAtCall;
  }

  private HardHistory(Shape shape, long seed) {
    this.shape = shape;
    random = Entropy.seeded(seed);
    planted = !shape.wrong();
    for (int i = 0; i < shape.keys(); i++) {
      held.add(new ArrayList<>(List.of(shape.workload().isText() ? "\"\"" : "null")));
    }
    for (int i = 0; i < shape.clients(); i++) {
      clients.add(new Client());
      clients.getLast().process = i;
    }
  }

  /// Its events as JSON lines with Jepsen's field names.
  public static List<String> lines(Shape shape, long seed) {
    return new HardHistory(shape, seed).run();
  }

  private List<String> run() {
    while (called < shape.operations()
        || clients.stream().anyMatch(each -> each.function != null)) {
      Client client = clients.get(random.below(clients.size()));
      if (client.function == null) {
        call(client);
      } else if (!client.taken) {
        take(client);
      } else {
        end(client);
      }
      if (!late.isEmpty() && random.below(10) == 0) {
        apply(late.remove());
      }
    }
    return lines;
  }

  private void call(Client client) {
    if (called == shape.operations()) {
      return;
    }
    called++;
    List<String> functions = shape.workload().functions();
    String function = functions.get(random.below(functions.size()));
    client.function = function;
    client.taken = false;
    client.lost = false;
    client.failed = false;
    client.key = random.below(shape.keys());
    client.heldAtCall = held(client).size();
    client.argument =
        switch (function) {
          case "get", "read" -> "null";
          case "cas" -> "[" + expected(client) + "," + value() + "]";
          default -> value();
        };
    line(client, "invoke", client.argument);
  }

  /// What a compare-and-set expects: mostly what is there.
  private String expected(Client client) {
    String now = held(client).getLast();
    return now.equals("null") || random.below(3) == 0 ? value() : now;
  }

  private String value() {
    int values = shape.workload().values();
    int value = values == 0 ? ++written : random.below(values);
    if (!shape.workload().isText()) {
      return String.valueOf(value);
    }
    return "\"" + (values == 0 ? value + " " : String.valueOf((char) ('a' + value))) + "\"";
  }

  /// The moment at which an operation takes effect; a lost one does so now, later, or never.
  private void take(Client client) {
    client.taken = true;
    client.lost = random.below(100) < shape.lost();
    switch (client.lost ? random.below(3) : 0) {
      case 0 -> apply(client);
      case 1 -> late.add(copy(client));
      default -> {}
    }
  }

  private static Client copy(Client client) {
    Client copy = new Client();
    copy.key = client.key;
    copy.function = client.function;
    copy.argument = client.argument;
    return copy;
  }

  private void apply(Client client) {
    List<String> held = held(client);
    String now = held.getLast();
    client.answer = client.argument;
    switch (Objects.requireNonNull(client.function)) {
      case "get", "read" -> client.answer = read(client, now);
      case "append" -> held.add(now.substring(0, now.length() - 1) + client.argument.substring(1));
      case "cas" -> {
        String[] pair = client.argument.substring(1, client.argument.length() - 1).split(",", -1);
        client.failed = !pair[0].equals(now);
        if (!client.failed) {
          held.add(pair[1]);
        }
      }
      default -> held.add(client.argument);
    }
  }

  private List<String> held(Client client) {
    return held.get(client.key);
  }

  private String read(Client client, String now) {
    List<String> held = held(client);
    int stale = client.heldAtCall - 1 - STALE_WRITES;
    boolean due = called >= shape.operations() * 3 / 4 && !client.lost && stale >= 0;
    if (planted || !due || held.get(stale).equals(now)) {
      return now;
    }
    planted = true;
    return held.get(stale);
  }

  private void end(Client client) {
    line(client, client.lost ? "info" : client.failed ? "fail" : "ok", client.answer);
    if (client.lost) {
      client.process += shape.clients();
    }
    client.function = null;
  }

  private void line(Client client, String type, String value) {
    boolean unheard = type.equals("info");
    lines.add(
        "{\"process\":%d,\"type\":\"%s\",\"f\":\"%s\",\"key\":\"k%d\",\"value\":%s}"
            .formatted(
                client.process,
                type,
                client.function,
                client.key,
                unheard ? client.argument : value));
  }
}
