package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.paxos.PaxosCodec;
import dev.gamut.protocol.paxos.PaxosMessage;
import org.jspecify.annotations.Nullable;

/// What the log of a leaderless partition's home holds of Paxos: the questions that its acceptor
/// was asked, in their order, answered when they are durable and applied.
///
/// Format 2, beside [LogRecord]'s format 1: `format u8 = 2 · message`.
public final class PaxosRecord {
  private static final int FORMAT = 2;

  private PaxosRecord() {}

  public static Bytes encode(PaxosMessage question) {
    ByteWriter out = new ByteWriter(128).u8(FORMAT);
    PaxosCodec.write(out, question);
    return out.take();
  }

  /// The question in a record; null for a record that holds none.
  public static @Nullable PaxosMessage decode(Bytes record) throws MalformedException {
    if (record.isEmpty() || record.get(0) != FORMAT) {
      return null;
    }
    return PaxosCodec.read(new ByteReader(record.slice(1, record.length())));
  }

  /// What a decision does to an item: a proposal is a record of the leaderless log.
  public static LogRecord proposal(Bytes proposal) {
    try {
      return LogRecord.decode(proposal);
    } catch (MalformedException e) {
      throw new IllegalStateException("a proposal that cannot be read", e);
    }
  }
}
