package dev.gamut.protocol.leaderless;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which keys are to be read: those of some buckets, from a place on.
///
/// @param buckets rising
/// @param from empty for the partition's begin
/// @param bytesMax of items that are read for it, at least one
public record KeyQuery(List<Integer> buckets, Bytes from, int bytesMax) {
  public KeyQuery {
    buckets = List.copyOf(buckets);
  }

  public BitSet bucketSet() {
    BitSet set = new BitSet(Buckets.COUNT);
    buckets.forEach(set::set);
    return set;
  }

  KeyQuery within(int most) {
    return new KeyQuery(buckets, from, Math.clamp(bytesMax, 1, most));
  }

  void write(ByteWriter out) {
    out.bytes(from).i32(bytesMax).varint(buckets.size());
    int behind = 0;
    for (int bucket : buckets) {
      out.varint(bucket - behind);
      behind = bucket + 1;
    }
  }

  static KeyQuery read(ByteReader in) throws MalformedException {
    Bytes from = in.bytes();
    int bytesMax = in.i32();
    int count = in.count(1);
    List<Integer> buckets = new ArrayList<>(count);
    int behind = 0;
    for (int i = 0; i < count; i++) {
      int bucket = Math.addExact(behind, Math.min(in.natural(), Buckets.COUNT));
      if (bucket >= Buckets.COUNT) {
        throw new MalformedException("there is no bucket " + bucket);
      }
      buckets.add(bucket);
      behind = bucket + 1;
    }
    return new KeyQuery(buckets, from, bytesMax);
  }
}
