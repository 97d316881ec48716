package dev.gamut.node.catalog;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.Defect;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.PartitionDescriptor.Peers;
import dev.gamut.model.Table;
import dev.gamut.model.WrittenOff;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Moves of replicas as the catalog sees them: one epoch after the other, one replica of a
/// partition at a time; and replicas that are written off and rebuilt in their place, beside that.
/// A function of the catalog, so that every node makes the same of it.
final class Moving {
  private final Catalog catalog;
  private final long version;
  private final PartitionDescriptor partition;
  private final Table table;
  private final List<NodeId> replicas;
  private final List<NodeId> fallbacks;
  private final List<Long> origins;
  private final List<Long> former;
  private final List<NodeId> rebuilding;
  private long nextOrigin;

  private Moving(Catalog catalog, long version, Table table, PartitionDescriptor partition) {
    this.catalog = catalog;
    this.version = version;
    this.partition = partition;
    this.table = table;
    this.replicas = new ArrayList<>(partition.replicas());
    this.fallbacks = new ArrayList<>(partition.peers().fallbacks());
    this.origins = new ArrayList<>(partition.peers().origins());
    this.former = new ArrayList<>(partition.peers().former());
    this.rebuilding = new ArrayList<>(partition.peers().rebuilding());
    this.nextOrigin = catalog.counters().origin();
  }

  /// Why a change cannot be; null when it can.
  static Result.@Nullable Refused refusal(Catalog catalog, Operation.MoveReplica move) {
    PartitionDescriptor partition = catalog.partitions().get(move.partition());
    if (partition == null) {
      return Result.Refused.of(Result.Reason.NOT_FOUND, "there is no " + move.partition());
    }
    String wrong = wrong(catalog, partition, move);
    return wrong == null ? null : Result.Refused.of(Result.Reason.BAD_REQUEST, wrong);
  }

  private static @Nullable String wrong(
      Catalog catalog, PartitionDescriptor partition, Operation.MoveReplica of) {
    if (!partition.isLeaderless()) {
      return partition.id() + " is not of a leaderless table: only replicas of those move";
    }
    if (of.lost() && partition.replicas().size() == 1) {
      return partition.id() + " has one replica: without it nothing is left to be taken over";
    }
    Move under = partition.peers().move();
    if (under != null) {
      return under.from().equals(of.from()) && under.to().equals(of.to())
          ? null
          : String.format(
              "a replica of %s is under way from %s to %s: one moves at a time",
              partition.id(), under.from(), under.to());
    }
    if (!partition.replicas().contains(of.from())) {
      return String.format(
          "%s has no replica of %s: those are on %s",
          of.from(), partition.id(), partition.replicas());
    }
    if (partition.replicas().contains(of.to())) {
      return of.to() + " has a replica of " + partition.id() + " already";
    }
    boolean known = catalog.members().stream().anyMatch(member -> member.id().equals(of.to()));
    return known ? null : of.to() + " is no node of this cluster";
  }

  /// The catalog after a move was begun that may be. One that has begun goes on without the node
  /// that it comes from when that turns out to be lost.
  static Catalog begin(Catalog catalog, long version, Operation.MoveReplica of) {
    Moving moving = of(catalog, version, of.partition());
    Move under = moving.partition.peers().move();
    if (under == null) {
      return moving.begin(of.from(), of.to(), of.lost());
    }
    if (!of.lost() || under.lost()) {
      return catalog;
    }
    return under.stage() == Move.Stage.LEAVING
        ? moving.left(under.origin())
        : moving.with(new Move(under.from(), under.to(), under.origin(), true, under.stage()));
  }

  private static Moving of(Catalog catalog, long version, PartitionId id) {
    PartitionDescriptor partition = requireNonNull(catalog.partitions().get(id));
    return new Moving(catalog, version, tableOf(catalog, id), partition);
  }

  private static Table tableOf(Catalog catalog, PartitionId id) {
    for (Table table : catalog.tables().values()) {
      if (table.partitions().stream().anyMatch(partition -> partition.id().equals(id))) {
        return table;
      }
    }
    throw new IllegalStateException("no table has " + id);
  }

  private Catalog begin(NodeId from, NodeId to, boolean lost) {
    int fallback = fallbacks.indexOf(to);
    if (fallback < 0) {
      return with(new Move(from, to, nextOrigin++, lost, Move.Stage.JOINING));
    }
    fallbacks.remove(fallback);
    long origin = origins.remove(replicas.size() + fallback);
    return with(new Move(from, to, origin, lost, Move.Stage.RETIRING));
  }

  /// The catalog after a stage has ended, or the move was given up; the same when that had happened
  /// before.
  static Catalog advance(Catalog catalog, long version, Operation.AdvanceMove of) {
    PartitionDescriptor partition = catalog.partitions().get(of.partition());
    if (partition == null || partition.epoch() != of.epoch()) {
      return catalog;
    }
    Move under = partition.peers().move();
    if (under == null) {
      return catalog;
    }
    Moving moving = of(catalog, version, of.partition());
    return switch (under.stage()) {
      case RETIRING -> of.back() ? moving.standInAgain(under) : moving.join(under);
      case JOINING -> of.back() ? moving.withdraw(under) : moving.replace(under);
      // Given up again, it is not waited for: the node may be lost.
      case WITHDRAWING -> moving.left(under.origin());
      case LEAVING -> of.back() ? catalog : moving.left(under.origin());
    };
  }

  private Catalog standInAgain(Move under) {
    fallbacks.add(under.to());
    origins.add(under.origin());
    return with(null);
  }

  private Catalog join(Move under) {
    former.add(under.origin());
    return with(new Move(under.from(), under.to(), nextOrigin++, under.lost(), Move.Stage.JOINING));
  }

  private Catalog withdraw(Move under) {
    return with(
        new Move(under.from(), under.to(), under.origin(), under.lost(), Move.Stage.WITHDRAWING));
  }

  private Catalog replace(Move under) {
    int place = replicas.indexOf(under.from());
    replicas.set(place, under.to());
    long origin = origins.set(place, under.origin());
    boolean hasNothing = rebuilding.remove(under.from());
    return under.lost() || hasNothing
        ? left(origin)
        : with(new Move(under.from(), under.to(), origin, false, Move.Stage.LEAVING));
  }

  /// Why a replica cannot be written off; null when it can.
  static Result.@Nullable Refused refusal(Catalog catalog, Operation.RebuildReplica of) {
    PartitionDescriptor partition = catalog.partitions().get(of.partition());
    if (partition == null) {
      return Result.Refused.of(Result.Reason.NOT_FOUND, "there is no " + of.partition());
    }
    String wrong = wrong(catalog, partition, of);
    return wrong == null ? null : Result.Refused.of(Result.Reason.BAD_REQUEST, wrong);
  }

  private static @Nullable String wrong(
      Catalog catalog, PartitionDescriptor partition, Operation.RebuildReplica of) {
    if (!partition.isLeaderless()) {
      return partition.id()
          + " is not of a leaderless table: replicas of others are rebuilt by their leader";
    }
    if (!partition.participants().contains(of.node())) {
      return String.format(
          "%s has no replica of %s: those are on %s",
          of.node(), partition.id(), partition.participants());
    }
    return of.forced()
        ? WrittenOff.nothingLeft(partition, of.node())
        : WrittenOff.risk(tableOf(catalog, of.partition()).spec(), partition, of.node());
  }

  /// The catalog after a replica was written off that may be: another begins in its place.
  static Catalog begin(Catalog catalog, long version, Operation.RebuildReplica of) {
    Moving moving = of(catalog, version, of.partition());
    return moving.partition.originOf(of.node()) == of.origin()
        ? moving.writeOff(of.node())
        : catalog;
  }

  private Catalog writeOff(NodeId node) {
    Move under = partition.peers().move();
    if (under != null && under.guest().equals(node)) {
      return switch (under.stage()) {
        case RETIRING -> join(under);
        case JOINING ->
            with(new Move(under.from(), under.to(), nextOrigin++, under.lost(), under.stage()));
        case WITHDRAWING, LEAVING -> left(under.origin());
      };
    }
    int home = replicas.indexOf(node);
    int place = home < 0 ? replicas.size() + fallbacks.indexOf(node) : home;
    former.add(
        origins.set(
            place, Defect.REBUILD_WITH_OLD_ORIGIN.isPlanted() ? origins.get(place) : nextOrigin++));
    if (home >= 0 && !rebuilding.contains(node)) {
      rebuilding.add(node);
    }
    return with(under);
  }

  /// The catalog after a replica has taken over what it must; the same when that had happened
  /// before, or is about an older epoch.
  static Catalog rebuilt(Catalog catalog, long version, Operation.Rebuilt of) {
    PartitionDescriptor partition = catalog.partitions().get(of.partition());
    if (partition == null
        || partition.epoch() != of.epoch()
        || !partition.isRebuilding(of.node())) {
      return catalog;
    }
    Moving moving = of(catalog, version, of.partition());
    moving.rebuilding.remove(of.node());
    return moving.with(partition.peers().move());
  }

  private Catalog left(long origin) {
    former.add(origin);
    return with(null);
  }

  /// Where quorums are sloppy and no replica is under way, other nodes stand in again.
  private Catalog with(@Nullable Move move) {
    if (move == null && table.spec().quorums().sloppy()) {
      for (NodeId node : new Placement(catalog).fallbacks(partition.id(), replicas)) {
        if (!fallbacks.contains(node) && fallbacks.size() < replicas.size()) {
          fallbacks.add(node);
          origins.add(nextOrigin++);
        }
      }
    }
    PartitionDescriptor next =
        partition.next(replicas, new Peers(fallbacks, origins, former, move, rebuilding));
    List<PartitionDescriptor> partitions = new ArrayList<>(table.partitions());
    partitions.set(partitions.indexOf(partition), next);
    Catalog.Counters counters = catalog.counters();
    return catalog.with(
        version,
        new Table(table.id(), table.spec(), partitions),
        new Catalog.Counters(
            counters.table(), counters.partition(), nextOrigin, counters.client()));
  }
}
