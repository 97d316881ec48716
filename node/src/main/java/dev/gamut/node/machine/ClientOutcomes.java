package dev.gamut.node.machine;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Outcome;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The outcomes of one client's writes, and what is known of the client: two arrays in the order of
/// the client's numbers, because nearly all come in that order at one end and go at the other.
///
/// The newest [#NEWEST_MAX] lie in one record, the older ones in records of [#CHUNK] numbers each.
final class ClientOutcomes {
  /// Outcomes in the newest record.
  static final int NEWEST_MAX = 64;

  /// Numbers in a record of older ones.
  static final int CHUNK = 64;

  final long id;
  private long lowestUnfinished;
  private HybridTime expires = HybridTime.ZERO;
  private long[] numbers = new long[4];
  private @Nullable Outcome[] outcomes = new @Nullable Outcome[4];

  /// Where the remembered ones begin and end.
  private int from;

  private int to;

  ClientOutcomes(long id) {
    this.id = id;
  }

  int count() {
    return to - from;
  }

  long lowestUnfinished() {
    return lowestUnfinished;
  }

  HybridTime expires() {
    return expires;
  }

  void expiresAt(HybridTime time) {
    if (time.compareTo(expires) > 0) {
      expires = time;
    }
  }

  @Nullable Outcome find(long number) {
    int place = place(number);
    return place < 0 ? null : outcomes[place];
  }

  /// Where a number is; where it would be, as by [Arrays#binarySearch], if it is not there.
  private int place(long number) {
    return from == to || number > numbers[to - 1]
        ? -(to + 1)
        : Arrays.binarySearch(numbers, from, to, number);
  }

  /// @param older hears a number for each record of older outcomes that changes
  void put(long number, Outcome outcome, LongConsumer older) {
    int place = place(number);
    if (place < 0) {
      place = insert(-(place + 1), number);
      outcomes[place] = outcome;
      int outside = Math.min(place, newest() - 1);
      if (outside >= from) {
        older.accept(numbers[outside]);
      }
    } else {
      outcomes[place] = outcome;
      if (place < newest()) {
        older.accept(number);
      }
    }
  }

  private int insert(int place, long number) {
    int at = place;
    if (to == numbers.length) {
      at -= makeRoom();
    }
    System.arraycopy(numbers, at, numbers, at + 1, to - at);
    System.arraycopy(outcomes, at, outcomes, at + 1, to - at);
    numbers[at] = number;
    to++;
    return at;
  }

  /// Room for one more at the end. Returns by how much everything moved towards the beginning.
  private int makeRoom() {
    int moved = from;
    int length = 2 * count() <= numbers.length ? numbers.length : 2 * numbers.length;
    long[] movedNumbers = length == numbers.length ? numbers : new long[length];
    @Nullable Outcome[] movedOutcomes =
        length == numbers.length ? outcomes : new @Nullable Outcome[length];
    System.arraycopy(numbers, from, movedNumbers, 0, count());
    System.arraycopy(outcomes, from, movedOutcomes, 0, count());
    to -= from;
    from = 0;
    numbers = movedNumbers;
    outcomes = movedOutcomes;
    Arrays.fill(outcomes, to, length, null);
    return moved;
  }

  /// The first place of the newest record.
  private int newest() {
    return Math.max(from, to - NEWEST_MAX);
  }

  /// The client will not ask for anything below this any more.
  void forgetBelow(long lowest, LongConsumer older) {
    if (lowest <= lowestUnfinished) {
      return;
    }
    lowestUnfinished = lowest;
    int newest = newest();
    while (from < to && numbers[from] < lowest) {
      if (from < newest) {
        older.accept(numbers[from]);
      }
      outcomes[from++] = null;
    }
  }

  void eachOlder(LongConsumer older) {
    for (int i = from; i < newest(); i++) {
      older.accept(numbers[i]);
    }
  }

  Bytes encodeNewest() {
    ByteWriter out = new ByteWriter(32 + 32 * (to - newest()));
    out.u8(Outcomes.FORMAT).i64(expires.value()).varint(lowestUnfinished);
    write(out.varint(to - newest()), newest(), to, 0);
    return out.take();
  }

  /// The record of older ones that begins with this number; null when it has none.
  @Nullable Bytes encodeOlder(long first) {
    int begin = place(first);
    begin = begin < 0 ? -(begin + 1) : begin;
    int end = begin;
    while (end < newest() && numbers[end] < first + CHUNK) {
      end++;
    }
    if (begin == end) {
      return null;
    }
    ByteWriter out = new ByteWriter(16 + 32 * (end - begin));
    write(out.u8(Outcomes.FORMAT).varint(end - begin), begin, end, first);
    return out.take();
  }

  private void write(ByteWriter out, int begin, int end, long first) {
    long last = first;
    for (int i = begin; i < end; i++) {
      requireNonNull(outcomes[i]).write(out.varint(numbers[i] - last));
      last = numbers[i];
    }
  }

  void decodeNewest(ByteReader in) throws MalformedException {
    expires = new HybridTime(in.i64());
    lowestUnfinished = in.varint();
    decodeOlder(0, in);
  }

  void decodeOlder(long first, ByteReader in) throws MalformedException {
    int count = in.count(2);
    long last = first;
    for (int i = 0; i < count; i++) {
      last += in.varint();
      put(last, Outcome.read(in), _ -> {});
    }
  }
}
