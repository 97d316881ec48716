package dev.gamut.server.door;

import dev.gamut.base.Bytes;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import java.util.List;
import java.util.Locale;

/// What a caller says of a table that it creates, with the defaults of what it leaves out.
///
/// @param strategy empty for consensus
/// @param partitionBy empty for hash
/// @param partitions 0 for 8 by hash, and by range for one more than there are divisions
/// @param replicas 0 for three, or as many as there are nodes
public record DoorTables(
    String name,
    String strategy,
    String partitionBy,
    long partitions,
    long replicas,
    List<Bytes> splitAt) {
  private static final int PARTITIONS = 8;
  private static final int REPLICAS = 3;

  /// @param nodes how many nodes there are
  public TableSpec spec(int nodes) {
    StrategyKind kind = strategyKind();
    PartitionBy by = by();
    int partitionDefault = by == PartitionBy.HASH ? PARTITIONS : splitAt.size() + 1;
    int replicaDefault = kind == StrategyKind.LOCAL ? 1 : Math.min(REPLICAS, nodes);
    try {
      return new TableSpec(
          name,
          kind,
          by,
          partitions == 0 ? partitionDefault : clamp(partitions),
          replicas == 0 ? replicaDefault : clamp(replicas),
          splitAt);
    } catch (IllegalArgumentException e) {
      throw DoorException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// What is out of range stays so, and is refused where the ranges are known.
  private static int clamp(long count) {
    return Math.clamp(count, -1, Integer.MAX_VALUE);
  }

  private StrategyKind strategyKind() {
    if (strategy.isEmpty()) {
      return StrategyKind.CONSENSUS;
    }
    for (StrategyKind kind : StrategyKind.values()) {
      if (kind.label().equals(strategy)) {
        return kind;
      }
    }
    throw DoorException.invalid("strategy is '" + strategy + "', not consensus or local");
  }

  private PartitionBy by() {
    return switch (partitionBy) {
      case "", "hash" -> PartitionBy.HASH;
      case "range" -> PartitionBy.RANGE;
      default ->
          throw DoorException.invalid(
              "partitioning is by '" + partitionBy + "', not hash or range");
    };
  }

  public static String word(PartitionBy by) {
    return by.name().toLowerCase(Locale.ROOT);
  }
}
