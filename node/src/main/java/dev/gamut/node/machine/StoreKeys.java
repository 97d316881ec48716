package dev.gamut.node.machine;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;

/// Where things lie in the store, whatever the strategy:
///
///     items      01 · table u32 · 01 · place
///     outcomes   01 · table u32 · 04 · partition u64 · client u64 · chunk u64
///     state      01 · table u32 · 04 · partition u64 · FF · name        a machine's own records
///     acceptor   01 · table u32 · 04 · partition u64 · FF · 00 · place  Paxos of a key
///     conflicts  01 · table u32 · 04 · partition u64 · FF · 01 · u64    lost values, newest first
///     position   01 · 00000000  · 05 · partition u64 · 01               applied position
///     installing 01 · 00000000  · 05 · partition u64 · 02               snapshot under way
///     behind     01 · 00000000  · 05 · partition u64 · 03               lost what it acknowledged
///
/// all integers big-endian, so that the keys of a table, a space and a partition lie together.
/// Spaces 02 (history) and 03 (feed) are taken but not used yet.
public final class StoreKeys {
  private static final int FORMAT = 1;
  private static final int ITEMS = 1;
  private static final int PROTOCOL = 4;
  private static final int META = 5;
  private static final int ITEM_PREFIX_SIZE = 6;
  private static final int OUTCOMES_PREFIX_SIZE = 14;
  private static final int CONFLICT_PREFIX_SIZE = 16;

  private StoreKeys() {}

  public static Bytes item(TableId table, Bytes place) {
    ByteWriter out = new ByteWriter(ITEM_PREFIX_SIZE + place.length());
    return space(out, table.value(), ITEMS).raw(place).take();
  }

  public static Bytes placeOf(Bytes itemKey) {
    return itemKey.slice(ITEM_PREFIX_SIZE, itemKey.length());
  }

  /// The first item key of a partition.
  public static Bytes itemsFrom(PartitionDescriptor partition) {
    return item(partition.table(), partition.from());
  }

  /// The key behind the last item key of a partition.
  public static Bytes itemsTo(PartitionDescriptor partition) {
    Bytes to = partition.to();
    return to == null
        ? space(new ByteWriter(8), partition.table().value(), ITEMS + 1).take()
        : item(partition.table(), to);
  }

  /// What begins every record of a partition that its machine keeps beside the items.
  public static Bytes protocol(PartitionDescriptor partition) {
    ByteWriter out = new ByteWriter(OUTCOMES_PREFIX_SIZE);
    return u64(space(out, partition.table().value(), PROTOCOL), partition.id().value()).take();
  }

  static Bytes outcomes(Bytes protocolPrefix, long client, long chunk) {
    return u64(u64(new ByteWriter(32).raw(protocolPrefix), client), chunk).take();
  }

  static long outcomesClient(Bytes key) {
    return readU64(key, OUTCOMES_PREFIX_SIZE);
  }

  static long outcomesChunk(Bytes key) {
    return readU64(key, OUTCOMES_PREFIX_SIZE + 8);
  }

  /// A record of a machine's own; behind all outcomes, since no client id begins with FF.
  public static Bytes state(PartitionDescriptor partition, String name) {
    return new ByteWriter(32).raw(protocol(partition)).u8(0xff).raw(Bytes.utf8(name)).take();
  }

  /// What the acceptor of a leaderless partition's home has promised and accepted of a key.
  public static Bytes acceptor(PartitionDescriptor partition, Bytes place) {
    ByteWriter out = new ByteWriter(32 + place.length());
    return out.raw(protocol(partition)).u8(0xff).u8(0).raw(place).take();
  }

  /// What that acceptor promises of all keys.
  public static Bytes floor(PartitionDescriptor partition) {
    return state(partition, "floor");
  }

  /// Behind everything that the acceptor holds of keys.
  public static Bytes acceptorsTo(PartitionDescriptor partition) {
    return new ByteWriter(32).raw(protocol(partition)).u8(0xff).u8(1).take();
  }

  /// A value in the conflict ledger of a leaderless partition, by its number: later ones first.
  public static Bytes conflict(PartitionDescriptor partition, long number) {
    ByteWriter out = new ByteWriter(CONFLICT_PREFIX_SIZE + 8).raw(protocol(partition));
    return u64(out.u8(0xff).u8(1), Long.MAX_VALUE - number).take();
  }

  public static long conflictNumber(Bytes key) {
    return Long.MAX_VALUE - readU64(key, CONFLICT_PREFIX_SIZE);
  }

  public static Bytes position(PartitionId partition) {
    return meta(partition, 1);
  }

  public static Bytes installing(PartitionId partition) {
    return meta(partition, 2);
  }

  public static Bytes behind(PartitionId partition) {
    return meta(partition, 3);
  }

  private static Bytes meta(PartitionId partition, int kind) {
    return u64(space(new ByteWriter(16), 0, META), partition.value()).u8(kind).take();
  }

  private static ByteWriter space(ByteWriter out, int table, int space) {
    return out.u8(FORMAT).i32(Integer.reverseBytes(table)).u8(space);
  }

  private static ByteWriter u64(ByteWriter out, long value) {
    return out.i64(Long.reverseBytes(value));
  }

  private static long readU64(Bytes key, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (key.get(at + i) & 0xff);
    }
    return value;
  }
}
