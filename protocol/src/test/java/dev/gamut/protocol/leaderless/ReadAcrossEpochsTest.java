package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.model.Item;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A read that is under way when a replica that joins becomes a home: what that one had answered
/// was of before it had what the others have, and does not count.
final class ReadAcrossEpochsTest {
  private static final NodeId C = new NodeId(2);
  private static final NodeId B = new NodeId(4);
  private static final Now NOW = new Now(1_000_000_000L, 1_000);
  private static final Bytes PLACE = Bytes.utf8("k");

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private static List<LeaderlessEffect> step(Leaderless core, LeaderlessEvent event) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    core.step(event, NOW, effects);
    return effects;
  }

  /// Its own item has been read, and B says that it holds nothing either.
  private static List<LeaderlessEffect> answers(Leaderless core, List<LeaderlessEffect> asked) {
    List<LeaderlessEffect> effects = new ArrayList<>();
    for (LeaderlessEffect effect : asked) {
      if (effect instanceof LeaderlessEffect.ReadItem(Bytes _, Purpose purpose)) {
        effects.addAll(step(core, new LeaderlessEvent.ItemRead(purpose, Item.NOTHING)));
      }
    }
    for (LeaderlessEffect effect : asked) {
      if (effect instanceof LeaderlessEffect.Send(NodeId to, LeaderlessMessage.AskDots question)
          && to.equals(B)) {
        var nothing = new LeaderlessMessage.DotsAre(question.id(), List.of());
        effects.addAll(step(core, new LeaderlessEvent.Received(B, nothing)));
      }
    }
    return effects;
  }

  private static boolean isRead(List<LeaderlessEffect> effects) {
    return effects.stream().anyMatch(LeaderlessEffect.Read.class::isInstance);
  }

  private static void readWhileOneJoins() {
    Leaderless core = MovingTest.core(C, MovingTest.JOINING, 0);
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    LeaderlessEvent.Get get = new LeaderlessEvent.Get(1, PLACE, 2, 0, 5_000_000_000L);
    assertFalse(isRead(answers(core, step(core, get))), "the old homes were asked too");
    List<LeaderlessEffect> entered = new ArrayList<>();
    core.become(MovingTest.LEAVING, NOW, entered);
    assertFalse(isRead(entered), "B had not caught up when it answered");
    assertTrue(isRead(answers(core, entered)), "it is asked again");
  }

  @Test
  void whatWasAnsweredBeforeDoesNotCount() {
    readWhileOneJoins();
  }

  @Test
  void toCountItIsFound() {
    Defect.plant(EnumSet.of(Defect.COUNT_ANSWERS_OF_OLD_EPOCH));
    assertThrows(AssertionError.class, ReadAcrossEpochsTest::readWhileOneJoins);
  }
}
