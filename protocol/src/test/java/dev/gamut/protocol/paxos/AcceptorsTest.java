package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Acceptors change: who is a quorum, and what a new one takes over.
final class AcceptorsTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final NodeId B = new NodeId(4);
  private static final Bytes OLD = Bytes.utf8("old");
  private static final Bytes NEW = Bytes.utf8("new");

  private static Ballot ballot(long round) {
    return new Ballot(round, 1);
  }

  private static AcceptorState state(long promised, long accepted, Bytes value, long committed) {
    return new AcceptorState(
        ballot(promised),
        accepted == 0 ? Ballot.NONE : ballot(accepted),
        value,
        committed == 0 ? Ballot.NONE : ballot(committed));
  }

  @Test
  void aQuorumIsAMajorityOfEverySet() {
    Acceptors joint = new Acceptors(List.of(A, C, D), List.of(List.of(A, C, D), List.of(B, C, D)));
    assertTrue(joint.isQuorum(List.of(C, D)));
    assertFalse(joint.isQuorum(List.of(A, C)), "C alone stays");
    assertTrue(joint.isQuorum(List.of(A, B, C)));
    Acceptors four = Acceptors.of(List.of(A, B, C, D));
    assertFalse(four.isQuorum(List.of(A, B)), "two of four may be either half");
    assertTrue(four.isQuorum(List.of(A, B, C)));
  }

  @Test
  void theLatestThatMayBeDecidedIsTakenOver() {
    AcceptorState taken = state(5, 5, OLD, 0).adopt(state(9, 7, NEW, 3));
    assertEquals(state(9, 7, NEW, 3), taken);
    assertEquals(taken, state(9, 7, NEW, 3).adopt(state(5, 5, OLD, 0)), "in either order");
    assertTrue(taken.isInDoubt());
  }

  @Test
  void whatWasAcceptedBeforeADecisionIsSettled() {
    AcceptorState taken = state(5, 5, OLD, 0).adopt(state(8, 0, Bytes.EMPTY, 8));
    assertEquals(state(8, 0, Bytes.EMPTY, 8), taken);
    assertFalse(taken.isInDoubt());
  }

  @Test
  void aPromiseIsKept() {
    AcceptorState taken = AcceptorState.NOTHING.adopt(state(9, 0, Bytes.EMPTY, 0));
    assertEquals(taken, taken.prepare(ballot(8)));
    assertEquals(taken, taken.accept(ballot(8), ballot(8), OLD));
  }
}
