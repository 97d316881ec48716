package dev.gamut.server.door;

import dev.gamut.base.Bytes;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Quorums;
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
/// @param quorums only for a leaderless table
public record DoorTables(
    String name,
    String strategy,
    String partitionBy,
    long partitions,
    long replicas,
    List<Bytes> splitAt,
    Quorate quorums) {
  private static final int PARTITIONS = 8;
  private static final int REPLICAS = 3;

  /// What a caller says of the quorums of a leaderless table.
  ///
  /// @param read 0 for a majority of the replicas
  /// @param write 0 for a majority of the replicas
  /// @param sloppy whether fallbacks may stand in
  /// @param conditionalOnly whether plain writes are refused
  /// @param conflict empty for siblings
  public record Quorate(
      long read, long write, boolean sloppy, String conflict, boolean conditionalOnly) {
    private boolean isSaid() {
      return read != 0 || write != 0 || sloppy || !conflict.isEmpty() || conditionalOnly;
    }

    private Quorums over(Quorums usual) {
      if (conditionalOnly && (write != 0 || sloppy || !conflict.isEmpty())) {
        throw DoorException.invalid(
            "a table of conditional writes only has no write quorum, is not sloppy and needs no"
                + " conflict policy: majorities decide, one write after the other");
      }
      return new Quorums(
          read == 0 ? usual.read() : clamp(read),
          write == 0 ? usual.write() : clamp(write),
          sloppy,
          conflict.isEmpty() ? usual.conflict() : policy(),
          conditionalOnly);
    }

    private ConflictPolicy policy() {
      for (ConflictPolicy policy : ConflictPolicy.values()) {
        if (policy.label().equals(conflict)) {
          return policy;
        }
      }
      throw DoorException.invalid(
          "conflict is '" + conflict + "', not siblings or last-writer-wins");
    }
  }

  /// @param nodes how many nodes there are
  public TableSpec spec(int nodes) {
    StrategyKind kind = strategyKind();
    if (quorums.isSaid() && kind != StrategyKind.LEADERLESS) {
      throw DoorException.invalid(
          "quorums and a conflict policy are for leaderless tables, not " + kind.label() + " ones");
    }
    PartitionBy by = by();
    int partitionDefault = by == PartitionBy.HASH ? PARTITIONS : splitAt.size() + 1;
    int replicaDefault = kind == StrategyKind.LOCAL ? 1 : Math.min(REPLICAS, nodes);
    try {
      TableSpec spec =
          new TableSpec(
              name,
              kind,
              by,
              partitions == 0 ? partitionDefault : clamp(partitions),
              replicas == 0 ? replicaDefault : clamp(replicas),
              splitAt);
      return quorums.isSaid() ? spec.with(quorums.over(spec.quorums())) : spec;
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
    throw DoorException.invalid(
        "strategy is '" + strategy + "', not consensus, leaderless or local");
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
