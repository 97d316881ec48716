package dev.gamut.model;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;

/// A replica of a leaderless partition on its way from one node to another.
///
/// @param origin of the dots of the node that is neither replica nor fallback meanwhile
/// @param lost whether the node that it moves from is gone for good, and so is not waited for
public record Move(NodeId from, NodeId to, long origin, boolean lost, Stage stage) {
  /// How far it is. Each stage is an epoch of its own.
  public enum Stage {
    /// The node that it goes to was a fallback, and hands over what it took as one.
    RETIRING("retiring"),

    /// The node that it goes to takes over what the replicas have. Quorums count both.
    JOINING("joining"),

    /// The node that it goes to is a replica; the one that it came from hands over what only it
    /// has.
    LEAVING("leaving"),

    /// The move was given up. The node that it was to go to hands over what only it has.
    WITHDRAWING("withdrawing");

    private final String label;

    Stage(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    static Stage of(int ordinal) throws MalformedException {
      if (ordinal >= values().length) {
        throw new MalformedException("no stage of a move: " + ordinal);
      }
      return values()[ordinal];
    }
  }

  public Move {
    Invariant.require(!from.equals(to), "a replica cannot move from %s to itself", from);
  }

  /// Who takes part and is neither replica nor fallback.
  public NodeId guest() {
    return stage == Stage.LEAVING ? from : to;
  }

  void write(ByteWriter out) {
    out.varint(from.value()).varint(to.value()).varint(origin).bool(lost).u8(stage.ordinal());
  }

  static Move read(ByteReader in) throws MalformedException {
    return new Move(
        new NodeId(in.natural()),
        new NodeId(in.natural()),
        in.varint(),
        in.bool(),
        Stage.of(in.u8()));
  }
}
