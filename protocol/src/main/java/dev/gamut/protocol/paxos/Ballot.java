package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;

/// The number of an attempt to decide: a later one overrides an earlier one. No two attempts have
/// the same.
///
/// @param proposer another one for every proposer, and for every start of it
public record Ballot(long round, long proposer) implements Comparable<Ballot> {
  /// Before every ballot.
  public static final Ballot NONE = new Ballot(0, 0);

  /// A proposer that was restarted is another one: what it had proposed without asking, because it
  /// continued a decision, may still be on its way under ballots that it would ask for now.
  static long newProposer(long origin, Entropy entropy) {
    return origin << 32 | (entropy.nextLong() >>> 32);
  }

  /// The next of a proposer after this one, and no earlier than a round.
  public Ballot next(long proposer, long roundMin) {
    return new Ballot(Math.max(round + 1, roundMin), proposer);
  }

  public void write(ByteWriter out) {
    out.varint(round).varint(proposer);
  }

  public static Ballot read(ByteReader in) throws MalformedException {
    return new Ballot(in.varint(), in.varint());
  }

  @Override
  public int compareTo(Ballot other) {
    int order = Long.compareUnsigned(round, other.round);
    return order != 0 ? order : Long.compareUnsigned(proposer, other.proposer);
  }

  @Override
  public String toString() {
    return round + "." + proposer;
  }
}
