package dev.gamut.storage;

import static dev.gamut.base.Invariant.require;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Crc32c;
import dev.gamut.base.MalformedException;
import dev.gamut.storage.Store.Entry;
import java.util.ArrayList;
import java.util.List;

/// A part of a partition's snapshot: entries in key order. The same bytes travel between nodes and
/// lie in backups; see docs/formats/snapshot.md.
///
///     offset 0   crc32c  u32      of every byte after this field
///            4   format  u8       1
///            5   last    u8       1 in the last chunk of a snapshot, otherwise 0
///            6   number  u32      of this chunk, from 0
///           10   count   varint   of entries
///            …   entry*           key bytes · value bytes, each a varint length and the bytes
///
/// Integers little-endian. Keys rise strictly, from chunk to chunk too.
///
/// @param number of the chunk in its snapshot, from 0
/// @param last whether it ends the snapshot
record SnapshotChunk(int number, boolean last, List<Entry> entries) {
  private static final int FORMAT = 1;
  private static final int CRC_SIZE = Integer.BYTES;
  private static final int ENTRY_SIZE_MIN = 2;

  SnapshotChunk {
    require(number >= 0, "number negative: %d", number);
    entries = List.copyOf(entries);
    for (int i = 1; i < entries.size(); i++) {
      require(isRising(entries.get(i - 1), entries.get(i)), "keys do not rise at entry %d", i);
    }
  }

  private static boolean isRising(Entry first, Entry second) {
    return first.key().compareTo(second.key()) < 0;
  }

  Bytes encode() {
    ByteWriter out = new ByteWriter(encodedSizeMax());
    out.i32(0).u8(FORMAT).bool(last).i32(number).varint(entries.size());
    for (Entry entry : entries) {
      out.bytes(entry.key()).bytes(entry.value());
    }
    out.patchI32(0, Crc32c.of(out.array(), CRC_SIZE, out.size() - CRC_SIZE));
    return out.take();
  }

  private int encodedSizeMax() {
    long size = 32;
    for (Entry entry : entries) {
      size += 10 + entry.key().length() + entry.value().length();
    }
    return Math.toIntExact(size);
  }

  /// Keys and values read are slices of `data`.
  static SnapshotChunk decode(Bytes data) throws MalformedException {
    ByteReader in = new ByteReader(data);
    int expected = in.i32();
    int actual = Crc32c.of(data.slice(CRC_SIZE, data.length()));
    if (expected != actual) {
      throw new MalformedException(
          "checksum of a snapshot chunk: expected %08x, found %08x".formatted(expected, actual));
    }
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("snapshot chunk of format " + format + ", not " + FORMAT);
    }
    boolean last = in.bool();
    int number = in.i32();
    if (number < 0) {
      throw new MalformedException("snapshot chunk " + number);
    }
    List<Entry> entries = decodeEntries(in);
    in.finish();
    return new SnapshotChunk(number, last, entries);
  }

  private static List<Entry> decodeEntries(ByteReader in) throws MalformedException {
    int count = in.count(ENTRY_SIZE_MIN);
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Entry entry = new Entry(in.bytes(), in.bytes());
      if (i > 0 && !isRising(entries.getLast(), entry)) {
        throw new MalformedException("keys do not rise in a snapshot chunk");
      }
      entries.add(entry);
    }
    return entries;
  }
}
