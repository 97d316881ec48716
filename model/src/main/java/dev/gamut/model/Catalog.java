package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.PartitionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the whole cluster agrees on: its members, tables and partitions. Immutable; every change is
/// an entry in the catalog's log and makes a new one with a higher version. Nodes serve under the
/// last one they applied, and clients cache it to find their way.
public final class Catalog {
  private static final int FORMAT = 1;

  private final UUID cluster;
  private final long version;
  private final List<Member> members;
  private final SortedMap<String, Table> tables;
  private final Counters counters;

  /// The next of each id that is granted and never reused.
  public record Counters(int table, long partition, long origin, long client) {
    /// Partition 0 and origin 1 are the catalog's own.
    public static final Counters FIRST = new Counters(1, 1, 2, 1);
  }

  private Catalog(
      UUID cluster,
      long version,
      List<Member> members,
      SortedMap<String, Table> tables,
      Counters counters) {
    this.cluster = cluster;
    this.version = version;
    this.members = List.copyOf(members);
    this.tables = tables;
    this.counters = counters;
  }

  public static Catalog first(UUID cluster, List<Member> members) {
    return new Catalog(cluster, 0, members, new TreeMap<>(), Counters.FIRST);
  }

  public UUID cluster() {
    return cluster;
  }

  /// Rises with every change; the index of the log entry that made it.
  public long version() {
    return version;
  }

  public List<Member> members() {
    return members;
  }

  /// By name, sorted.
  public Map<String, Table> tables() {
    return Collections.unmodifiableMap(tables);
  }

  public @Nullable Table table(String name) {
    return tables.get(name);
  }

  public Counters counters() {
    return counters;
  }

  public Catalog withMembers(long version, List<Member> members) {
    return new Catalog(cluster, version, members, tables, counters);
  }

  /// Adds or replaces a table.
  public Catalog with(long version, Table table, Counters counters) {
    TreeMap<String, Table> changed = new TreeMap<>(tables);
    changed.put(table.name(), table);
    return new Catalog(cluster, version, members, changed, counters);
  }

  public Catalog without(long version, String table) {
    TreeMap<String, Table> changed = new TreeMap<>(tables);
    changed.remove(table);
    return new Catalog(cluster, version, members, changed, counters);
  }

  public Catalog withCounters(Counters counters) {
    return new Catalog(cluster, version, members, tables, counters);
  }

  /// Every partition of every table, by id.
  public SortedMap<PartitionId, PartitionDescriptor> partitions() {
    TreeMap<PartitionId, PartitionDescriptor> all = new TreeMap<>();
    for (Table table : tables.values()) {
      table.partitions().forEach(partition -> all.put(partition.id(), partition));
    }
    return all;
  }

  public Bytes encode() {
    ByteWriter out = new ByteWriter(1024);
    out.u8(FORMAT).i64(cluster.getMostSignificantBits()).i64(cluster.getLeastSignificantBits());
    out.varint(version).varint(members.size());
    members.forEach(member -> member.write(out));
    out.varint(tables.size());
    tables.values().forEach(table -> table.write(out));
    out.varint(counters.table()).varint(counters.partition());
    return out.varint(counters.origin()).varint(counters.client()).take();
  }

  public static Catalog decode(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("catalog format " + format + " is not known here");
    }
    UUID cluster = new UUID(in.i64(), in.i64());
    long version = in.varint();
    int memberCount = in.count(3);
    List<Member> members = new ArrayList<>(memberCount);
    for (int i = 0; i < memberCount; i++) {
      members.add(Member.read(in));
    }
    int tableCount = in.count(8);
    TreeMap<String, Table> tables = new TreeMap<>();
    for (int i = 0; i < tableCount; i++) {
      Table table = Table.read(in);
      tables.put(table.name(), table);
    }
    Counters counters = new Counters(in.natural(), in.varint(), in.varint(), in.varint());
    in.finish();
    return new Catalog(cluster, version, members, tables, counters);
  }
}
