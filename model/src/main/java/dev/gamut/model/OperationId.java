package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;

/// Names one write of one client, however often it is sent, so that it takes effect once.
///
/// @param client granted by the catalog, never reused, or random on leaderless tables; 0 for reads,
///   which need no name
/// @param sequence from 1, rising by one a write
/// @param lowestUnfinished no outcome below this will ever be asked for again
/// @param expires once a partition's log has passed this time it knows nothing of the client any
///   more, and answers *unknown* instead of applying
public record OperationId(long client, long sequence, long lowestUnfinished, HybridTime expires) {
  public static final OperationId NONE = new OperationId(0, 0, 0, HybridTime.ZERO);

  public void write(ByteWriter out) {
    out.varint(client);
    if (client != 0) {
      out.varint(sequence).varint(sequence - lowestUnfinished).i64(expires.value());
    }
  }

  public static OperationId read(ByteReader in) throws MalformedException {
    long client = in.varint();
    if (client == 0) {
      return NONE;
    }
    long sequence = in.varint();
    long behind = in.varint();
    if (sequence <= 0 || behind < 0 || behind >= sequence) {
      throw new MalformedException("operation " + sequence + " with " + behind + " before it");
    }
    return new OperationId(client, sequence, sequence - behind, new HybridTime(in.i64()));
  }
}
