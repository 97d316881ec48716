package dev.gamut.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.testing.CodecCheck;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Every codec of the model, and the bytes of each format as they were first written down.
final class ModelCodecTest {
  private static final Version VERSION =
      new Version(new HybridTime(0x0102030405060708L), new Dot(9, 300));

  @Test
  void values() {
    new CodecCheck<>(ModelSamples::value, Value::write, Value::read).run(1);
  }

  @Test
  void items() {
    new CodecCheck<>(ModelSamples::item, Item::write, Item::read).run(2);
    new CodecCheck<>(
            ModelSamples::item, (item, out) -> out.raw(item.encode()), in -> Item.decode(in.rest()))
        .run(3);
  }

  @Test
  void conditions() {
    new CodecCheck<>(ModelSamples::condition, Condition::write, Condition::read).run(4);
  }

  @Test
  void contexts() throws MalformedException {
    new CodecCheck<>(ModelSamples::context, Context::write, Context::read).run(21);
    Context context = ModelSamples.context(dev.gamut.base.Entropy.seeded(22));
    String token = context.token();
    assertEquals(context, Context.parse(token));
    for (int i = 0; i < token.length(); i++) {
      String cut = token.substring(0, i);
      assertThrows(MalformedException.class, () -> Context.parse(cut));
    }
    assertThrows(MalformedException.class, () -> Context.parse("x" + token.substring(1)));
    assertThrows(MalformedException.class, () -> Context.parse("no such thing!"));
  }

  @Test
  void concurrentItemsKeepTheirBytes() {
    Item item =
        new Item(
            List.of(
                new Item.Sibling(VERSION, Value.bytes(Bytes.utf8("v")), new WriteName(5, 6)),
                new Item.Sibling(VERSION, Value.TOMBSTONE)),
            dev.gamut.base.Frontier.ofRange(9, 1, 299));
    assertEquals(
        "0202"
            + "080706050403020109000000000000002c01000000000000"
            + "0506"
            + "000176"
            + "080706050403020109000000000000002c01000000000000"
            + "00"
            + "ff00"
            + "01090100aa02",
        item.encode().toHex());
  }

  @Test
  void outcomes() {
    new CodecCheck<>(ModelSamples::outcome, Outcome::write, Outcome::read).run(5);
  }

  @Test
  void levels() {
    new CodecCheck<>(ModelSamples::level, Level::write, Level::read).run(6);
  }

  @Test
  void operationIds() {
    new CodecCheck<>(ModelSamples::operation, OperationId::write, OperationId::read).run(7);
  }

  @Test
  void receipts() {
    new CodecCheck<>(ModelSamples::receipt, Receipt::write, Receipt::read).run(8);
  }

  @Test
  void members() {
    new CodecCheck<>(ModelSamples::member, Member::write, Member::read).run(9);
  }

  @Test
  void tableSpecs() {
    new CodecCheck<>(ModelSamples::spec, TableSpec::write, TableSpec::read).run(10);
  }

  @Test
  void partitionDescriptors() {
    new CodecCheck<>(
            ModelSamples::descriptor, PartitionDescriptor::write, PartitionDescriptor::read)
        .run(11);
  }

  @Test
  void tables() {
    new CodecCheck<>(ModelSamples::table, Table::write, Table::read).run(12);
  }

  /// A catalog is compared by its bytes, which hold all of it.
  @Test
  void catalogs() {
    new CodecCheck<>(
            entropy -> ModelSamples.catalog(entropy).encode(),
            (encoded, out) -> out.raw(encoded),
            in -> Catalog.decode(in.rest()).encode())
        .run(13);
  }

  @Test
  void numbersThatDoNotFitAreRefusedAndNotCut() {
    ByteWriter spec = new ByteWriter();
    spec.text("t").u8(StrategyKind.CONSENSUS.code()).u8(0);
    spec.varint((1L << 32) + 4).varint(3).varint(0);
    refused(spec, TableSpec::read);
    ByteWriter negative = new ByteWriter();
    negative.text("t").u8(StrategyKind.CONSENSUS.code()).u8(0);
    negative.varint(-(1L << 32) + 4).varint(3).varint(0);
    refused(negative, TableSpec::read);
    ByteWriter receipt = new ByteWriter();
    receipt.u8(0).u8(0).varint((1L << 32) + 1).varint(1).u8(0).u8(0).varint(1);
    VERSION.write(receipt);
    refused(receipt, Receipt::read);
    ByteWriter descriptor = new ByteWriter();
    descriptor.varint(1).varint((1L << 32) + 1).varint(1).varint(1).bytes(Bytes.EMPTY);
    refused(descriptor.bool(false).u8(1).varint(1), PartitionDescriptor::read);
    ByteWriter replica = new ByteWriter();
    replica.varint(1).varint(1).varint(1).varint(1).bytes(Bytes.EMPTY).bool(false);
    refused(replica.u8(1).varint((1L << 32) + 1), PartitionDescriptor::read);
  }

  @Test
  void aTableWithoutPartitionsIsRefused() {
    ByteWriter out = new ByteWriter();
    out.varint(1);
    new TableSpec("t", StrategyKind.CONSENSUS, PartitionBy.HASH, 1, 3, List.of()).write(out);
    refused(out.varint(0), Table::read);
  }

  private static <T> void refused(ByteWriter out, CodecCheck.Reader<T> reader) {
    Bytes bytes = out.take();
    assertThrows(MalformedException.class, () -> reader.read(new ByteReader(bytes)));
  }

  /// The golden bytes of format 1: never rewritten. Data on disks and nodes of other versions has
  /// them.
  @Test
  void itemFormatOne() throws MalformedException {
    Item item = Item.of(VERSION, Value.bytes(Bytes.utf8("hi")));
    String golden =
        "0101" + "0807060504030201" + "0900000000000000" + "2c01000000000000" + "00026869";
    assertEquals(golden, item.encode().toHex());
    assertEquals(item, Item.decode(Bytes.wrap(HexFormat.of().parseHex(golden))));
  }

  @Test
  void catalogFormatOne() throws MalformedException {
    TableSpec spec =
        new TableSpec(
            "w", StrategyKind.CONSENSUS, PartitionBy.RANGE, 2, 3, List.of(Bytes.utf8("m")));
    TableId id = new TableId(1);
    List<NodeId> nodes = List.of(new NodeId(1));
    Bytes middle = Bytes.utf8("m");
    Table table =
        new Table(
            id,
            spec,
            List.of(
                new PartitionDescriptor(new PartitionId(1), id, 1, 2, Bytes.EMPTY, middle, nodes),
                new PartitionDescriptor(new PartitionId(2), id, 1, 3, middle, null, nodes)));
    Catalog catalog =
        Catalog.first(new UUID(1, 2), List.of(new Member(new NodeId(1), "a:1", "")))
            .with(5, table, new Catalog.Counters(2, 3, 4, 7));
    String golden =
        "01"
            + "0100000000000000"
            + "0200000000000000"
            + "05"
            + "01"
            + "0103613a3100"
            + "01"
            + "01"
            + "0177"
            + "01"
            + "01"
            + "02"
            + "03"
            + "01"
            + "016d"
            + "02"
            + "01010102"
            + "00"
            + "01016d"
            + "0101"
            + "02010103"
            + "016d"
            + "00"
            + "0101"
            + "02030407";
    assertEquals(golden, catalog.encode().toHex());
    Catalog decoded = Catalog.decode(Bytes.wrap(HexFormat.of().parseHex(golden)));
    assertEquals(catalog.tables(), decoded.tables());
    assertEquals(catalog.members(), decoded.members());
    assertEquals(catalog.counters(), decoded.counters());
    assertEquals(5, decoded.version());
  }
}
