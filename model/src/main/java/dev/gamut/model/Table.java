package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// A table and its partitions, in the order of their places, without gaps. One that is cut later
/// has none yet.
public record Table(TableId id, TableSpec spec, List<PartitionDescriptor> partitions) {
  public Table {
    partitions = List.copyOf(partitions);
    Invariant.require(
        partitions.isEmpty() == spec.isCutLater(), "%s has %d partitions", id, partitions.size());
    Bytes expected = Bytes.EMPTY;
    for (int i = 0; i < partitions.size(); i++) {
      PartitionDescriptor partition = partitions.get(i);
      Bytes to = partition.to();
      Invariant.require(
          partition.from().equals(expected), "%s does not begin where the last ends", partition);
      Invariant.require(
          (to == null) == (i == partitions.size() - 1), "%s ends in a gap", partition);
      expected = to == null ? Bytes.EMPTY : to;
    }
  }

  public String name() {
    return spec.name();
  }

  /// Whether it has partitions, and so may have items.
  public boolean isCut() {
    return !partitions.isEmpty();
  }

  /// The partition that holds a place, in a table that is cut.
  public PartitionDescriptor locate(Bytes place) {
    return partitions.get(indexOf(place));
  }

  /// The number, from 0, of the partition that holds a place.
  public int indexOf(Bytes place) {
    int low = 0;
    int high = partitions.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (partitions.get(middle).from().compareTo(place) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  public void write(ByteWriter out) {
    out.varint(id.value());
    spec.write(out);
    out.varint(partitions.size());
    partitions.forEach(partition -> partition.write(out));
  }

  public static Table read(ByteReader in) throws MalformedException {
    TableId id = new TableId(in.natural());
    TableSpec spec = TableSpec.read(in);
    int count = in.count(8);
    List<PartitionDescriptor> partitions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      partitions.add(PartitionDescriptor.read(in));
    }
    try {
      return new Table(id, spec, partitions);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("a table that cannot be: " + e.getMessage(), e);
    }
  }
}
