package dev.gamut.protocol.raft;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import org.jspecify.annotations.Nullable;

/// What a replica must not forget (Raft figure 3.1), and the commit index, which it may: a
/// restarted replica starts with an older one and learns the newer.
///
/// Format 1: `term varint · vote varint (0 for none) · commit varint`.
public record HardState(long term, @Nullable NodeId vote, long commit) {
  public static final HardState INITIAL = new HardState(0, null, 0);

  public HardState {
    Invariant.require(term >= 0 && commit >= 0, "term %d, commit %d", term, commit);
  }

  public void write(ByteWriter out) {
    out.varint(term).varint(vote == null ? 0 : vote.value()).varint(commit);
  }

  public static HardState read(ByteReader in) throws MalformedException {
    long term = in.varint();
    long vote = in.varint();
    long commit = in.varint();
    if (term < 0 || vote < 0 || vote > Integer.MAX_VALUE || commit < 0) {
      throw new MalformedException("term " + term + ", vote " + vote + ", commit " + commit);
    }
    return new HardState(term, vote == 0 ? null : new NodeId((int) vote), commit);
  }
}
