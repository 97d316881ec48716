package dev.gamut.protocol.raft;

import dev.gamut.base.Invariant;

/// How much of the log is in the journal for certain. Entries are numbered by index, writes by
/// sequence; a write that replaces a tail takes back what earlier, unfinished writes would have
/// made durable, whatever terms the entries have.
final class Durability {
  /// Of every write not yet durable: up to where it will make the present log durable.
  private long[] lastIndexes = new long[16];

  private long emitted;
  private long persisted;
  private long durableIndex;

  Durability(long durableIndex) {
    this.durableIndex = durableIndex;
  }

  long durableIndex() {
    return durableIndex;
  }

  /// The sequence of the write emitted last.
  long emittedSequence() {
    return emitted;
  }

  long persistedSequence() {
    return persisted;
  }

  /// Numbers a write after which the log, once durable, reaches up to `lastIndex`.
  long next(long lastIndex) {
    if (emitted - persisted == lastIndexes.length) {
      grow();
    }
    emitted++;
    lastIndexes[slot(emitted)] = lastIndex;
    return emitted;
  }

  void truncatedFrom(long index) {
    durableIndex = Math.min(durableIndex, index - 1);
    for (long sequence = persisted + 1; sequence <= emitted; sequence++) {
      int slot = slot(sequence);
      lastIndexes[slot] = Math.min(lastIndexes[slot], index - 1);
    }
  }

  /// The log starts over behind a snapshot that is durable.
  void reset(long index) {
    durableIndex = index;
    for (long sequence = persisted + 1; sequence <= emitted; sequence++) {
      lastIndexes[slot(sequence)] = index;
    }
  }

  void persisted(long sequence) {
    Invariant.check(sequence <= emitted, "durable up to %d of %d writes", sequence, emitted);
    if (sequence > persisted) {
      durableIndex = Math.max(durableIndex, lastIndexes[slot(sequence)]);
      persisted = sequence;
    }
  }

  private int slot(long sequence) {
    return (int) sequence & (lastIndexes.length - 1);
  }

  private void grow() {
    long[] larger = new long[lastIndexes.length * 2];
    for (long sequence = persisted + 1; sequence <= emitted; sequence++) {
      larger[(int) sequence & (larger.length - 1)] = lastIndexes[slot(sequence)];
    }
    lastIndexes = larger;
  }
}
