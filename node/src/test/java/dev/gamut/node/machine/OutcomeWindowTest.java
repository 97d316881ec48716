package dev.gamut.node.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class OutcomeWindowTest {
  private static final HybridTime NOW = HybridTime.ofMillis(1_000);
  private static final HybridTime LATER = HybridTime.ofMillis(600_000);
  private static final Bytes PREFIX =
      StoreKeys.protocol(
          new PartitionDescriptor(
              new PartitionId(1), new TableId(1), 1, 9, Bytes.EMPTY, null, List.of(new NodeId(1))));

  private final Outcomes outcomes = new Outcomes(PREFIX);
  private final TreeMap<Bytes, Bytes> store = new TreeMap<>();

  private static OperationId name(long client, long sequence, long lowestUnfinished) {
    return new OperationId(client, sequence, lowestUnfinished, LATER);
  }

  private static Outcome applied(long index) {
    return new Outcome.Applied(new Version(NOW, new Dot(9, index)));
  }

  private static Outcome unknown(Outcome.Cause cause) {
    return new Outcome.Unknown(cause);
  }

  private void save() {
    Store.Batch batch = new Store.Batch();
    outcomes.save(batch);
    for (Store.Batch.Change change : batch.changes()) {
      Bytes value = change.value();
      if (value == null) {
        store.remove(change.key());
      } else {
        store.put(change.key(), value);
      }
    }
  }

  private Outcomes loaded() throws MalformedException {
    Outcomes again = new Outcomes(PREFIX);
    List<Store.Entry> records = new ArrayList<>();
    store.forEach((key, value) -> records.add(new Store.Entry(key, value)));
    again.load(records);
    return again;
  }

  @Test
  void aRetryInTheWindowGetsTheOutcomeOfTheFirstTime() {
    assertNull(outcomes.find(name(1, 5, 5), NOW));
    Outcome rejected = new Outcome.Rejected(Version.NONE);
    outcomes.remember(name(1, 5, 5), applied(10));
    outcomes.remember(name(1, 6, 5), rejected);
    assertEquals(applied(10), outcomes.find(name(1, 5, 5), NOW));
    assertEquals(rejected, outcomes.find(name(1, 6, 5), NOW));
    assertNull(outcomes.find(name(1, 7, 5), NOW));
  }

  @Test
  void aRetryOlderThanTheWindowIsUnknownAndNeverApplied() {
    outcomes.remember(name(1, 5, 5), applied(10));
    outcomes.remember(name(1, 6, 6), applied(11));
    assertEquals(unknown(Outcome.Cause.FORGOTTEN), outcomes.find(name(1, 5, 5), NOW));
    // Not even one that was never applied: nobody can tell the two apart any more.
    assertEquals(unknown(Outcome.Cause.FORGOTTEN), outcomes.find(name(1, 4, 4), NOW));
    assertEquals(applied(11), outcomes.find(name(1, 6, 6), NOW));
  }

  @Test
  void aLateWriteDoesNotLowerTheWindowAgain() {
    outcomes.remember(name(1, 6, 6), applied(11));
    outcomes.remember(name(1, 7, 3), applied(12));
    assertEquals(unknown(Outcome.Cause.FORGOTTEN), outcomes.find(name(1, 5, 3), NOW));
  }

  @Test
  void clientsDoNotSeeEachOthersOutcomes() {
    outcomes.remember(name(1, 5, 5), applied(10));
    assertNull(outcomes.find(name(2, 5, 5), NOW));
    outcomes.remember(name(2, 9, 9), applied(11));
    assertEquals(applied(10), outcomes.find(name(1, 5, 5), NOW));
    assertEquals(unknown(Outcome.Cause.FORGOTTEN), outcomes.find(name(2, 5, 5), NOW));
    assertEquals(2, outcomes.clientCount());
  }

  @Test
  void anExpiredIdIsUnknownEvenToAPartitionThatNeverHeardOfIt() {
    OperationId old = new OperationId(1, 5, 5, NOW);
    assertEquals(unknown(Outcome.Cause.EXPIRED), outcomes.find(old, NOW));
    OperationId young = new OperationId(1, 5, 5, new HybridTime(NOW.value() + 1));
    assertNull(outcomes.find(young, NOW));
  }

  @Test
  void whatHasNoNameIsNeverKnown() {
    outcomes.remember(OperationId.NONE, applied(10));
    assertNull(outcomes.find(OperationId.NONE, LATER));
    assertEquals(0, outcomes.clientCount());
  }

  @Test
  void aClientWithTooManyUnfinishedWritesIsToldSoAndItsKnownOnesStayKnown() {
    for (int i = 1; i <= Outcomes.PER_CLIENT_MAX; i++) {
      assertNull(outcomes.find(name(1, i, 1), NOW));
      outcomes.remember(name(1, i, 1), applied(i));
    }
    long next = Outcomes.PER_CLIENT_MAX + 1;
    assertEquals(unknown(Outcome.Cause.TOO_MANY_UNFINISHED), outcomes.find(name(1, next, 1), NOW));
    assertEquals(applied(1), outcomes.find(name(1, 1, 1), NOW));
    assertNull(outcomes.find(name(2, next, 1), NOW));
  }

  @Test
  void anExpiredClientIsForgottenWholeInMemoryAndInTheStore() {
    outcomes.remember(new OperationId(1, 1, 1, HybridTime.ofMillis(2_000)), applied(1));
    outcomes.remember(name(2, 1, 1), applied(2));
    save();
    assertEquals(2, store.size());
    outcomes.expire(HybridTime.ofMillis(2_000));
    save();
    assertEquals(1, outcomes.clientCount());
    assertEquals(1, store.size());
    assertEquals(applied(2), outcomes.find(name(2, 1, 1), NOW));
  }

  @Test
  void expiryComesWithTheFirstEntryOfAMinuteOfTheLogsTime() {
    outcomes.remember(new OperationId(1, 1, 1, HybridTime.ofMillis(59_000)), applied(1));
    Outcomes.expireEveryMinute(outcomes, HybridTime.ofMillis(1_000), HybridTime.ofMillis(59_999));
    assertEquals(1, outcomes.clientCount());
    Outcomes.expireEveryMinute(outcomes, HybridTime.ofMillis(59_999), HybridTime.ofMillis(60_000));
    assertEquals(0, outcomes.clientCount());
  }

  @Test
  void whatWasSavedIsWhatIsLoaded() throws MalformedException {
    for (long sequence = 60; sequence < 70; sequence++) {
      outcomes.remember(name(3, sequence, 60), applied(sequence));
    }
    outcomes.remember(name(3, 70, 62), new Outcome.Rejected(Version.NONE));
    save();
    Outcomes again = loaded();
    for (long sequence = 1; sequence < 75; sequence++) {
      OperationId id = name(3, sequence, Math.min(sequence, 62));
      assertEquals(outcomes.find(id, NOW), again.find(id, NOW), "write " + sequence);
    }
    assertEquals(unknown(Outcome.Cause.FORGOTTEN), again.find(name(3, 61, 61), NOW));
  }

  @Test
  void onlyRecordsThatChangedAreWrittenAgain() {
    outcomes.remember(name(1, 1, 1), applied(1));
    outcomes.remember(name(1, 1_000, 1), applied(2));
    save();
    Store.Batch nothing = new Store.Batch();
    outcomes.save(nothing);
    assertTrue(nothing.isEmpty());
    outcomes.remember(name(1, 1_001, 1), applied(3));
    Store.Batch one = new Store.Batch();
    outcomes.save(one);
    assertEquals(1, one.changes().size());
  }
}
