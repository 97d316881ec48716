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
/// @param conditionalOnly whether plain writes are refused. Every write is decided by a majority
///   then, whatever its quorum, and so is a read that names no level
public record Quorums(
    int read, int write, boolean sloppy, ConflictPolicy conflict, boolean conditionalOnly) {
  private static final int SLOPPY = 1;
  private static final int CONDITIONAL_ONLY = 2;

  /// Of tables that have no such choice.
  public static final Quorums NONE = new Quorums(0, 0, false, ConflictPolicy.SIBLINGS);

  public Quorums {
    Invariant.require(
        !sloppy || !conditionalOnly,
        "a table of conditional writes only cannot be sloppy%s",
        ": nodes that stand in for its replicas decide nothing");
  }

  /// Plain writes are taken.
  public Quorums(int read, int write, boolean sloppy, ConflictPolicy conflict) {
    this(read, write, sloppy, conflict, false);
  }

  /// The same for a table that takes conditional writes only.
  public Quorums onlyConditional() {
    return new Quorums(read, write, sloppy, conflict, true);
  }

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
  /// under way: R + W > N, and no stand-ins. What was decided it may miss for a moment.
  public boolean isRegular(int readers, int replicaCount) {
    boolean strict = !sloppy || Defect.CALL_SLOPPY_REGULAR.isPlanted();
    return strict && !conditionalOnly && readers + write > replicaCount;
  }

  /// How many replicas must answer a regular read.
  public int regularReaders(int replicaCount) {
    return replicaCount + 1 - write;
  }

  public void write(ByteWriter out) {
    int flags = (sloppy ? SLOPPY : 0) | (conditionalOnly ? CONDITIONAL_ONLY : 0);
    out.u8(read).u8(write).u8(flags).u8(conflict.ordinal());
  }

  public static Quorums read(ByteReader in) throws MalformedException {
    int read = in.u8();
    int write = in.u8();
    int flags = in.u8();
    if (flags >= SLOPPY + CONDITIONAL_ONLY) {
      throw new MalformedException("quorums with flags " + flags);
    }
    return new Quorums(
        read,
        write,
        (flags & SLOPPY) != 0,
        ConflictPolicy.of(in.u8()),
        (flags & CONDITIONAL_ONLY) != 0);
  }
}
