package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// A write that was sent more than once, at one of three homes (n1); quorums of two.
final class SentTwiceTest {
  private static final Bytes PLACE = Bytes.utf8("k");
  private static final NodeId TWO = new NodeId(2);
  private static final NodeId THREE = new NodeId(3);
  private static final Now NOW = new Now(1, 10_000);
  private static final long DEADLINE = 3_000_000_000L;
  private static final WriteName NAME = new WriteName(7, 1);

  private final List<LeaderlessMessage> sent = new ArrayList<>();
  private final List<LeaderlessEffect> answers = new ArrayList<>();

  private HomeReplica home(ConflictPolicy policy) {
    NodeId self = new NodeId(1);
    HomeReplica home =
        new HomeReplica(
            self,
            new Homes(self, List.of(self, TWO, THREE), List.of()),
            new ItemRules(policy, 64, true),
            LeaderlessConfig.defaults(),
            (_, effect) -> outside(effect));
    home.start(NOW);
    answers.clear();
    return home;
  }

  private void outside(LeaderlessEffect effect) {
    if (effect instanceof LeaderlessEffect.Send send) {
      sent.add(send.message());
    } else {
      answers.add(effect);
    }
  }

  private static void put(HomeReplica home, long call) {
    Value value = Value.bytes(Bytes.utf8("new"));
    home.step(new LeaderlessEvent.Put(call, PLACE, value, NAME, null, 2, DEADLINE), NOW);
  }

  private static void recall(HomeReplica home, long call) {
    home.step(new LeaderlessEvent.Recall(call, PLACE, NAME, 1_000, 2, DEADLINE), NOW);
  }

  private static void sync(HomeReplica home) {
    while (home.unsyncedCount() > 0) {
      home.sync(NOW);
    }
  }

  /// What another home says to all that it was asked about the name.
  private void answer(
      HomeReplica home, NodeId from, LeaderlessMessage.NameIs.Kind kind, Version version) {
    for (LeaderlessMessage message : List.copyOf(sent)) {
      if (message instanceof LeaderlessMessage.AskName asked) {
        var answer = new LeaderlessMessage.NameIs(asked.id(), kind, version);
        home.step(new LeaderlessEvent.Received(from, answer), NOW);
      }
    }
  }

  @Test
  void ofTwoAttemptsThatNobodyKnowsTheSecondIsTheFirst() {
    HomeReplica home = home(ConflictPolicy.SIBLINGS);
    recall(home, 1);
    recall(home, 2);
    answer(home, TWO, LeaderlessMessage.NameIs.Kind.NEVER_CAME, Version.NONE);
    assertEquals(
        List.of(new LeaderlessEffect.NotFound(1), new LeaderlessEffect.NotFound(2)), answers);
    sent.clear();
    put(home, 1);
    put(home, 2);
    sync(home);
    TreeSet<Dot> dots = new TreeSet<>();
    for (LeaderlessMessage message : sent) {
      if (message instanceof LeaderlessMessage.Store(long _, Write write)) {
        dots.add(write.dot());
      }
    }
    assertEquals(1, dots.size(), () -> "one write: " + dots);
  }

  /// A home that has it with an earlier stamp has what loses against others' writes.
  @Test
  void whereTheLastWriterWinsItIsAcknowledgedOnceAQuorumHasTheSameStamp() {
    HomeReplica home = home(ConflictPolicy.LAST_WRITER_WINS);
    put(home, 1);
    sync(home);
    sent.clear();
    recall(home, 2);
    Version earlier = new Version(HybridTime.ofMillis(9_000), new Dot(2, 1));
    answer(home, TWO, LeaderlessMessage.NameIs.Kind.STORED, earlier);
    assertEquals(List.of(), answers);
    Version same = new Version(HybridTime.ofMillis(10_000), new Dot(1, 1));
    answer(home, THREE, LeaderlessMessage.NameIs.Kind.STORED, same);
    assertEquals(
        List.of(new LeaderlessEffect.Written(2, same, List.of(new NodeId(1), THREE))), answers);
  }
}
