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
import java.util.List;
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

  private static LeaderlessMessage message(Entropy entropy) {
    long id = number(entropy);
    return switch (entropy.below(15)) {
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
}
