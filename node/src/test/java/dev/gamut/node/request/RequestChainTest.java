package dev.gamut.node.request;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Limits;
import dev.gamut.model.OperationId;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Priority;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.node.Requests;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RequestChainTest {
  private static final Bytes PLACE = Key.of("k").place(PartitionBy.HASH);
  private static final Condition ALWAYS = new Condition.Always();
  private static final Operation GET = new Operation.Get(PLACE);
  private static final Operation DELETE = new Operation.Delete(PLACE, ALWAYS);
  private static final Operation PUT = Requests.put(PLACE, "v");
  private static final Operation SCAN = new Operation.Scan(PLACE, null, Bytes.EMPTY, 10, 1000);
  private static final Operation CREATE =
      new Operation.CreateTable(
          new TableSpec("t", StrategyKind.CONSENSUS, PartitionBy.HASH, 1, 1, List.of()));
  private static final Operation CUT = new Operation.CutTable(new TableId(1), List.of());
  private static final Operation DROP = new Operation.DropTable("t");
  private static final Operation GRANT = new Operation.GrantClient(60_000);
  private static final Operation STATUS = new Operation.GetStatus();
  private static final Operation CATALOG = new Operation.GetCatalog(0);
  private static final List<Operation> ALL =
      List.of(GET, SCAN, PUT, DELETE, CREATE, CUT, DROP, GRANT, STATUS, CATALOG);

  private static Requests request() {
    return Requests.to(new PartitionId(1)).named(Requests.name(7, 1, 1));
  }

  private static RequestChain chain(Mode mode, long budgetBytes) {
    RequestChain chain = new RequestChain(budgetBytes);
    chain.enter(mode);
    return chain;
  }

  private static Result.@Nullable Refused admit(Mode mode, Request request) {
    return chain(mode, 16 << 20).admit(request);
  }

  @CanIgnoreReturnValue
  private static Result.Refused assertRefused(
      Result.Reason reason, Result.@Nullable Refused refused) {
    Result.Refused there = requireNonNull(refused, () -> "passed, and not refused as " + reason);
    assertEquals(reason, there.reason());
    return there;
  }

  private static List<Operation> passing(Mode mode) {
    List<Operation> passing = new ArrayList<>();
    for (Operation operation : ALL) {
      if (admit(mode, request().asks(operation)) == null) {
        passing.add(operation);
      }
    }
    return passing;
  }

  @Test
  void aNodeRecoversBeforeItServes() {
    RequestChain chain = new RequestChain(1 << 20);
    assertEquals(Mode.RECOVERING, chain.mode());
    assertRefused(Result.Reason.RECOVERING, chain.admit(request().asks(GET)));
  }

  @Test
  void eachModePassesWhatItSays() {
    assertEquals(ALL, passing(Mode.NORMAL));
    assertEquals(List.of(GET, SCAN, DELETE, DROP, GRANT, STATUS, CATALOG), passing(Mode.FULL));
    assertEquals(List.of(STATUS, CATALOG), passing(Mode.RECOVERING));
    assertEquals(List.of(STATUS, CATALOG), passing(Mode.DRAINING));
  }

  @Test
  void aRefusalByModeNamesItAndSaysWhenToComeBack() {
    for (Mode mode : List.of(Mode.FULL, Mode.RECOVERING, Mode.DRAINING)) {
      Result.Reason reason =
          switch (mode) {
            case FULL -> Result.Reason.READ_ONLY;
            case RECOVERING -> Result.Reason.RECOVERING;
            case DRAINING -> Result.Reason.DRAINING;
            case NORMAL -> throw new AssertionError();
          };
      Result.Refused refused = assertRefused(reason, admit(mode, request().asks(PUT)));
      assertTrue(refused.retryAfterMillis() > 0, refused.toString());
      assertTrue(refused.reason().isRetryable(), refused.toString());
    }
  }

  @Test
  void degradedModesKeepEveryStageBeforeThem() {
    for (Mode mode : Mode.values()) {
      assertRefused(Result.Reason.FORBIDDEN, admit(mode, request().by("alice").asks(STATUS)));
      assertRefused(
          Result.Reason.BAD_REQUEST, admit(mode, request().named(OperationId.NONE).asks(DELETE)));
    }
  }

  @Test
  void whoeverClaimsANameIsNotBelieved() {
    for (Operation operation : ALL) {
      Request claimed = request().by("alice").asks(operation);
      assertRefused(Result.Reason.FORBIDDEN, admit(Mode.NORMAL, claimed));
      assertNull(admit(Mode.NORMAL, request().asks(operation)), operation::toString);
    }
  }

  @Test
  void aWriteNeedsAnOperationIdAndAReadNeedsNone() {
    Requests nameless = request().named(OperationId.NONE);
    assertRefused(Result.Reason.BAD_REQUEST, admit(Mode.NORMAL, nameless.asks(PUT)));
    assertRefused(Result.Reason.BAD_REQUEST, admit(Mode.NORMAL, nameless.asks(DELETE)));
    assertNull(admit(Mode.NORMAL, nameless.asks(GET)));
    assertNull(admit(Mode.NORMAL, nameless.asks(SCAN, Level.eventual())));
  }

  private static Operation putOf(int size, Condition condition) {
    return new Operation.Put(PLACE, condition, Value.bytes(Bytes.wrap(new byte[size])));
  }

  @Test
  void aValueAtTheLimitPassesAndOneByteMoreDoesNot() {
    int max = Limits.VALUE_SIZE_MAX;
    assertNull(admit(Mode.NORMAL, request().asks(putOf(max, ALWAYS))));
    Result.Refused refused =
        assertRefused(
            Result.Reason.BAD_REQUEST, admit(Mode.NORMAL, request().asks(putOf(max + 1, ALWAYS))));
    assertTrue(refused.message().contains("1048577 bytes"), refused.message());
    assertTrue(!refused.reason().isRetryable(), "would be tried again for ever");
  }

  @Test
  void aValueThatIsComparedCountsAsWell() {
    int max = Limits.VALUE_SIZE_MAX;
    Condition large = new Condition.ValueIs(Value.bytes(Bytes.wrap(new byte[max])));
    Condition tooLarge = new Condition.ValueIs(Value.bytes(Bytes.wrap(new byte[max + 1])));
    assertNull(admit(Mode.NORMAL, request().asks(putOf(1, large))));
    assertRefused(
        Result.Reason.BAD_REQUEST, admit(Mode.NORMAL, request().asks(putOf(1, tooLarge))));
  }

  @Test
  void noPlaceOfAKeyWithinTheLimitIsRefusedAndFarLongerOnesAre() {
    // The worst key is all zeros: each is escaped to two bytes.
    Bytes zeros = Bytes.wrap(new byte[Limits.KEY_SIZE_MAX]);
    Bytes longest = Key.of(zeros).place(PartitionBy.HASH);
    assertNull(admit(Mode.NORMAL, request().asks(new Operation.Get(longest))));
    Bytes longer = Bytes.wrap(new byte[longest.length() + 1]);
    assertRefused(
        Result.Reason.BAD_REQUEST, admit(Mode.NORMAL, request().asks(new Operation.Get(longer))));
    assertRefused(
        Result.Reason.BAD_REQUEST,
        admit(Mode.NORMAL, request().asks(new Operation.Delete(longer, ALWAYS))));
  }

  @Test
  void whatIsUnderWayCountsUntilItIsReleased() {
    Request put = request().asks(PUT);
    long weight = RequestChain.weigh(put);
    RequestChain chain = chain(Mode.NORMAL, 16 * weight);
    int passed = 0;
    while (chain.admit(put) == null) {
      passed++;
    }
    // Interactive work may fill seven eighths.
    assertEquals(14, passed);
    assertEquals(14 * weight, chain.usedBytes());
    assertEquals(1, chain.refusedCount());
    Result.Refused refused = assertRefused(Result.Reason.OVERLOADED, chain.admit(put));
    assertTrue(refused.retryAfterMillis() > 0, refused.toString());
    chain.release(put);
    assertNull(chain.admit(put));
  }

  @Test
  void whatWasRefusedWeighsNothing() {
    RequestChain chain = chain(Mode.DRAINING, 16 << 20);
    assertNotNull(chain.admit(request().asks(PUT)));
    assertEquals(0, chain.usedBytes());
  }

  @Test
  void eachClassOfPriorityHasItsShareAndControlPassesToTheLast() {
    Request unit = request().asks(GET);
    long weight = RequestChain.weigh(unit);
    for (Priority priority : Priority.values()) {
      RequestChain chain = chain(Mode.NORMAL, 8 * weight);
      Request asked = request().of(priority).asks(GET);
      int passed = 0;
      while (chain.admit(asked) == null) {
        passed++;
      }
      int share =
          switch (priority) {
            case CONTROL -> 8;
            case INTERACTIVE -> 7;
            case BATCH -> 4;
            case BACKGROUND -> 2;
          };
      assertEquals(share, passed, priority.toString());
      if (priority != Priority.CONTROL) {
        assertNull(chain.admit(request().of(Priority.CONTROL).asks(GET)), priority.toString());
      }
    }
  }
}
