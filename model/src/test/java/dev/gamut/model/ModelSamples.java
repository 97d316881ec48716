package dev.gamut.model;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// Makes values of the model from a seed, with the edges of every range among them.
public final class ModelSamples {
  private static final byte[] OFTEN = {0, 1, 2, 'a', 'b', (byte) 0xfe, (byte) 0xff};

  private ModelSamples() {}

  /// Any 64 bits, small ones and extremes more often.
  public static long number(Entropy entropy) {
    return switch (entropy.below(4)) {
      case 0 -> entropy.below(4);
      case 1 -> List.of(-1L, Long.MAX_VALUE, Long.MIN_VALUE, 127L, 128L).get(entropy.below(5));
      case 2 -> entropy.nextLong() >>> entropy.below(64);
      default -> entropy.nextLong();
    };
  }

  public static long natural(Entropy entropy) {
    return number(entropy) & Long.MAX_VALUE;
  }

  /// Few different bytes, those that escaping and order hang on among them.
  public static Bytes bytes(Entropy entropy, int lengthMax) {
    byte[] array = new byte[entropy.below(lengthMax + 1)];
    for (int i = 0; i < array.length; i++) {
      array[i] =
          entropy.chance(0.7) ? OFTEN[entropy.below(OFTEN.length)] : (byte) entropy.nextLong();
    }
    return Bytes.wrap(array);
  }

  public static String text(Entropy entropy) {
    return List.of("", "a", "naïve", "日本", "🙂", "a\0b", "n1:7400").get(entropy.below(7));
  }

  public static NodeId node(Entropy entropy) {
    return new NodeId(1 + (int) (natural(entropy) % Integer.MAX_VALUE));
  }

  public static List<NodeId> nodes(Entropy entropy, int countMin) {
    return list(countMin + entropy.below(4), () -> node(entropy));
  }

  public static PartitionId partition(Entropy entropy) {
    return new PartitionId(natural(entropy));
  }

  public static Version version(Entropy entropy) {
    return new Version(new HybridTime(number(entropy)), new Dot(number(entropy), number(entropy)));
  }

  public static Value value(Entropy entropy) {
    Value.Kind kind = Value.Kind.values()[entropy.below(Value.Kind.values().length)];
    return new Value(kind, bytes(entropy, 20));
  }

  public static Item item(Entropy entropy) {
    if (entropy.chance(0.5)) {
      return new Item(
          list(1 + entropy.below(3), () -> new Item.Sibling(version(entropy), value(entropy))),
          Frontier.EMPTY);
    }
    return new Item(list(entropy.below(3), () -> sibling(entropy)), frontier(entropy));
  }

  private static Item.Sibling sibling(Entropy entropy) {
    WriteName name = new WriteName(1 + natural(entropy) / 2, number(entropy));
    return new Item.Sibling(
        version(entropy), value(entropy), entropy.chance(0.5) ? name : WriteName.NONE);
  }

  public static LostValue lost(Entropy entropy) {
    return new LostValue(bytes(entropy, 9), sibling(entropy), version(entropy));
  }

  public static Frontier frontier(Entropy entropy) {
    Frontier frontier = Frontier.EMPTY;
    for (int i = entropy.below(6); i > 0; i--) {
      long first = 1 + natural(entropy) / 4;
      long origin = number(entropy);
      frontier = frontier.join(Frontier.ofRange(origin, first, first + natural(entropy) / 4));
    }
    return frontier;
  }

  public static Context context(Entropy entropy) {
    return new Context(frontier(entropy), new HybridTime(number(entropy)));
  }

  public static Condition condition(Entropy entropy) {
    return switch (entropy.below(6)) {
      case 0 -> new Condition.Always();
      case 1 -> new Condition.Absent();
      case 2 -> new Condition.Present();
      case 3 -> new Condition.VersionIs(version(entropy));
      case 4 -> new Condition.ValueIs(value(entropy));
      default -> new Condition.Seen(context(entropy));
    };
  }

  public static Outcome outcome(Entropy entropy) {
    return switch (entropy.below(3)) {
      case 0 -> new Outcome.Applied(version(entropy));
      case 1 -> new Outcome.Rejected(version(entropy));
      default -> {
        Outcome.Cause[] causes = Outcome.Cause.values();
        yield new Outcome.Unknown(causes[entropy.below(causes.length)]);
      }
    };
  }

  public static Level.Kind levelKind(Entropy entropy) {
    return Level.Kind.values()[entropy.below(Level.Kind.values().length)];
  }

  public static Level level(Entropy entropy) {
    if (entropy.chance(0.3)) {
      return Level.LINEARIZABLE;
    }
    return new Level(
        list(
            1 + entropy.below(8),
            () -> new Level.Rung(levelKind(entropy), number(entropy), number(entropy))));
  }

  public static OperationId operation(Entropy entropy) {
    long client = number(entropy);
    if (client == 0 || entropy.chance(0.2)) {
      return OperationId.NONE;
    }
    long sequence = 1 + natural(entropy) / 2;
    long lowest = 1 + natural(entropy) % sequence;
    return new OperationId(client, sequence, lowest, new HybridTime(number(entropy)));
  }

  public static Receipt receipt(Entropy entropy) {
    return new Receipt(
        levelKind(entropy),
        entropy.below(256),
        node(entropy),
        partition(entropy),
        nodes(entropy, 0),
        nodes(entropy, 0),
        nodes(entropy, 0),
        number(entropy),
        version(entropy),
        entropy.chance(0.5) ? null : node(entropy));
  }

  public static Member member(Entropy entropy) {
    return new Member(node(entropy), text(entropy), text(entropy));
  }

  public static TableSpec spec(Entropy entropy) {
    String name = "t" + entropy.below(1_000) + (entropy.chance(0.3) ? "_x-y" : "");
    PartitionBy by = entropy.chance(0.5) ? PartitionBy.HASH : PartitionBy.RANGE;
    StrategyKind[] strategies = StrategyKind.values();
    StrategyKind strategy = strategies[entropy.below(strategies.length)];
    List<Bytes> points = new ArrayList<>();
    for (int i = 0; by == PartitionBy.RANGE && i < entropy.below(4); i++) {
      points.add(Bytes.concat(Bytes.wrap(new byte[] {(byte) (50 * i + 1)}), bytes(entropy, 3)));
    }
    int replicas = strategy == StrategyKind.LOCAL ? 1 : 1 + entropy.below(Limits.REPLICA_COUNT_MAX);
    return new TableSpec(
        name,
        strategy,
        by,
        by == PartitionBy.RANGE ? points.size() + 1 : 1 + entropy.below(8),
        replicas,
        points,
        strategy == StrategyKind.LEADERLESS ? quorums(entropy, replicas) : Quorums.NONE);
  }

  private static Quorums quorums(Entropy entropy, int replicas) {
    ConflictPolicy[] policies = ConflictPolicy.values();
    return new Quorums(
        1 + entropy.below(replicas),
        1 + entropy.below(replicas),
        entropy.chance(0.5),
        policies[entropy.below(policies.length)]);
  }

  public static PartitionDescriptor descriptor(Entropy entropy) {
    Bytes from = bytes(entropy, 5);
    List<NodeId> replicas = nodes(entropy, 1);
    return new PartitionDescriptor(
        partition(entropy),
        new TableId((int) (natural(entropy) & Integer.MAX_VALUE)),
        number(entropy),
        number(entropy),
        from,
        entropy.chance(0.3) ? null : Bytes.concat(from, Bytes.wrap(new byte[] {1})),
        replicas,
        entropy.chance(0.5) ? PartitionDescriptor.Peers.NONE : peers(entropy, replicas));
  }

  private static PartitionDescriptor.Peers peers(Entropy entropy, List<NodeId> replicas) {
    List<NodeId> fallbacks = nodes(entropy, 0);
    return new PartitionDescriptor.Peers(
        fallbacks,
        list(replicas.size() + fallbacks.size(), () -> number(entropy)),
        list(entropy.below(3), () -> number(entropy)),
        null,
        entropy.chance(0.5) ? List.of() : List.of(replicas.getFirst()));
  }

  public static Table table(Entropy entropy) {
    TableSpec spec = spec(entropy);
    TableId id = new TableId(entropy.below(Integer.MAX_VALUE));
    List<PartitionDescriptor> partitions = new ArrayList<>();
    Bytes from = Bytes.EMPTY;
    int count = 1 + entropy.below(4);
    for (int i = 0; i < count; i++) {
      Bytes to = i + 1 < count ? Bytes.wrap(new byte[] {(byte) (i + 1), 7}) : null;
      partitions.add(
          new PartitionDescriptor(
              partition(entropy), id, number(entropy), 1, from, to, nodes(entropy, 1)));
      from = to == null ? Bytes.EMPTY : to;
    }
    return new Table(id, spec, partitions);
  }

  public static Catalog catalog(Entropy entropy) {
    UUID cluster = new UUID(entropy.nextLong(), entropy.nextLong());
    Catalog catalog = Catalog.first(cluster, list(entropy.below(4), () -> member(entropy)));
    Catalog.Counters counters =
        new Catalog.Counters(
            entropy.below(1_000), number(entropy), number(entropy), number(entropy));
    catalog = catalog.withCounters(counters);
    for (int i = 0; i < entropy.below(4); i++) {
      catalog = catalog.with(natural(entropy), table(entropy), counters);
    }
    return catalog;
  }

  public static <T> List<T> list(int count, Supplier<T> element) {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(element.get());
    }
    return all;
  }
}
