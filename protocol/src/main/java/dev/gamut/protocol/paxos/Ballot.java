package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Entropy;
import dev.gamut.base.MalformedException;
import org.jspecify.annotations.Nullable;

/// The number of an attempt to decide: a later one overrides an earlier one. No two attempts have
/// the same.
///
/// Between a ballot and those that continue it lies none of another proposer. So one that comes
/// between is later than the continued attempt too, and overrides it: that was accepted without
/// asking for promises, perhaps by its proposer alone.
///
/// @param proposer another one for every proposer, and for every start of it; one is added for each
///   attempt that continues the last
public record Ballot(long round, long proposer) implements Comparable<Ballot> {
  /// Before every ballot.
  public static final Ballot NONE = new Ballot(0, 0);

  private static final long STEPS = 0xffff_ffffL;

  /// A proposer that was restarted is another one: what it had proposed without asking, because it
  /// continued a decision, may still be on its way under ballots that it would ask for now.
  static long newProposer(long origin, Entropy entropy) {
    return origin << 32 | (entropy.nextLong() >>> 33);
  }

  /// The next of a proposer that continues this one; null when it must ask for promises again.
  @Nullable Ballot following() {
    return (proposer & STEPS) == STEPS ? null : new Ballot(round, proposer + 1);
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
