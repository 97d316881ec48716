package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One partition, as the catalog describes it: a contiguous range of its table's places, its
/// replicas, and the epoch of this description. The first replica is the preferred leader.
///
/// @param from the first place; empty for the start of the table
/// @param to the place behind the last; null for the end of the table
/// @param origin who stamps the writes of this partition's log
public record PartitionDescriptor(
    PartitionId id,
    TableId table,
    long epoch,
    long origin,
    Bytes from,
    @Nullable Bytes to,
    List<NodeId> replicas) {
  public PartitionDescriptor {
    replicas = List.copyOf(replicas);
    Invariant.require(!replicas.isEmpty(), "%s has no replicas", id);
    Invariant.require(to == null || from.compareTo(to) < 0, "%s ends before it begins", id);
  }

  public boolean holds(Bytes place) {
    return place.compareTo(from) >= 0 && (to == null || place.compareTo(to) < 0);
  }

  public void write(ByteWriter out) {
    out.varint(id.value()).varint(table.value()).varint(epoch).varint(origin).bytes(from);
    out.bool(to != null);
    if (to != null) {
      out.bytes(to);
    }
    out.u8(replicas.size());
    replicas.forEach(node -> out.varint(node.value()));
  }

  public static PartitionDescriptor read(ByteReader in) throws MalformedException {
    try {
      PartitionId id = new PartitionId(in.varint());
      TableId table = new TableId(in.natural());
      long epoch = in.varint();
      long origin = in.varint();
      Bytes from = in.bytes();
      Bytes to = in.bool() ? in.bytes() : null;
      int count = in.u8();
      List<NodeId> replicas = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        replicas.add(new NodeId(in.natural()));
      }
      return new PartitionDescriptor(id, table, epoch, origin, from, to, replicas);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("a partition that cannot be: " + e.getMessage(), e);
    }
  }
}
