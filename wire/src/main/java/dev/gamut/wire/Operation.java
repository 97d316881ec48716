package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request asks for. Keys travel as their places, so that every node reads them alike.
public sealed interface Operation {
  /// Changes items of a partition, so it must have an operation id.
  sealed interface Write extends Operation {
    Bytes place();

    Condition condition();
  }

  /// Reads items of a partition.
  sealed interface Read extends Operation {}

  /// Asks the catalog's group to change the catalog.
  sealed interface CatalogChange extends Operation {}

  /// Changes who keeps a leaderless partition, or how far that is. Repeated it does no harm.
  sealed interface ReplicaChange extends CatalogChange {
    PartitionId partition();
  }

  /// Is answered by whichever node gets it, from what it has.
  sealed interface NodeRead extends Operation {}

  record Get(Bytes place) implements Read {}

  record Put(Bytes place, Condition condition, Value value) implements Write {}

  record Delete(Bytes place, Condition condition) implements Write {}

  /// One page of one partition, in the order of places.
  ///
  /// @param from the first place
  /// @param to the place behind the last; null for the end of the partition
  /// @param prefix only items whose partition key begins so; empty for all
  record Scan(Bytes from, @Nullable Bytes to, Bytes prefix, int countMax, int sizeMax)
      implements Read {}

  record CreateTable(TableSpec spec) implements CatalogChange {}

  record DropTable(String name) implements CatalogChange {}

  /// Gives a table that is cut later its partitions, or only asks whether it still has none. Either
  /// is refused with [Result.Reason#ALREADY_EXISTS] once it is cut, by whomever: who has something
  /// to read or write then finds the partitions in the catalog.
  ///
  /// @param splitAt as in [TableSpec]; null only asks
  record CutTable(TableId table, @Nullable List<Bytes> splitAt) implements CatalogChange {
    public CutTable {
      if (splitAt != null) {
        splitAt = List.copyOf(splitAt);
        TableSpec.requireRising(splitAt);
      }
    }
  }

  /// Takes a replica of a leaderless partition to a node that has none, while reads and writes go
  /// on.
  ///
  /// @param lost whether the node that it is taken from will never come back with what it has: it
  ///   is not waited for then
  record MoveReplica(PartitionId partition, NodeId from, NodeId to, boolean lost)
      implements ReplicaChange {}

  /// Takes a replica that is under way one stage further, if it is still in that epoch; or back, as
  /// long as the node that it is taken to has not become a replica.
  record AdvanceMove(PartitionId partition, long epoch, boolean back) implements ReplicaChange {}

  /// Writes off what a replica of a leaderless partition has, which is rebuilt in its place from
  /// what the others have.
  ///
  /// @param origin of the replica that is written off; if the node's is another one, that has
  ///   happened
  /// @param forced whether it is done even when what was acknowledged may be lost by it
  record RebuildReplica(PartitionId partition, NodeId node, long origin, boolean forced)
      implements ReplicaChange {}

  /// A replica that is being rebuilt has taken over all that it must, in that epoch.
  record Rebuilt(PartitionId partition, long epoch, NodeId node) implements ReplicaChange {}

  /// Grants a client id that is good for a while.
  record GrantClient(long lifetimeMillis) implements CatalogChange {}

  /// The catalog as the node has it, unless it is still the one of this version.
  record GetCatalog(long knownVersion) implements NodeRead {}

  /// The newest catalog, unless it is still the one of this version: a linearizable read of the
  /// catalog's group.
  record NewestCatalog(long knownVersion) implements Operation {}

  record GetStatus() implements NodeRead {}

  /// A page of the conflict ledger that the node's replica of a partition keeps, newest first.
  ///
  /// @param place only of this key; null for all
  /// @param below numbers from this on have been seen; [Long#MAX_VALUE] for none
  record GetConflicts(
      PartitionId partition, @Nullable Bytes place, long below, int countMax, int sizeMax)
      implements NodeRead {}

  default void write(ByteWriter out) {
    switch (this) {
      case Get(Bytes place) -> out.u8(1).bytes(place);
      case Put(Bytes place, Condition condition, Value value) -> {
        condition.write(out.u8(2).bytes(place));
        value.write(out);
      }
      case Delete(Bytes place, Condition condition) -> condition.write(out.u8(3).bytes(place));
      case Scan scan -> writeScan(scan, out.u8(4));
      case CreateTable(TableSpec spec) -> spec.write(out.u8(5));
      case DropTable(String name) -> out.u8(6).text(name);
      case GrantClient(long lifetimeMillis) -> out.u8(7).varint(lifetimeMillis);
      case GetCatalog(long knownVersion) -> out.u8(8).varint(knownVersion);
      case GetStatus() -> out.u8(9);
      case CutTable cut -> writeCut(cut, out.u8(10));
      case GetConflicts conflicts -> writeConflicts(conflicts, out.u8(11));
      case MoveReplica(PartitionId partition, NodeId from, NodeId to, boolean lost) ->
          out.u8(12).varint(partition.value()).varint(from.value()).varint(to.value()).bool(lost);
      case AdvanceMove(PartitionId partition, long epoch, boolean back) ->
          out.u8(13).varint(partition.value()).varint(epoch).bool(back);
      case RebuildReplica(PartitionId partition, NodeId node, long origin, boolean forced) ->
          out.u8(14).varint(partition.value()).varint(node.value()).varint(origin).bool(forced);
      case Rebuilt(PartitionId partition, long epoch, NodeId node) ->
          out.u8(15).varint(partition.value()).varint(epoch).varint(node.value());
      case NewestCatalog(long knownVersion) -> out.u8(16).varint(knownVersion);
    }
  }

  private static void writeCut(CutTable cut, ByteWriter out) {
    List<Bytes> splitAt = cut.splitAt();
    out.varint(cut.table().value()).bool(splitAt != null);
    if (splitAt != null) {
      out.varint(splitAt.size());
      splitAt.forEach(out::bytes);
    }
  }

  private static void writeConflicts(GetConflicts of, ByteWriter out) {
    Bytes place = of.place();
    out.varint(of.partition().value()).bool(place != null);
    if (place != null) {
      out.bytes(place);
    }
    out.varint(of.below()).varint(of.countMax()).varint(of.sizeMax());
  }

  private static void writeScan(Scan scan, ByteWriter out) {
    out.bytes(scan.from()).bool(scan.to() != null);
    Bytes to = scan.to();
    if (to != null) {
      out.bytes(to);
    }
    out.bytes(scan.prefix()).varint(scan.countMax()).varint(scan.sizeMax());
  }

  static Operation read(ByteReader in) throws MalformedException {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new Get(in.bytes());
      case 2 -> new Put(in.bytes(), Condition.read(in), Value.read(in));
      case 3 -> new Delete(in.bytes(), Condition.read(in));
      case 4 -> readScan(in);
      case 5 -> new CreateTable(TableSpec.read(in));
      case 6 -> new DropTable(in.text());
      case 7 -> new GrantClient(in.varint());
      case 8 -> new GetCatalog(in.varint());
      case 9 -> new GetStatus();
      case 10 -> readCut(in);
      case 11 -> readConflicts(in);
      case 12 -> new MoveReplica(readPartition(in), readNode(in), readNode(in), in.bool());
      case 13 -> new AdvanceMove(readPartition(in), in.varint(), in.bool());
      case 14 -> new RebuildReplica(readPartition(in), readNode(in), in.varint(), in.bool());
      case 15 -> new Rebuilt(readPartition(in), in.varint(), readNode(in));
      case 16 -> new NewestCatalog(in.varint());
      default -> throw new MalformedException("unknown operation " + kind);
    };
  }

  private static CutTable readCut(ByteReader in) throws MalformedException {
    TableId table = new TableId(in.natural());
    if (!in.bool()) {
      return new CutTable(table, null);
    }
    int count = in.count(1);
    List<Bytes> splitAt = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      splitAt.add(in.bytes());
    }
    try {
      return new CutTable(table, splitAt);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(e.getMessage() + "", e);
    }
  }

  private static PartitionId readPartition(ByteReader in) throws MalformedException {
    long partition = in.varint();
    if (partition < 0) {
      throw new MalformedException("partition " + partition);
    }
    return new PartitionId(partition);
  }

  private static NodeId readNode(ByteReader in) throws MalformedException {
    int node = in.natural();
    if (node == 0) {
      throw new MalformedException("node 0");
    }
    return new NodeId(node);
  }

  private static GetConflicts readConflicts(ByteReader in) throws MalformedException {
    PartitionId partition = readPartition(in);
    Bytes place = in.bool() ? in.bytes() : null;
    long below = in.varint();
    long countMax = in.varint();
    long sizeMax = in.varint();
    if (below < 1) {
      throw new MalformedException("conflicts of partition " + partition + " below " + below);
    }
    checkPage(countMax, sizeMax);
    return new GetConflicts(partition, place, below, (int) countMax, (int) sizeMax);
  }

  private static Scan readScan(ByteReader in) throws MalformedException {
    Bytes from = in.bytes();
    Bytes to = in.bool() ? in.bytes() : null;
    Bytes prefix = in.bytes();
    long countMax = in.varint();
    long sizeMax = in.varint();
    checkPage(countMax, sizeMax);
    return new Scan(from, to, prefix, (int) countMax, (int) sizeMax);
  }

  private static void checkPage(long countMax, long sizeMax) throws MalformedException {
    if (countMax < 1
        || countMax > Integer.MAX_VALUE
        || sizeMax < 1
        || sizeMax > Integer.MAX_VALUE) {
      throw new MalformedException("a page of " + countMax + " items, " + sizeMax + " bytes");
    }
  }
}
