package dev.gamut.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.node.RelayWorld.Asked;
import dev.gamut.node.RelayWorld.Far;
import dev.gamut.node.request.RequestChain;
import dev.gamut.node.request.RequestCounts;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A node without a replica of a partition passes on what clients ask of it.
final class RelayTest {
  private static final Bytes PLACE = Bytes.utf8("place");
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final Result APPLIED = new Result.Written(new Outcome.Applied(Version.NONE));
  private static final Result NO_LEADER =
      Result.Refused.of(Result.Reason.NOT_LEADER, "nobody leads");

  private final RelayWorld world = new RelayWorld(RelayWorld.ROOMY);

  private static Requests request() {
    return Requests.to(RelayWorld.PARTITION).within(5 * SECOND);
  }

  private static Request put() {
    return request().named(Requests.name(7, 9, 9)).asks(Requests.put(PLACE, "v"));
  }

  private static Request get() {
    return request().asks(new Operation.Get(PLACE));
  }

  private static Result leads(int node) {
    return new Result.Refused(Result.Reason.NOT_LEADER, "", 0, new NodeId(node));
  }

  private static Result.Reason refusal(Asked asked) {
    return assertInstanceOf(Result.Refused.class, asked.answer()).reason();
  }

  @Test
  void aReplicaIsAskedAndItsAnswerGivenBack() {
    Asked asked = world.ask(put());
    world.loop.pass(SECOND);
    Request passed = world.node(1).only();
    assertEquals(new Result.Missing(), world.node(1).answer(new Result.Missing(), asked));
    assertFalse(passed.envelope().passOn(), "it is passed on once");
    assertEquals(Requests.name(7, 9, 9), passed.envelope().operation());
    assertEquals(put().operation(), passed.operation());
    assertTrue(passed.envelope().remainingNanos() <= 5 * SECOND);
    assertEquals(1, world.counts.count(RequestCounts.PassedOn.ANSWERED));
  }

  @Test
  void theTimeLeftTravelsAndAnAgeGrows() {
    world.node(1).isSlow = true;
    world.ask(get());
    world.loop.pass(300 * MILLI);
    world.node(1).open();
    long left = world.node(1).only().envelope().remainingNanos();
    assertEquals(4_700 * MILLI, left);
    Request again = get();
    assertEquals(0, again.envelope().passedOn(1, 0).ageNanos(), "a first attempt stays one");
  }

  @Test
  void aHintIsFollowedAndRemembered() {
    Asked first = world.ask(put());
    world.loop.settle();
    world.node(1).answer(leads(3));
    world.node(3).answer(APPLIED);
    assertEquals(APPLIED, first.answer());
    Asked second = world.ask(put());
    world.loop.settle();
    world.node(3).answer(APPLIED);
    assertEquals(APPLIED, second.answer());
  }

  @Test
  void nodesThatNameEachOtherAreLeftToTheCaller() {
    Asked asked = world.ask(put());
    world.loop.settle();
    world.node(1).answer(leads(3));
    world.node(3).answer(leads(1));
    assertEquals(leads(1), asked.answer());
  }

  @Test
  void aReplicaHereThatNamesTheLeaderIsEnough() {
    Asked asked = world.ask(put(), leads(2));
    world.loop.settle();
    world.node(2).answer(APPLIED);
    assertEquals(APPLIED, asked.answer());
  }

  @Test
  void aLeaderThatIsOutOfReachLeavesTheRefusal() {
    world.node(2).isAccepting = false;
    Asked asked = world.ask(put(), leads(2));
    world.loop.settle();
    assertEquals(leads(2), asked.answer());
    assertEquals(leads(4), world.ask(put(), leads(4)).answer(), "itself it does not ask");
    assertEquals(leads(9), world.ask(put(), leads(9)).answer(), "nor whom it does not know");
  }

  @Test
  void whoCannotDoItIsNotAskedAgainFirst() {
    Asked first = world.ask(put());
    world.loop.settle();
    world.node(1).answer(NO_LEADER);
    assertEquals(NO_LEADER, first.answer());
    Asked second = world.ask(put());
    world.loop.settle();
    world.node(2).answer(APPLIED);
    assertEquals(APPLIED, second.answer());
  }

  @Test
  void anOlderMapIsTheCallersToRenew() {
    Asked asked = world.ask(put());
    world.loop.settle();
    Result stale = Result.Refused.of(Result.Reason.STALE_EPOCH, "p10 is at epoch 3");
    world.node(1).answer(stale);
    assertEquals(stale, asked.answer());
  }

  @Test
  void whatWasNotSentGoesToAnotherReplica() {
    world.node(1).isAccepting = false;
    Asked asked = world.ask(put());
    world.loop.settle();
    world.node(2).answer(APPLIED);
    assertEquals(APPLIED, asked.answer());
  }

  @Test
  void soDoesWhatANodeThatNeverAcceptsKeepsWaiting() {
    world.node(1).isSlow = true;
    Asked asked = world.ask(put());
    world.loop.pass(1_200 * MILLI);
    world.node(2).answer(APPLIED);
    assertEquals(APPLIED, asked.answer());
    assertEquals(List.of(), world.node(1).unanswered);
  }

  @Test
  void whenNobodyCanBeReachedNothingWasDone() {
    for (int i = 1; i <= 3; i++) {
      world.node(i).isAccepting = false;
    }
    Asked asked = world.ask(put());
    world.loop.settle();
    assertEquals(Result.Reason.NOT_REACHED, refusal(asked));
    int dialled = world.node(1).dialCount;
    assertEquals(Result.Reason.NOT_REACHED, refusal(world.ask(put())));
    assertEquals(dialled, world.node(1).dialCount, "a node that failed rests");
    world.node(2).isAccepting = true;
    world.loop.pass(SECOND);
    Asked later = world.ask(put());
    world.loop.settle();
    world.node(2).answer(APPLIED);
    assertEquals(APPLIED, later.answer());
  }

  @Test
  void aPartitionThatItHasNotHeardOfIsForNobody() {
    Request stranger = Requests.to(new PartitionId(99)).asks(new Operation.Get(PLACE));
    assertEquals(Result.Reason.NOT_REACHED, refusal(world.ask(stranger)));
  }

  /// The answer may be lost after the write took effect, so "refused" would be a lie.
  @Test
  void aWriteWhoseAnswerIsLostIsUnknown() {
    Asked write = world.ask(put());
    Asked read = world.ask(get());
    world.loop.settle();
    world.node(1).end();
    world.loop.settle();
    assertEquals(
        new Result.Written(new Outcome.Unknown(Outcome.Cause.DISCONNECTED)), write.answer());
    assertEquals(Result.Reason.NOT_REACHED, refusal(read));
    assertEquals(1, world.counts.count(RequestCounts.PassedOn.UNKNOWN));
    assertEquals(1, world.counts.count(RequestCounts.PassedOn.REFUSED));
  }

  @Test
  void aChangeOfTheCatalogWhoseAnswerIsLostIsUnknown() {
    Request drop =
        Requests.to(PartitionId.CATALOG)
            .named(new OperationId(7, 10, 10, Requests.NEVER))
            .asks(new Operation.DropTable("carts"));
    Asked asked = world.ask(drop, leads(1));
    world.loop.settle();
    world.node(1).end();
    world.loop.settle();
    assertEquals(
        new Result.Written(new Outcome.Unknown(Outcome.Cause.DISCONNECTED)), asked.answer());
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsNotWaitedFor() {
    Asked asked = world.ask(put());
    world.loop.settle();
    // Something else is heard from it, so the connection is good.
    for (int i = 0; i < 6; i++) {
      Asked other = world.ask(get());
      world.loop.pass(SECOND);
      Far far = world.node(1);
      far.answer(far.unanswered.getLast(), new Result.Missing());
      assertEquals(new Result.Missing(), other.answer());
    }
    assertEquals(new Result.Written(new Outcome.Unknown(Outcome.Cause.TIMED_OUT)), asked.answer());
    world.node(1).answer(APPLIED);
    assertEquals(1, asked.count());
  }

  @Test
  void aNodeThatKeepsSilentIsGivenUp() {
    Asked asked = world.ask(put());
    world.loop.pass(2_200 * MILLI);
    assertEquals(
        new Result.Written(new Outcome.Unknown(Outcome.Cause.DISCONNECTED)), asked.answer());
    assertTrue(world.node(1).isClosed);
  }

  @Test
  void whatIsPassedOnIsBounded() {
    long size = RequestChain.weigh(put());
    RelayWorld tight = new RelayWorld(3 * size);
    List<Asked> fit = List.of(tight.ask(put()), tight.ask(put()), tight.ask(put()));
    tight.loop.settle();
    assertEquals(3, tight.node(1).unanswered.size());
    assertEquals(Result.Reason.OVERLOADED, refusal(tight.ask(put())), "one past the bound");
    tight.loop.settle();
    assertEquals(3, tight.node(1).unanswered.size(), "it was not sent");
    tight.node(1).answer(APPLIED);
    assertEquals(APPLIED, fit.getFirst().answer());
    Asked next = tight.ask(put());
    tight.loop.settle();
    assertEquals(0, next.count(), "there is room again");
    assertEquals(Result.Reason.OVERLOADED, refusal(tight.ask(put())));
  }

  @Test
  void whenTheNodeStopsNothingIsLeftUnanswered() {
    world.node(2).isSlow = true;
    Asked sent = world.ask(put());
    world.loop.settle();
    Asked waiting = world.ask(put(), leads(2));
    world.relay.close();
    world.loop.settle();
    assertEquals(
        new Result.Written(new Outcome.Unknown(Outcome.Cause.DISCONNECTED)), sent.answer());
    assertEquals(leads(2), waiting.answer());
  }
}
