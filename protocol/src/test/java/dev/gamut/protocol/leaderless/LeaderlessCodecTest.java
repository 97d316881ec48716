package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.testing.CodecCheck;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LeaderlessCodecTest {
  private static long number(Entropy entropy) {
    return entropy.nextLong() >>> entropy.below(64);
  }

  private static Bytes bytes(Entropy entropy) {
    return Bytes.utf8("x".repeat(entropy.below(4)));
  }

  private static Dot dot(Entropy entropy) {
    return new Dot(1 + entropy.below(300), 1 + entropy.below(1_000));
  }

  private static Frontier frontier(Entropy entropy) {
    Frontier frontier = Frontier.EMPTY;
    for (int i = entropy.below(4); i > 0; i--) {
      frontier = frontier.with(dot(entropy));
    }
    return frontier;
  }

  private static Item.Sibling sibling(Entropy entropy) {
    Value value = entropy.chance(0.3) ? Value.TOMBSTONE : Value.bytes(bytes(entropy));
    WriteName name =
        entropy.chance(0.3) ? WriteName.NONE : new WriteName(1 + number(entropy) / 2, 5);
    return new Item.Sibling(
        new Version(new HybridTime(number(entropy)), dot(entropy)), value, name);
  }

  private static Item item(Entropy entropy) {
    return entropy.chance(0.3)
        ? Item.NOTHING
        : new Item(List.of(sibling(entropy), sibling(entropy)), frontier(entropy));
  }

  private static Handed handed(Entropy entropy) {
    return new Handed(bytes(entropy), item(entropy), frontier(entropy));
  }

  private static Write write(Entropy entropy) {
    return new Write(bytes(entropy), sibling(entropy), frontier(entropy));
  }

  private static List<Long> hashes(Entropy entropy, int count) {
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hashes.add(entropy.nextLong());
    }
    return hashes;
  }

  private static Map<Integer, List<Long>> groups(Entropy entropy) {
    Map<Integer, List<Long>> groups = new TreeMap<>();
    for (int i = entropy.below(3); i > 0; i--) {
      groups.put(entropy.below(Buckets.GROUP_COUNT), hashes(entropy, Buckets.GROUP_SIZE));
    }
    return groups;
  }

  private static List<Integer> buckets(Entropy entropy) {
    BitSet buckets = new BitSet();
    for (int i = entropy.below(6); i > 0; i--) {
      buckets.set(entropy.below(Buckets.COUNT));
    }
    return buckets.stream().boxed().toList();
  }

  private static KeyPage page(Entropy entropy) {
    List<KeyHashes> keys = new ArrayList<>();
    for (int i = entropy.below(3); i > 0; i--) {
      KeyHashes.Live live = new KeyHashes.Live(dot(entropy), entropy.nextLong());
      keys.add(new KeyHashes(bytes(entropy), List.of(live)));
    }
    Bytes next = entropy.chance(0.5) ? null : bytes(entropy);
    return new KeyPage(frontier(entropy), frontier(entropy), keys, next);
  }

  private static LeaderlessMessage message(Entropy entropy) {
    long id = number(entropy);
    return switch (entropy.below(19)) {
      case 0 -> new LeaderlessMessage.Store(id, write(entropy));
      case 1 -> new LeaderlessMessage.Stored(id);
      case 2 -> new LeaderlessMessage.ClockRefused(id, number(entropy));
      case 3 -> new LeaderlessMessage.AskDots(id, bytes(entropy));
      case 4 -> new LeaderlessMessage.DotsAre(id, List.of(dot(entropy), dot(entropy)));
      case 5 -> new LeaderlessMessage.AskItem(id, bytes(entropy));
      case 6 -> new LeaderlessMessage.ItemIs(id, item(entropy));
      case 7 -> new LeaderlessMessage.Repair(id, handed(entropy));
      case 8 ->
          new LeaderlessMessage.FrontierIs(
              frontier(entropy), HybridTime.ofMillis(entropy.below(1_000)));
      case 9 -> new LeaderlessMessage.Fetch(id, frontier(entropy), entropy.below(1 << 20));
      case 10 -> new LeaderlessMessage.Walk(id, bytes(entropy), entropy.below(1 << 20));
      case 11 ->
          new LeaderlessMessage.Walked(
              id, List.of(handed(entropy)), entropy.chance(0.5) ? null : bytes(entropy));
      case 12 ->
          new LeaderlessMessage.AskName(
              id, bytes(entropy), sibling(entropy).name(), number(entropy) / 2);
      case 13 ->
          new LeaderlessMessage.NameIs(
              id,
              LeaderlessMessage.NameIs.Kind.values()[entropy.below(4)],
              sibling(entropy).version());
      case 14 -> new LeaderlessMessage.AskBuckets(id, hashes(entropy, Buckets.GROUP_COUNT));
      case 15 -> new LeaderlessMessage.BucketsAre(id, entropy.chance(0.5), groups(entropy));
      case 16 ->
          new LeaderlessMessage.AskKeys(
              id, new KeyQuery(buckets(entropy), bytes(entropy), entropy.below(1 << 20)));
      case 17 -> new LeaderlessMessage.KeysAre(id, page(entropy));
      default -> new LeaderlessMessage.Fetched(id, List.of(handed(entropy), handed(entropy)));
    };
  }

  private static LogRecord record(Entropy entropy) {
    return switch (entropy.below(6)) {
      case 0 ->
          new LogRecord.Mint(
              bytes(entropy),
              sibling(entropy),
              entropy.chance(0.5) ? null : new Context(frontier(entropy), HybridTime.ZERO));
      case 1 -> new LogRecord.Take(write(entropy));
      case 2 -> new LogRecord.Merge(List.of(handed(entropy)));
      case 4 -> new LogRecord.Caught(frontier(entropy));
      case 3 -> new LogRecord.Floor(HybridTime.ofMillis(entropy.below(1_000)));
      default -> new LogRecord.Collect(List.of(bytes(entropy), bytes(entropy)), frontier(entropy));
    };
  }

  @Test
  void messages() {
    new CodecCheck<>(
            LeaderlessCodecTest::message,
            (message, out) -> LeaderlessCodec.write(out, message),
            LeaderlessCodec::read)
        .run(1);
  }

  @Test
  void records() {
    new CodecCheck<>(
            LeaderlessCodecTest::record,
            (record, out) -> out.raw(record.encode()),
            in -> LogRecord.decode(in.rest()))
        .run(2);
  }

  @Test
  void keepTheirBytes() {
    Item.Sibling sibling =
        new Item.Sibling(
            new Version(new HybridTime(0x0102030405060708L), new Dot(9, 300)),
            Value.bytes(Bytes.utf8("v")),
            new WriteName(5, 6));
    Write write = new Write(Bytes.utf8("k"), sibling, Frontier.ofRange(9, 1, 299));
    ByteWriter out = new ByteWriter();
    LeaderlessCodec.write(out, new LeaderlessMessage.Store(7, write));
    String fields = "016b" + "080706050403020109000000000000002c01000000000000" + "0506" + "000176";
    assertEquals("0107" + fields + "01090100aa02", out.take().toHex());
    assertEquals("0102" + fields + "01090100aa02", new LogRecord.Take(write).encode().toHex());
    LogRecord.Mint mint = new LogRecord.Mint(Bytes.utf8("k"), sibling, null);
    assertEquals("0101" + fields + "00", mint.encode().toHex());
  }

  @Test
  void comparisonsKeepTheirBytes() {
    KeyQuery query = new KeyQuery(List.of(0, 1, 1_023), Bytes.utf8("k"), 512);
    assertBytes("1007016b0002000003" + "0000fd07", new LeaderlessMessage.AskKeys(7, query));
    KeyHashes key =
        new KeyHashes(Bytes.utf8("k"), List.of(new KeyHashes.Live(new Dot(9, 300), 0x0102L)));
    KeyPage page =
        new KeyPage(Frontier.EMPTY, Frontier.ofRange(9, 1, 300), List.of(key), Bytes.utf8("l"));
    assertBytes(
        "1107" + "00" + "01090100ab02" + "01016b0109ac020201000000000000" + "01016c",
        new LeaderlessMessage.KeysAre(7, page));
    assertBytes(
        "0f070101" + "1f" + "0500000000000000".repeat(Buckets.GROUP_SIZE),
        new LeaderlessMessage.BucketsAre(
            7, true, Map.of(31, Collections.nCopies(Buckets.GROUP_SIZE, 5L))));
    assertBytes(
        "0e07" + "0500000000000000".repeat(Buckets.GROUP_COUNT),
        new LeaderlessMessage.AskBuckets(7, Collections.nCopies(Buckets.GROUP_COUNT, 5L)));
  }

  private static void assertBytes(String hex, LeaderlessMessage message) {
    ByteWriter out = new ByteWriter();
    LeaderlessCodec.write(out, message);
    assertEquals(hex, out.take().toHex());
  }
}
