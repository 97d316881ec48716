package dev.gamut.node.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.storage.Store;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
  private static final Bytes PREFIX = Bytes.utf8("fourteen bytes");
  private static final HybridTime LATER = HybridTime.ofMillis(1_000_000);

  /// One replica's outcomes, and what its store holds of them.
  private static final class Replica {
    final TreeMap<Bytes, Bytes> store = new TreeMap<>();
    Outcomes outcomes = new Outcomes(PREFIX);

    void save() {
      Store.Batch batch = new Store.Batch();
      outcomes.save(batch);
      for (Store.Batch.Change change : batch.changes()) {
        if (change.value() == null) {
          store.remove(change.key());
        } else {
          store.put(change.key(), change.value());
        }
      }
    }

    /// The node stops once everything is saved, and starts again.
    void restart() throws MalformedException {
      save();
      outcomes = new Outcomes(PREFIX);
      outcomes.load(
          store.entrySet().stream().map(e -> new Store.Entry(e.getKey(), e.getValue())).toList());
    }
  }

  private static Outcome outcome(long index) {
    return new Outcome.Applied(new Version(HybridTime.ofMillis(index), new Dot(7, index)));
  }

  /// Which entries are written to the store together depends on how fast they come, and differs
  /// between replicas; and one of them may have started again meanwhile.
  @Test
  void replicasHoldTheSameBytesHoweverTheirEntriesAreSavedTogether() throws MalformedException {
    for (long seed = 1; seed <= 200; seed++) {
      Entropy entropy = Entropy.seeded(seed);
      // Every other client leaves a write unfinished for long, so that older records are needed.
      double finishing = seed % 2 == 0 ? 0.3 : 0.005;
      Replica one = new Replica();
      Replica other = new Replica();
      long[] next = {1, 1, 1};
      long[] lowest = {1, 1, 1};
      for (long index = 1; index <= 300; index++) {
        int client = entropy.below(3);
        next[client] += entropy.between(1, 20);
        long sequence =
            entropy.chance(0.2) ? entropy.between(lowest[client], next[client]) : next[client];
        lowest[client] =
            entropy.chance(finishing) ? entropy.between(lowest[client], sequence) : lowest[client];
        HybridTime expires = HybridTime.ofMillis(index + entropy.between(1, 500));
        OperationId id = new OperationId(client + 1, sequence, lowest[client], expires);
        boolean saves = entropy.chance(0.3);
        boolean expiring = entropy.chance(0.02);
        for (Replica replica : List.of(one, other)) {
          if (expiring) {
            replica.outcomes.expire(HybridTime.ofMillis(index));
          }
          replica.outcomes.remember(id, outcome(index));
        }
        one.save();
        if (saves) {
          other.save();
        }
        if (entropy.chance(0.05)) {
          other.restart();
        }
      }
      other.save();
      assertEquals(one.store, other.store, "seed " + seed);
    }
  }

  @Test
  void aRestartedReplicaAnswersARetryLikeTheOthers() throws MalformedException {
    Replica replica = new Replica();
    replica.outcomes.remember(new OperationId(1, 60, 3, LATER), outcome(1));
    replica.save();
    replica.outcomes.remember(new OperationId(1, 70, 5, LATER), outcome(2));
    replica.restart();
    HybridTime now = HybridTime.ofMillis(10);
    assertEquals(
        new Outcome.Unknown(Outcome.Cause.FORGOTTEN),
        replica.outcomes.find(new OperationId(1, 4, 3, LATER), now));
    assertEquals(outcome(1), replica.outcomes.find(new OperationId(1, 60, 3, LATER), now));
    assertNull(replica.outcomes.find(new OperationId(1, 61, 3, LATER), now));
  }

  @Test
  void nothingIsLeftInTheStoreOfAClientThatHasExpired() {
    Replica replica = new Replica();
    for (int i = 1; i <= 200; i++) {
      replica.outcomes.remember(new OperationId(1, i, 1, LATER), outcome(i));
    }
    replica.save();
    assertEquals(4, replica.store.size(), "the newest 64, and 136 in chunks of 64 numbers");
    replica.outcomes.expire(LATER);
    replica.save();
    assertEquals(new TreeMap<>(), replica.store);
  }

  @Test
  void aClientThatFinishesItsWritesHasOneRecordAndNothingIsDeleted() {
    Replica replica = new Replica();
    for (int i = 1; i <= 1000; i++) {
      replica.outcomes.remember(new OperationId(1, 256L * i, 256L * i - 63, LATER), outcome(i));
      Store.Batch batch = new Store.Batch();
      replica.outcomes.save(batch);
      assertEquals(1, batch.changes().size());
      assertNotNull(batch.changes().getFirst().value());
    }
  }

  /// All that is remembered is found again, whichever record it lies in.
  @Test
  void nothingIsForgottenBehindAWriteThatStaysUnfinished() throws MalformedException {
    Replica replica = new Replica();
    HybridTime now = HybridTime.ofMillis(10);
    for (int i = 2; i <= 5000; i++) {
      replica.outcomes.remember(new OperationId(1, 3L * i, 1, LATER), outcome(i));
      if (i % 7 == 0) {
        replica.save();
      }
    }
    replica.restart();
    for (int i = 2; i <= 5000; i++) {
      OperationId retry = new OperationId(1, 3L * i, 1, LATER);
      assertEquals(outcome(i), replica.outcomes.find(retry, now));
    }
    replica.outcomes.remember(new OperationId(1, 20_000, 14_990, LATER), outcome(1));
    replica.save();
    assertEquals(1, replica.store.size(), "what was behind it has gone");
  }
}
