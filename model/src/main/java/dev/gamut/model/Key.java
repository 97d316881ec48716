package dev.gamut.model;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// What names an item: a partition key, and a sort key that is empty when there is none.
///
/// The *place* of a key is its form in a table's order, and in the store:
///
///     range:                escaped partition key · 00 01 · sort key
///     hash:   token u64 BE · escaped partition key · 00 01 · sort key
///
/// where escaping turns 00 into 00 FF, so that places sort as the pairs do.
public record Key(Bytes partitionKey, Bytes sortKey) {
  private static final int TOKEN_SIZE = 8;

  /// Bytes by which the place of a key without zeros is longer than the key, at the most.
  public static final int PLACE_OVERHEAD = TOKEN_SIZE + 2;

  public static Key of(String partitionKey) {
    return new Key(Bytes.utf8(partitionKey), Bytes.EMPTY);
  }

  public static Key of(Bytes partitionKey) {
    return new Key(partitionKey, Bytes.EMPTY);
  }

  public int size() {
    return partitionKey.length() + sortKey.length();
  }

  public Bytes place(PartitionBy order) {
    ByteWriter out = new ByteWriter(partitionKey.length() + sortKey.length() + TOKEN_SIZE + 4);
    if (order == PartitionBy.HASH) {
      bigEndian(out, Token.of(partitionKey));
    }
    escape(partitionKey, out);
    return out.u8(0).u8(1).raw(sortKey).take();
  }

  /// The first place that a range table's key with this prefix, or any key not before it, can have.
  public static Bytes placePrefix(Bytes partitionKeyPrefix) {
    ByteWriter out = new ByteWriter(partitionKeyPrefix.length() + 4);
    escape(partitionKeyPrefix, out);
    return out.take();
  }

  /// Whether the partition key at a place of a hash table begins with a prefix, which is given as
  /// [#placePrefix]. Nothing is decoded, because a scan asks this of every item of a table.
  public static boolean isAtHashPlace(Bytes escapedPrefix, Bytes place) {
    return place.startsWith(escapedPrefix, TOKEN_SIZE);
  }

  /// Where a partition that begins at this token begins.
  public static Bytes placeOfToken(long token) {
    ByteWriter out = new ByteWriter(TOKEN_SIZE);
    bigEndian(out, token);
    return out.take();
  }

  /// Reads a place back; refuses one that [#place] cannot have made, a wrong token included.
  public static Key atPlace(PartitionBy order, Bytes place) throws MalformedException {
    int start = order == PartitionBy.HASH ? TOKEN_SIZE : 0;
    if (place.length() < start + 2) {
      throw new MalformedException("the place of a key is too short: " + place.length());
    }
    int end = endOfPartitionKey(place, start);
    Bytes partitionKey = unescape(place.slice(start, end));
    if (order == PartitionBy.HASH && token(place) != Token.of(partitionKey)) {
      throw new MalformedException("the token of the place is not that of its key");
    }
    return new Key(partitionKey, place.slice(end + 2, place.length()));
  }

  private static int endOfPartitionKey(Bytes place, int start) throws MalformedException {
    for (int i = start; i + 1 < place.length(); i++) {
      if (place.get(i) == 0) {
        if (place.get(i + 1) == 1) {
          return i;
        }
        if (place.get(i + 1) != (byte) 0xff) {
          throw new MalformedException("the place of a key has a broken escape");
        }
        i++;
      }
    }
    throw new MalformedException("the place of a key has no end of its partition key");
  }

  private static void escape(Bytes key, ByteWriter out) {
    for (int i = 0; i < key.length(); i++) {
      byte b = key.get(i);
      out.u8(b);
      if (b == 0) {
        out.u8(0xff);
      }
    }
  }

  private static Bytes unescape(Bytes escaped) {
    boolean plain = true;
    for (int i = 0; plain && i < escaped.length(); i++) {
      plain = escaped.get(i) != 0;
    }
    if (plain) {
      return escaped;
    }
    ByteWriter out = new ByteWriter(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      out.u8(escaped.get(i));
      if (escaped.get(i) == 0) {
        i++;
      }
    }
    return out.take();
  }

  private static long token(Bytes place) {
    long token = 0;
    for (int i = 0; i < TOKEN_SIZE; i++) {
      token = token << 8 | (place.get(i) & 0xff);
    }
    return token;
  }

  private static void bigEndian(ByteWriter out, long value) {
    out.i64(Long.reverseBytes(value));
  }

  @Override
  public String toString() {
    return sortKey.isEmpty() ? partitionKey.toString() : partitionKey + "/" + sortKey;
  }
}
