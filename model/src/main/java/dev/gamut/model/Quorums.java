package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Defect;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;

/// How a leaderless table reads and writes when a request does not say otherwise: R and W of
/// Dynamo; its N is the table's replica count.
///
/// @param read replicas that must answer a read
/// @param write replicas that must have a write durably before it is acknowledged
/// @param sloppy whether a fallback may stand in for a replica that is not reached
public record Quorums(int read, int write, boolean sloppy, ConflictPolicy conflict) {
  /// Of tables that have no such choice.
  public static final Quorums NONE = new Quorums(0, 0, false, ConflictPolicy.SIBLINGS);

  /// Majorities of both, strict, and siblings.
  public static Quorums majorities(int replicaCount) {
    int majority = replicaCount / 2 + 1;
    return new Quorums(majority, majority, false, ConflictPolicy.SIBLINGS);
  }

  void requireWithin(int replicaCount) {
    requireWithin("read", read, replicaCount);
    requireWithin("write", write, replicaCount);
  }

  /// Checks the quorum that a request asks for, 0 for none, before its table is known.
  public static void requireOfRequest(int quorum) {
    Invariant.require(
        quorum >= 0 && quorum <= Limits.REPLICA_COUNT_MAX,
        "a quorum of %d replicas: a partition has 1 to %d",
        quorum,
        Limits.REPLICA_COUNT_MAX);
  }

  private static void requireWithin(String what, int quorum, int replicaCount) {
    Invariant.require(
        quorum >= 1 && quorum <= replicaCount,
        "a %s quorum of %d of %d replicas: 1 to all of them is possible",
        what,
        quorum,
        replicaCount);
  }

  /// Whether a read of so many replicas sees the latest write that so many acknowledged, or one
  /// under way: R + W > N, and no stand-ins.
  public boolean isRegular(int readers, int replicaCount) {
    boolean strict = !sloppy || Defect.CALL_SLOPPY_REGULAR.isPlanted();
    return strict && readers + write > replicaCount;
  }

  /// How many replicas must answer a regular read.
  public int regularReaders(int replicaCount) {
    return replicaCount + 1 - write;
  }

  public void write(ByteWriter out) {
    out.u8(read).u8(write).bool(sloppy).u8(conflict.ordinal());
  }

  public static Quorums read(ByteReader in) throws MalformedException {
    return new Quorums(in.u8(), in.u8(), in.bool(), ConflictPolicy.of(in.u8()));
  }
}
