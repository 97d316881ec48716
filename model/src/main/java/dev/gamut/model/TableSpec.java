package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What the creator of a table chooses.
///
/// @param partitionCount how many partitions it begins with
/// @param splitAt for a range table: where its partitions divide, one less than there are
///   partitions, rising; the partition keys themselves, not their places. Empty for a range table
///   of several partitions that is cut later, when somebody knows its keys
/// @param quorums for a leaderless table; [Quorums#NONE] for every other
public record TableSpec(
    String name,
    StrategyKind strategy,
    PartitionBy partitionBy,
    int partitionCount,
    int replicaCount,
    List<Bytes> splitAt,
    Quorums quorums) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");

  public TableSpec {
    splitAt = List.copyOf(splitAt);
    require(
        NAME.matcher(name).matches() && name.length() <= Limits.TABLE_NAME_LENGTH_MAX,
        "the name of a table has 1 to %d of a-z, 0-9, '-' and '_', a letter first: '%s'",
        Limits.TABLE_NAME_LENGTH_MAX,
        name);
    require(
        partitionCount >= 1 && partitionCount <= Limits.PARTITION_COUNT_MAX,
        "a table begins with 1 to %d partitions, not %d",
        Limits.PARTITION_COUNT_MAX,
        partitionCount);
    require(
        replicaCount >= 1 && replicaCount <= Limits.REPLICA_COUNT_MAX,
        "a partition has 1 to %d replicas, not %d",
        Limits.REPLICA_COUNT_MAX,
        replicaCount);
    require(
        strategy != StrategyKind.LOCAL || replicaCount == 1,
        "a local table has one replica, not %d",
        replicaCount);
    if (strategy == StrategyKind.LEADERLESS) {
      quorums.requireWithin(replicaCount);
    } else {
      require(
          quorums.equals(Quorums.NONE),
          "quorums are for leaderless tables, not %s ones",
          strategy.label());
    }
    requireSplits(partitionBy, partitionCount, splitAt);
  }

  /// With majorities as quorums where there are any.
  public TableSpec(
      String name,
      StrategyKind strategy,
      PartitionBy partitionBy,
      int partitionCount,
      int replicaCount,
      List<Bytes> splitAt) {
    this(
        name,
        strategy,
        partitionBy,
        partitionCount,
        replicaCount,
        splitAt,
        strategy == StrategyKind.LEADERLESS ? Quorums.majorities(replicaCount) : Quorums.NONE);
  }

  public TableSpec with(Quorums changed) {
    return new TableSpec(
        name, strategy, partitionBy, partitionCount, replicaCount, splitAt, changed);
  }

  /// Whether the table has no partitions until it is cut: before its first write, by whoever has
  /// something to write and perhaps has seen more of the keys to come.
  public boolean isCutLater() {
    return partitionBy == PartitionBy.RANGE && splitAt.isEmpty() && partitionCount > 1;
  }

  /// What the table is after it was cut there: one partition more than there are points.
  public TableSpec cutAt(List<Bytes> points) {
    return new TableSpec(
        name, strategy, partitionBy, points.size() + 1, replicaCount, points, quorums);
  }

  private static void requireSplits(PartitionBy by, int partitionCount, List<Bytes> splitAt) {
    int expected = by == PartitionBy.HASH ? 0 : partitionCount - 1;
    boolean isLater = by == PartitionBy.RANGE && splitAt.isEmpty();
    require(
        splitAt.size() == expected || isLater,
        "%d split points for %d partitions by %s: %d are needed",
        splitAt.size(),
        partitionCount,
        by == PartitionBy.HASH ? "hash" : "range",
        expected);
    requireRising(splitAt);
  }

  /// Checks points that a table is to be cut at.
  public static void requireRising(List<Bytes> splitAt) {
    require(
        splitAt.size() < Limits.PARTITION_COUNT_MAX,
        "%d split points make more than %d partitions",
        splitAt.size(),
        Limits.PARTITION_COUNT_MAX);
    for (int i = 0; i < splitAt.size(); i++) {
      Bytes point = splitAt.get(i);
      require(!point.isEmpty(), "a split point is empty%s", "");
      require(point.length() <= Limits.KEY_SIZE_MAX, "a split point of %d bytes", point.length());
      require(
          i == 0 || splitAt.get(i - 1).compareTo(point) < 0,
          "split points must rise: '%s' comes after '%s'",
          point,
          i == 0 ? "" : splitAt.get(i - 1));
    }
  }

  @com.google.errorprone.annotations.FormatMethod
  private static void require(boolean condition, String format, Object... arguments) {
    Invariant.require(condition, format, arguments);
  }

  public void write(ByteWriter out) {
    out.text(name).u8(strategy.code()).u8(partitionBy.ordinal());
    out.varint(partitionCount).varint(replicaCount).varint(splitAt.size());
    splitAt.forEach(out::bytes);
    if (strategy == StrategyKind.LEADERLESS) {
      quorums.write(out);
    }
  }

  public static TableSpec read(ByteReader in) throws MalformedException {
    String name = in.text();
    StrategyKind strategy = StrategyKind.of(in.u8());
    PartitionBy by = PartitionBy.of(in.u8());
    int partitionCount = in.natural();
    int replicaCount = in.natural();
    int count = in.count(1);
    List<Bytes> splitAt = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      splitAt.add(in.bytes());
    }
    Quorums quorums = strategy == StrategyKind.LEADERLESS ? Quorums.read(in) : Quorums.NONE;
    try {
      return new TableSpec(name, strategy, by, partitionCount, replicaCount, splitAt, quorums);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(e.getMessage() + "", e);
    }
  }
}
