package dev.gamut.storage.journal;

import dev.gamut.base.Bytes;
import java.util.TreeMap;

/// What a group should hold, as simply as it can be said.
final class ModelGroup {
  boolean exists;
  long start = 1;
  long last;
  Bytes state = Bytes.EMPTY;
  final TreeMap<Long, Bytes> entries = new TreeMap<>();

  /// Something that was appended.
  record Change(RecordKind kind, long group, long index, Bytes payload) {}

  ModelGroup copy() {
    ModelGroup copy = new ModelGroup();
    copy.exists = exists;
    copy.start = start;
    copy.last = last;
    copy.state = state;
    copy.entries.putAll(entries);
    return copy;
  }

  void apply(Change change) {
    exists = true;
    switch (change.kind) {
      case ENTRY -> {
        entries.tailMap(change.index, true).clear();
        entries.put(change.index, change.payload);
        last = change.index;
      }
      case STATE -> state = change.payload;
      case START -> startAt(change.index);
      case REMOVE -> {
        exists = false;
        start = 1;
        last = 0;
        state = Bytes.EMPTY;
        entries.clear();
      }
      case HEAD, COPY, ROLL -> throw new IllegalArgumentException("not for users");
    }
  }

  void startAt(long index) {
    start = Math.max(start, index);
    last = Math.max(last, start - 1);
    entries.headMap(start, false).clear();
  }
}
