package dev.gamut.node.catalog;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import java.util.ArrayList;
import java.util.List;

/// Makes the table that a specification describes: its partitions' ranges, origins and replicas. A
/// function of the catalog, so that every node makes the same one.
final class TableMaker {
  private TableMaker() {}

  static Catalog add(Catalog catalog, long version, TableSpec spec) {
    Catalog.Counters counters = catalog.counters();
    Catalog.Counters next =
        new Catalog.Counters(
            counters.table() + 1, counters.partition(), counters.origin(), counters.client());
    return place(catalog.withCounters(next), version, new TableId(counters.table()), spec);
  }

  /// Gives a table without partitions those that a specification describes.
  static Catalog place(Catalog catalog, long version, TableId id, TableSpec spec) {
    Catalog.Counters counters = catalog.counters();
    Placement placement = new Placement(catalog);
    List<Bytes> starts = starts(spec);
    List<PartitionDescriptor> partitions = new ArrayList<>(starts.size());
    long origin = counters.origin();
    for (int i = 0; i < starts.size(); i++) {
      PartitionId partition = new PartitionId(counters.partition() + i);
      List<NodeId> replicas = placement.place(partition, spec.replicaCount());
      List<NodeId> fallbacks =
          spec.quorums().sloppy() ? placement.fallbacks(partition, replicas) : List.of();
      Bytes to = i + 1 < starts.size() ? starts.get(i + 1) : null;
      partitions.add(
          new PartitionDescriptor(
              partition,
              id,
              PartitionDescriptor.FIRST_EPOCH,
              origin,
              starts.get(i),
              to,
              replicas,
              peers(spec, fallbacks, origin)));
      origin += originsOf(spec) + fallbacks.size();
    }
    Catalog.Counters next =
        new Catalog.Counters(
            counters.table(), counters.partition() + starts.size(), origin, counters.client());
    return catalog.with(version, new Table(id, spec, partitions), next);
  }

  /// One log a partition has one origin; where every replica has its own, each has one.
  private static int originsOf(TableSpec spec) {
    return spec.strategy() == StrategyKind.LEADERLESS ? spec.replicaCount() : 1;
  }

  private static PartitionDescriptor.Peers peers(
      TableSpec spec, List<NodeId> fallbacks, long firstOrigin) {
    if (spec.strategy() != StrategyKind.LEADERLESS) {
      return PartitionDescriptor.Peers.NONE;
    }
    List<Long> origins = new ArrayList<>();
    for (int i = 0; i < spec.replicaCount() + fallbacks.size(); i++) {
      origins.add(firstOrigin + i);
    }
    return new PartitionDescriptor.Peers(fallbacks, origins);
  }

  private static List<Bytes> starts(TableSpec spec) {
    List<Bytes> starts = new ArrayList<>(spec.partitionCount());
    if (spec.isCutLater()) {
      return starts;
    }
    starts.add(Bytes.EMPTY);
    if (spec.partitionBy() == PartitionBy.RANGE) {
      spec.splitAt().forEach(point -> starts.add(Key.placePrefix(point)));
      return starts;
    }
    for (int i = 1; i < spec.partitionCount(); i++) {
      long token = Long.divideUnsigned(-1L, spec.partitionCount()) * i;
      starts.add(Key.placeOfToken(token));
    }
    return starts;
  }
}
