package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a home does when it hears that the process of another one has ended, in the same moment:
/// homes n1 (this one), n2 and n3, quorums of two, and n4 that may stand in.
final class PeerEndedTest {
  private static final Bytes PLACE = Bytes.utf8("k");
  private static final NodeId TWO = new NodeId(2);
  private static final NodeId THREE = new NodeId(3);
  private static final NodeId FALLBACK = new NodeId(4);
  private static final Now NOW = new Now(1, 10_000);
  private static final long DEADLINE = 3_000_000_000L;

  private final List<NodeId> sentTo = new ArrayList<>();
  private final List<LeaderlessMessage> sent = new ArrayList<>();
  private final List<LeaderlessEffect> answers = new ArrayList<>();
  private final HomeReplica home =
      new HomeReplica(
          new NodeId(1),
          new Homes(new NodeId(1), List.of(new NodeId(1), TWO, THREE), List.of(FALLBACK)),
          new ItemRules(ConflictPolicy.LAST_WRITER_WINS, 64, true),
          LeaderlessConfig.defaults(),
          (_, effect) -> outside(effect));

  private void outside(LeaderlessEffect effect) {
    if (effect instanceof LeaderlessEffect.Send(NodeId to, LeaderlessMessage message)) {
      if (!(message instanceof LeaderlessMessage.FrontierIs)) {
        sentTo.add(to);
        sent.add(message);
      }
    } else {
      answers.add(effect);
    }
  }

  @BeforeEach
  void start() {
    home.start(NOW);
    answers.clear();
  }

  private void step(LeaderlessEvent event) {
    home.step(event, NOW);
  }

  private void read(long call) {
    sentTo.clear();
    step(new LeaderlessEvent.Get(call, PLACE, 2, 0, DEADLINE));
  }

  private void answer(NodeId from) {
    LeaderlessMessage.AskDots asked = (LeaderlessMessage.AskDots) sent.getLast();
    var nothing = new LeaderlessMessage.DotsAre(asked.id(), List.of());
    step(new LeaderlessEvent.Received(from, nothing));
  }

  @Test
  void aReadUnderWayAsksTheOthers() {
    read(1);
    assertEquals(List.of(TWO), sentTo);
    step(new LeaderlessEvent.PeerEnded(TWO));
    assertTrue(sentTo.contains(THREE), sentTo.toString());
    answer(THREE);
    assertTrue(answers.stream().anyMatch(LeaderlessEffect.Read.class::isInstance));
  }

  @Test
  void readsThatBeginAskItLastUntilItIsHeard() {
    step(new LeaderlessEvent.PeerEnded(TWO));
    for (int call = 1; call <= 1_000; call++) {
      read(call);
      assertEquals(List.of(THREE), sentTo);
      answer(THREE);
    }
    var back = new LeaderlessMessage.FrontierIs(Frontier.EMPTY, HybridTime.ZERO);
    step(new LeaderlessEvent.Received(TWO, back));
    read(2_000);
    assertEquals(List.of(TWO), sentTo, "nothing is known against it any more");
  }

  @Test
  void aWriteUnderWayIsTakenByAFallback() {
    var name = new WriteName(7, 1);
    Value value = Value.bytes(Bytes.utf8("new"));
    step(new LeaderlessEvent.Put(1, PLACE, value, name, null, 3, DEADLINE));
    while (home.unsyncedCount() > 0) {
      home.sync(NOW);
    }
    assertEquals(List.of(TWO, THREE), sentTo);
    step(new LeaderlessEvent.PeerEnded(TWO));
    assertTrue(sentTo.contains(FALLBACK), sentTo.toString());
  }
}
