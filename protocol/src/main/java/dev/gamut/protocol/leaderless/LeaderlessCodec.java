package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How messages of leaderless replicas look in a frame: `kind u8 · fields`, numbers as varints.
/// Golden bytes are in the tests; a change of layout is a new kind.
public final class LeaderlessCodec {
  private LeaderlessCodec() {}

  public static void write(ByteWriter out, LeaderlessMessage message) {
    switch (message) {
      case LeaderlessMessage.Store(long id, Write write) -> write.write(out.u8(1).varint(id));
      case LeaderlessMessage.Stored(long id) -> out.u8(2).varint(id);
      case LeaderlessMessage.ClockRefused(long id, long aheadMillis) ->
          out.u8(3).varint(id).varint(aheadMillis);
      case LeaderlessMessage.AskDots(long id, Bytes place) -> out.u8(4).varint(id).bytes(place);
      case LeaderlessMessage.DotsAre(long id, List<Dot> dots) ->
          writeDots(dots, out.u8(5).varint(id));
      case LeaderlessMessage.AskItem(long id, Bytes place) -> out.u8(6).varint(id).bytes(place);
      case LeaderlessMessage.ItemIs(long id, Item item) -> item.write(out.u8(7).varint(id));
      case LeaderlessMessage.Repair(long id, Handed handed) -> handed.write(out.u8(8).varint(id));
      case LeaderlessMessage.FrontierIs(Frontier frontier, HybridTime floor) ->
          frontier.write(out.u8(9).i64(floor.value()));
      case LeaderlessMessage.Fetch(long id, Frontier wanted, int bytesMax) ->
          wanted.write(out.u8(10).varint(id).i32(bytesMax));
      case LeaderlessMessage.Fetched(long id, List<Handed> items) ->
          Handed.writeAll(items, out.u8(11).varint(id));
      case LeaderlessMessage.Walk(long id, Bytes from, int bytesMax) ->
          out.u8(12).varint(id).bytes(from).i32(bytesMax);
      case LeaderlessMessage.AskName(long id, Bytes place, WriteName name, long ageNanos) -> {
        name.write(out.u8(20).varint(id).bytes(place));
        out.varint(ageNanos);
      }
      case LeaderlessMessage.NameIs(long id, LeaderlessMessage.NameIs.Kind kind, Version of) ->
          of.write(out.u8(21).varint(id).u8(kind.ordinal()));
      case LeaderlessMessage.Walked(long id, List<Handed> items, Bytes next) -> {
        Handed.writeAll(items, out.u8(13).varint(id));
        out.bool(next != null);
        if (next != null) {
          out.bytes(next);
        }
      }
      case LeaderlessMessage.AskBuckets(long id, List<Long> groups) ->
          writeHashes(groups, out.u8(14).varint(id));
      case LeaderlessMessage.BucketsAre(long id, boolean built, var groups) -> {
        out.u8(15).varint(id).bool(built);
        out.varint(groups.size());
        groups.forEach((group, hashes) -> writeHashes(hashes, out.u8(group)));
      }
      case LeaderlessMessage.AskKeys(long id, KeyQuery query) -> query.write(out.u8(16).varint(id));
      case LeaderlessMessage.KeysAre(long id, KeyPage page) -> page.write(out.u8(17).varint(id));
    }
  }

  private static void writeDots(List<Dot> dots, ByteWriter out) {
    out.varint(dots.size());
    for (Dot dot : dots) {
      out.varint(dot.origin()).varint(dot.sequence());
    }
  }

  public static LeaderlessMessage read(ByteReader in) throws MalformedException {
    int kind = in.u8();
    LeaderlessMessage message =
        switch (kind) {
          case 1 -> new LeaderlessMessage.Store(in.varint(), Write.read(in));
          case 2 -> new LeaderlessMessage.Stored(in.varint());
          case 3 -> new LeaderlessMessage.ClockRefused(in.varint(), in.varint());
          case 4 -> new LeaderlessMessage.AskDots(in.varint(), in.bytes());
          case 5 -> new LeaderlessMessage.DotsAre(in.varint(), readDots(in));
          case 6 -> new LeaderlessMessage.AskItem(in.varint(), in.bytes());
          case 7 -> new LeaderlessMessage.ItemIs(in.varint(), Item.read(in));
          case 8 -> new LeaderlessMessage.Repair(in.varint(), Handed.read(in));
          case 9 -> readFrontierIs(in);
          case 10 -> readFetch(in);
          case 11 -> new LeaderlessMessage.Fetched(in.varint(), Handed.readAll(in));
          case 12 -> new LeaderlessMessage.Walk(in.varint(), in.bytes(), in.i32());
          case 13 ->
              new LeaderlessMessage.Walked(
                  in.varint(), Handed.readAll(in), in.bool() ? in.bytes() : null);
          case 20 ->
              new LeaderlessMessage.AskName(
                  in.varint(), in.bytes(), WriteName.read(in), in.varint());
          case 21 -> readNameIs(in);
          case 14 ->
              new LeaderlessMessage.AskBuckets(in.varint(), readHashes(in, Buckets.GROUP_COUNT));
          case 15 -> readBucketsAre(in);
          case 16 -> new LeaderlessMessage.AskKeys(in.varint(), KeyQuery.read(in));
          case 17 -> new LeaderlessMessage.KeysAre(in.varint(), KeyPage.read(in));
          default -> throw new MalformedException("unknown message " + kind);
        };
    in.finish();
    return message;
  }

  private static LeaderlessMessage readNameIs(ByteReader in) throws MalformedException {
    long id = in.varint();
    int kind = in.u8();
    LeaderlessMessage.NameIs.Kind[] kinds = LeaderlessMessage.NameIs.Kind.values();
    if (kind >= kinds.length) {
      throw new MalformedException("unknown answer " + kind);
    }
    return new LeaderlessMessage.NameIs(id, kinds[kind], Version.read(in));
  }

  private static void writeHashes(List<Long> hashes, ByteWriter out) {
    hashes.forEach(out::i64);
  }

  private static List<Long> readHashes(ByteReader in, int count) throws MalformedException {
    List<Long> hashes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      hashes.add(in.i64());
    }
    return hashes;
  }

  private static LeaderlessMessage readBucketsAre(ByteReader in) throws MalformedException {
    long id = in.varint();
    boolean built = in.bool();
    int count = in.count(1 + 8 * Buckets.GROUP_SIZE);
    Map<Integer, List<Long>> groups = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int group = in.u8();
      if (group >= Buckets.GROUP_COUNT) {
        throw new MalformedException("there is no group " + group);
      }
      groups.put(group, readHashes(in, Buckets.GROUP_SIZE));
    }
    return new LeaderlessMessage.BucketsAre(id, built, groups);
  }

  private static LeaderlessMessage readFrontierIs(ByteReader in) throws MalformedException {
    HybridTime floor = new HybridTime(in.i64());
    return new LeaderlessMessage.FrontierIs(Frontier.read(in), floor);
  }

  private static LeaderlessMessage readFetch(ByteReader in) throws MalformedException {
    long id = in.varint();
    int bytesMax = in.i32();
    return new LeaderlessMessage.Fetch(id, Frontier.read(in), bytesMax);
  }

  private static List<Dot> readDots(ByteReader in) throws MalformedException {
    int count = in.count(2);
    List<Dot> dots = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      dots.add(new Dot(in.varint(), in.varint()));
    }
    return List.copyOf(dots);
  }
}
