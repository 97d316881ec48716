package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.CollectingEvent.Held;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a replica takes over from the acceptors of all homes before it takes part.
final class JoiningTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId C = new NodeId(2);
  private static final NodeId D = new NodeId(3);
  private static final NodeId SELF = new NodeId(4);
  private static final PartitionId ID = new PartitionId(7);
  private static final int ASK = 0;
  private static final int PAGE = 4;

  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          ID,
          new TableId(1),
          2,
          1,
          Bytes.EMPTY,
          null,
          List.of(A, C, D),
          new PartitionDescriptor.Peers(
              List.of(),
              List.of(1L, 2L, 3L),
              List.of(),
              new Move(A, SELF, 9, false, Move.Stage.JOINING),
              List.of()));

  private static final TableSpec TABLE =
      new TableSpec("t", StrategyKind.LEADERLESS, PartitionBy.HASH, 1, 3, List.of());

  private final LoneHome home = new LoneHome(SELF, DESCRIPTOR, TABLE);

  /// The home that was asked for a page of its acceptor's states, answers.
  private void answer(NodeId elder, BallotFloor floor, List<Held> states)
      throws MalformedException {
    List<Long> asked = new ArrayList<>();
    for (LoneReplicaHost.Sent sent : home.host.sent) {
      ByteReader in = new ByteReader(sent.body());
      if (sent.to().equals(elder) && in.u8() == LoneHome.MOVING && in.u8() == ASK) {
        asked.add(in.varint());
      }
    }
    home.host.sent.clear();
    assertEquals(1, asked.size(), elder + " is asked once");
    AcceptorPages.Page page =
        new AcceptorPages.Page(asked.getFirst(), null, states, floor, Frontier.EMPTY);
    home.receive(elder, out -> page.write(out.u8(LoneHome.MOVING).u8(PAGE)));
    home.pass();
  }

  @Test
  void itHasTheFloorThatCoversWhatAnyHomeHasDropped() throws MalformedException {
    for (NodeId elder : List.of(A, C, D)) {
      home.receive(
          elder,
          out ->
              LeaderlessCodec.write(
                  out.u8(LoneHome.PLAIN),
                  new LeaderlessMessage.FrontierIs(Frontier.EMPTY, HybridTime.ZERO)));
    }
    home.host.sent.clear();
    home.pass();
    AcceptorState decided =
        new AcceptorState(new Ballot(9, 1), Ballot.NONE, Bytes.EMPTY, new Ballot(9, 1));
    answer(A, new BallotFloor(5, 2), List.of());
    answer(C, new BallotFloor(8, 3), List.of(new Held(Bytes.utf8("k"), decided)));
    assertTrue(home.host.suggested.isEmpty(), "one home was not asked yet");
    answer(D, new BallotFloor(6, 6), List.of());
    assertEquals(new BallotFloor(8, 6), home.machine.acceptor().floor());
    assertEquals(1, home.machine.acceptor().count());
    home.pass();
    assertEquals(ID, home.host.suggested.getFirst().partition());
  }
}
