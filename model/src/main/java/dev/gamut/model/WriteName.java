package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.MalformedException;

/// Which write of which client a sibling is, so that two attempts that both took effect are known
/// to be the same write: the part of an [OperationId] that never changes.
///
/// @param client 0 for a write that nobody may ask for again
public record WriteName(long client, long sequence) {
  public static final WriteName NONE = new WriteName(0, 0);

  public static WriteName of(OperationId id) {
    return id.client() == 0 ? NONE : new WriteName(id.client(), id.sequence());
  }

  public boolean isNone() {
    return client == 0;
  }

  public void write(ByteWriter out) {
    out.varint(client);
    if (client != 0) {
      out.varint(sequence);
    }
  }

  public static WriteName read(ByteReader in) throws MalformedException {
    long client = in.varint();
    return client == 0 ? NONE : new WriteName(client, in.varint());
  }
}
