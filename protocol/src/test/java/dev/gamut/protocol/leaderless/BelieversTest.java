package dev.gamut.protocol.leaderless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whose clock is wrong: this one's, or that of whoever does not believe it.
final class BelieversTest {
  private static final NodeId A = new NodeId(1);
  private static final NodeId B = new NodeId(2);
  private static final NodeId C = new NodeId(3);
  private static final NodeId FALLBACK = new NodeId(4);
  private static final Now NOW = at(1_000);

  private final Presence presence = new Presence();
  private final Believers believers =
      new Believers(new Homes(A, List.of(A, B, C), List.of(FALLBACK)), presence);

  private static Now at(long millis) {
    return new Now(millis * 1_000_000, millis);
  }

  @Test
  void oneSlowClockOfThreeStopsNobody() {
    assertFalse(believers.areTooFew(B, NOW));
    assertFalse(believers.areTooFew(B, NOW), "however often it says so");
    assertFalse(believers.areTooFew(FALLBACK, NOW), "a fallback is in no majority");
    assertTrue(believers.areTooFew(C, NOW));
  }

  @Test
  void whatWasSaidASecondAgoIsOver() {
    assertFalse(believers.areTooFew(B, NOW));
    assertTrue(believers.areTooFew(C, at(1_999)));
    assertFalse(believers.areTooFew(C, at(2_000)));
  }

  @Test
  void whoIsNotReachedDoesNotBelieve() {
    presence.silent(C);
    assertTrue(believers.areTooFew(B, NOW));
  }

  @Test
  void ofTwoEitherMayBeWrong() {
    assertTrue(new Believers(new Homes(A, List.of(A, B), List.of()), presence).areTooFew(B, NOW));
  }

  @Test
  void aFallbackIsNoMajorityOfHomes() {
    Homes homes = new Homes(FALLBACK, List.of(A, B, C), List.of(FALLBACK));
    Believers fallbacks = new Believers(homes, presence);
    assertFalse(fallbacks.areTooFew(A, NOW));
    assertTrue(fallbacks.areTooFew(B, NOW));
  }

  private static void refuses(Leaderless core, NodeId home) {
    core.step(
        new LeaderlessEvent.Received(home, new LeaderlessMessage.ClockRefused(7, 4_987)),
        NOW,
        new ArrayList<>());
  }

  @Test
  void aCoordinatorWritesUntilBothOthersRefuse() {
    Homes.Members members = new Homes.Members(List.of(A, B, C), List.of(), null, null, false, null);
    Leaderless core = MovingTest.core(A, members, 0);
    core.start(Frontier.EMPTY, List.of(), NOW, new ArrayList<>());
    refuses(core, B);
    assertInstanceOf(LeaderlessEffect.Log.class, BeginningTest.put(core).getFirst());
    refuses(core, C);
    assertEquals(LeaderlessEffect.WriteRefused.clockAhead(7), BeginningTest.put(core).getFirst());
  }
}
