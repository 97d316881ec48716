package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Defect;
import dev.gamut.base.Version;
import dev.gamut.client.core.Fate.Verdict;
import dev.gamut.client.core.Pending.Kind;
import dev.gamut.model.Outcome;
import dev.gamut.wire.Result;
import dev.gamut.wire.Result.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What may be said of an operation after every sequence of attempts, and that the whole client
/// says just that.
final class FateTest {
  /// What can become of one attempt.
  enum Event {
    APPLIED,
    REJECTED,
    LEADER_CHANGED,
    FORGOTTEN,
    NOT_LEADER,
    OVERLOADED,
    TOO_LATE,
    BAD_REQUEST,
    LOST,
    SILENCE;

    @Nullable Result result() {
      return switch (this) {
        case APPLIED -> ToyCluster.applied();
        case REJECTED -> new Result.Written(new Outcome.Rejected(Version.NONE));
        case LEADER_CHANGED ->
            new Result.Written(new Outcome.Unknown(Outcome.Cause.LEADER_CHANGED));
        case FORGOTTEN -> new Result.Written(new Outcome.Unknown(Outcome.Cause.FORGOTTEN));
        case NOT_LEADER -> ToyCluster.refused(Reason.NOT_LEADER);
        case OVERLOADED -> ToyCluster.refused(Reason.OVERLOADED);
        case TOO_LATE -> ToyCluster.refused(Reason.TOO_LATE);
        case BAD_REQUEST -> ToyCluster.refused(Reason.BAD_REQUEST);
        case LOST, SILENCE -> null;
      };
    }
  }

  /// The words of a reply that matter here.
  enum Said {
    APPLIED,
    REJECTED,
    UNKNOWN,
    FAILED
  }

  @AfterEach
  void takeDefectsOut() {
    Defect.clear();
  }

  /// The rule itself, written once more and otherwise: look for the first event that ends the
  /// operation; without one, it is unknown as soon as anything was lost.
  private static Said rule(List<Event> events) {
    boolean inDoubt = false;
    boolean unanswered = false;
    for (Event event : events) {
      switch (event) {
        case APPLIED -> {
          return Said.APPLIED;
        }
        case REJECTED -> {
          return Said.REJECTED;
        }
        case FORGOTTEN -> {
          return Said.UNKNOWN;
        }
        case BAD_REQUEST -> {
          if (!unanswered) {
            return inDoubt ? Said.UNKNOWN : Said.FAILED;
          }
          return Said.UNKNOWN;
        }
        case LEADER_CHANGED, LOST -> inDoubt = true;
        case SILENCE -> unanswered = true;
        case NOT_LEADER, OVERLOADED, TOO_LATE -> {}
      }
    }
    return inDoubt || unanswered ? Said.UNKNOWN : Said.FAILED;
  }

  private static void forAllSequences(int lengthMax, Consumer<List<Event>> check) {
    for (int length = 1; length <= lengthMax; length++) {
      int count = (int) Math.pow(Event.values().length, length);
      for (int number = 0; number < count; number++) {
        List<Event> events = new ArrayList<>();
        for (int rest = number, i = 0; i < length; i++, rest /= Event.values().length) {
          events.add(Event.values()[rest % Event.values().length]);
        }
        check.accept(events);
      }
    }
  }

  private static Said judge(List<Event> events) {
    Fate fate = new Fate(Kind.WRITE);
    for (Event event : events) {
      fate.sent();
      Result result = event.result();
      Verdict verdict =
          result != null
              ? fate.answered(result)
              : event == Event.LOST ? fate.lost(Outcome.Cause.DISCONNECTED) : Verdict.TRY_AGAIN;
      switch (verdict) {
        case SETTLED -> {
          return event == Event.APPLIED ? Said.APPLIED : Said.REJECTED;
        }
        case FAILED -> {
          return Said.FAILED;
        }
        case UNKNOWN -> {
          return Said.UNKNOWN;
        }
        case WAIT -> {
          return said(fate.giveUp());
        }
        case TRY_AGAIN -> {}
      }
    }
    return said(fate.giveUp());
  }

  private static Said said(Verdict verdict) {
    return verdict == Verdict.FAILED ? Said.FAILED : Said.UNKNOWN;
  }

  @Test
  void everySequenceOfAttemptsIsJudgedByTheRule() {
    forAllSequences(4, events -> assertEquals(rule(events), judge(events), events::toString));
  }

  @Test
  void theWholeClientSaysWhatTheRuleSays() {
    forAllSequences(3, events -> assertEquals(rule(events), play(events), events::toString));
  }

  @Test
  void thePlantedDefectIsSeen() {
    Defect.plant(Set.of(Defect.SETTLE_UNKNOWN_BY_LATER_REFUSAL));
    List<Event> events = List.of(Event.LOST, Event.OVERLOADED);
    assertEquals(Said.UNKNOWN, rule(events));
    assertEquals(Said.FAILED, judge(events));
    assertEquals(Said.FAILED, play(events));
  }

  /// Lets a client meet these events, one an attempt, and then refusals until its time is up.
  private static Said play(List<Event> events) {
    ToyCluster cluster = new ToyCluster(7);
    cluster.warm();
    List<Event> left = new ArrayList<>(events);
    for (int i = 1; i <= 3; i++) {
      ToyNode node = cluster.node(i);
      node.script =
          received -> {
            if (!cluster.aboutCatalog(node, received)) {
              act(node, received, left.isEmpty() ? Event.NOT_LEADER : left.removeFirst());
            }
          };
    }
    cluster.put("k", 10_000);
    cluster.world.runMillis(10_001);
    return switch (cluster.onlyReply()) {
      case Reply.Written(Outcome.Applied _, _) -> Said.APPLIED;
      case Reply.Written(Outcome.Rejected _, _) -> Said.REJECTED;
      case Reply.Written(Outcome.Unknown _, _) -> Said.UNKNOWN;
      case Reply.Failed _ -> Said.FAILED;
      default -> throw new AssertionError(cluster.onlyReply());
    };
  }

  private static void act(ToyNode node, ToyNode.Received received, Event event) {
    Result result = event.result();
    if (result != null) {
      received.answer(result);
    } else if (event == Event.LOST) {
      node.breakConnections();
    }
  }

  @Test
  void aSlowAttemptIsNotALostOne() {
    Fate fate = new Fate(Kind.WRITE);
    fate.sent();
    fate.sent();
    assertFalse(fate.isCertain());
    assertEquals(Verdict.TRY_AGAIN, fate.answered(ToyCluster.refused(Reason.NOT_LEADER)));
    assertFalse(fate.isCertain());
    assertEquals(Verdict.TRY_AGAIN, fate.answered(ToyCluster.refused(Reason.NOT_LEADER)));
    assertTrue(fate.isCertain());
    assertEquals(Verdict.FAILED, fate.giveUp());
  }

  @Test
  void aReadIsNeverUnknown() {
    Fate fate = new Fate(Kind.READ);
    fate.sent();
    fate.lost(Outcome.Cause.DISCONNECTED);
    fate.sent();
    assertEquals(Verdict.FAILED, fate.giveUp());
  }

  @Test
  void aMissingPartitionIsAskedForAgainButAMissingTableIsFinal() {
    Fate read = new Fate(Kind.READ);
    read.sent();
    assertEquals(Verdict.TRY_AGAIN, read.answered(ToyCluster.refused(Reason.NOT_FOUND)));
    Fate drop = new Fate(Kind.CATALOG_CHANGE);
    drop.sent();
    assertEquals(Verdict.FAILED, drop.answered(ToyCluster.refused(Reason.NOT_FOUND)));
  }
}
