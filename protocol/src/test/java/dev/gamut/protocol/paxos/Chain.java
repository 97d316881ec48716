package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// The operations that changed a key, in their order: what the tests decide upon, because it shows
/// everything that ever took effect.
record Chain(List<Long> operations) {
  static final Chain EMPTY = new Chain(List.of());

  Chain {
    operations = List.copyOf(operations);
  }

  Chain with(long operation) {
    List<Long> longer = new ArrayList<>(operations);
    longer.add(operation);
    return new Chain(longer);
  }

  long last() {
    return operations.isEmpty() ? 0 : operations.getLast();
  }

  boolean isPrefixOf(Chain other) {
    return operations.size() <= other.operations.size()
        && other.operations.subList(0, operations.size()).equals(operations);
  }

  /// Up to an operation in it.
  Chain prefixTo(long operation) {
    return new Chain(operations.subList(0, operations.indexOf(operation) + 1));
  }

  Chain longer(Chain other) {
    return operations.size() >= other.operations.size() ? this : other;
  }

  Bytes encode() {
    ByteWriter out = new ByteWriter().varint(operations.size());
    operations.forEach(out::varint);
    return out.take();
  }

  static Chain decode(Bytes bytes) {
    try {
      ByteReader in = new ByteReader(bytes);
      int count = in.count(1);
      List<Long> operations = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        operations.add(in.varint());
      }
      return new Chain(operations);
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }
}
