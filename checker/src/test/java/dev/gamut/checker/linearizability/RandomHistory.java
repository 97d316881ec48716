package dev.gamut.checker.linearizability;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.History;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Histories of objects that really ran, one operation at a time, each at a random moment between
/// its call and its return; some are then told wrongly. Small ones hold the checker to
/// [BruteForce], large ones measure it.
final class RandomHistory {
  /// @param operations how many are invoked
  /// @param processes how many run at once
  /// @param keys how many objects there are; 0 for a single one without a key
  /// @param lost of how many in a hundred nobody hears how they ended
  /// @param lies how many answers in a thousand are wrong
  record Shape(int operations, int processes, int keys, int lost, int lies) {}

  private final Entropy random;
  private final Shape shape;
  private final History.Builder builder = History.builder();
  private final List<RealObject> objects = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Deque<Client> late = new ArrayDeque<>();
  private int invoked;
  private int open;

  private static final class Client {
    int process;
    int object;
    History.@Nullable Pending pending;
    RealObject.@Nullable Request request;
    RealObject.@Nullable Answer answer;
    boolean lost;
  }

  private RandomHistory(Entropy random, Shape shape, Supplier<RealObject> object) {
    this.random = random;
    this.shape = shape;
    for (int i = 0; i < Math.max(1, shape.keys()); i++) {
      objects.add(object.get());
    }
    for (int i = 0; i < shape.processes(); i++) {
      clients.add(new Client());
      clients.getLast().process = i;
    }
  }

  static History of(Entropy random, Shape shape, Supplier<RealObject> object) {
    return new RandomHistory(random, shape, object).run();
  }

  private History run() {
    while (invoked < shape.operations() || open > 0) {
      Client client = clients.get(random.below(clients.size()));
      if (client.pending == null) {
        invoke(client);
      } else if (client.answer == null && !client.lost) {
        take(client);
      } else {
        complete(client, client.pending);
      }
      if (!late.isEmpty() && random.below(10) == 0) {
        apply(late.remove());
      }
    }
    return builder.build();
  }

  private void invoke(Client client) {
    if (invoked == shape.operations()) {
      return;
    }
    invoked++;
    open++;
    client.object = random.below(objects.size());
    RealObject.Request request = objects.get(client.object).request(random);
    Object key = shape.keys() == 0 ? null : "k" + client.object;
    client.request = request;
    client.answer = null;
    client.lost = false;
    client.pending =
        builder.invoke(client.process, now(), key, request.function(), request.argument());
  }

  private long now() {
    return invoked * 1_000L;
  }

  /// The moment at which an operation takes effect; a lost one does so now, later, or never.
  private void take(Client client) {
    client.lost = random.below(100) < shape.lost();
    int when = client.lost ? random.below(3) : 0;
    if (when == 0) {
      apply(client);
    } else if (when == 1) {
      Client forgotten = new Client();
      forgotten.object = client.object;
      forgotten.request = client.request;
      late.add(forgotten);
    }
  }

  private void apply(Client client) {
    client.answer =
        objects.get(client.object).apply(java.util.Objects.requireNonNull(client.request));
  }

  private void complete(Client client, History.Pending pending) {
    open--;
    client.pending = null;
    if (client.lost) {
      if (random.chance(0.5)) {
        pending.info(now());
      }
      client.process += shape.processes();
      return;
    }
    RealObject.Answer answer = java.util.Objects.requireNonNull(client.answer);
    boolean lie = random.below(1000) < shape.lies();
    if (answer.observed()) {
      Object fiction = lie ? objects.get(client.object).fiction(random) : answer.value();
      Object saw = sameShape(fiction, answer.value()) ? fiction : answer.value();
      pending.ok(saw, sometimes(answer.version()), now());
    } else if (answer.done() == lie) {
      pending.fail(now());
    } else {
      pending.ok(null, sometimes(answer.version()), now());
    }
  }

  /// A transaction is not answered by another one.
  private static boolean sameShape(@Nullable Object one, @Nullable Object other) {
    boolean transactions = one instanceof List<?> a && !a.isEmpty() && a.getFirst() instanceof List;
    return !transactions || shape(one).equals(shape(other));
  }

  private static List<Object> shape(@Nullable Object transaction) {
    return transaction instanceof List<?> parts
        ? parts.stream().<Object>map(part -> ((List<?>) part).subList(0, 2)).toList()
        : List.of();
  }

  /// Versions are not always recorded.
  private @Nullable Object sometimes(@Nullable Object version) {
    return random.below(4) > 0 ? version : null;
  }
}
