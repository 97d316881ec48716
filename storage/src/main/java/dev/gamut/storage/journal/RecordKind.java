package dev.gamut.storage.journal;

import org.jspecify.annotations.Nullable;

/// What a record says about its group. The codes are the format's and never change.
enum RecordKind {
  /// An entry of the group's log; replaces what was there from its index on.
  ENTRY(1),
  /// The group's state, which replaces the one before.
  STATE(2),
  /// The first index of the group's log from now on.
  START(3),
  /// The group is gone.
  REMOVE(4),
  /// First index, state and damage, written again because the older records are recycled.
  HEAD(5),
  /// A live entry, written again because its older place is recycled; replaces nothing.
  COPY(6),
  /// Every group with the sequence of its latest record; the first batch of each segment.
  ROLL(7);

  private static final RecordKind[] BY_CODE = new RecordKind[8];

  static {
    for (RecordKind kind : values()) {
      BY_CODE[kind.code] = kind;
    }
  }

  final int code;

  RecordKind(int code) {
    this.code = code;
  }

  static @Nullable RecordKind of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
