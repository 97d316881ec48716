package dev.gamut.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Entropy;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whatever nodes and connections do, what the client says of a write is what became of it: applied
/// once, or never, or it says that it does not know.
final class TruthTest {
  private static final int WRITES = 150;

  @AfterEach
  void takeDefectsOut() {
    Defect.clear();
  }

  /// What one run came to.
  private static final class Run {
    final ToyCluster cluster;
    final ToyStore store = new ToyStore();
    final Entropy entropy;

    /// How often nodes refuse before anything else: some runs are hopeless for long.
    final double refusing;

    final Map<Value, Reply> replies = new HashMap<>();
    final Map<String, Integer> counts = new HashMap<>();
    int lies;
    int doubles;
    int forgotten;

    Run(long seed) {
      cluster = new ToyCluster(seed);
      entropy = Entropy.seeded(seed + 1_000);
      refusing = seed % 3 == 0 ? 0.85 : 0;
      for (int i = 1; i <= 3; i++) {
        ToyNode node = cluster.node(i);
        node.script = received -> act(node, received);
      }
    }

    private void act(ToyNode node, ToyNode.Received received) {
      if (entropy.chance(0.03)) {
        node.breakConnections();
      } else if (!cluster.aboutCatalog(node, received)) {
        serve(node, received);
      }
    }

    private void serve(ToyNode node, ToyNode.Received received) {
      if (entropy.chance(refusing)) {
        received.answer(ToyCluster.notLeader(entropy.below(4)));
        return;
      }
      switch (entropy.below(20)) {
        case 0 -> received.answer(ToyCluster.refused(Result.Reason.OVERLOADED));
        case 1 -> received.answer(ToyCluster.notLeader(1 + entropy.below(3)));
        case 2 -> received.answer(ToyCluster.notLeader(0));
        case 3 -> received.answer(ToyCluster.refused(Result.Reason.STALE_EPOCH));
        case 4 -> {
          write(received);
          node.breakConnections();
        }
        case 5 -> node.breakConnections();
        case 6 -> later(() -> write(received));
        case 7 -> {
          received.answer(unknown());
          later(() -> write(received));
        }
        case 8 -> received.answer(unknown());
        case 9 -> later(() -> received.answer(write(received)));
        case 10 -> received.answer(ToyCluster.refused(Result.Reason.TOO_LATE));
        default -> received.answer(write(received));
      }
    }

    private static Result unknown() {
      return new Result.Written(new Outcome.Unknown(Outcome.Cause.LEADER_CHANGED));
    }

    private void later(Runnable task) {
      cluster.world.after(entropy.below(3 * ToyCluster.SECOND), task);
    }

    private Result write(ToyNode.Received received) {
      Operation.Write write = (Operation.Write) received.operation();
      return new Result.Written(store.write(received.request.envelope().operation(), write));
    }

    void play() {
      for (int i = 0; i < WRITES; i++) {
        Value value = Value.bytes(Bytes.utf8("v" + i));
        Condition condition = entropy.chance(0.3) ? new Condition.Absent() : new Condition.Always();
        long timeout = 1 + entropy.below(4 * ToyCluster.SECOND);
        Call put =
            new Call.Put("carts", Key.of("k" + entropy.below(40)), value, condition, timeout);
        long end = cluster.world.monotonicNanos() + timeout;
        cluster.world.turn(() -> cluster.core.submit(put, reply -> answered(value, reply, end)));
        cluster.world.run(entropy.below(30 * ToyWorld.MILLI));
      }
      cluster.world.run(20 * ToyCluster.SECOND);
      replies.forEach(this::judge);
    }

    private void answered(Value value, Reply reply, long end) {
      assertTrue(cluster.world.monotonicNanos() <= end, "answered after its time");
      assertEquals(null, replies.put(value, reply), "answered twice");
    }

    private void judge(Value value, Reply reply) {
      int written = store.writeCounts.getOrDefault(value, 0);
      doubles += written > 1 ? 1 : 0;
      switch (reply) {
        case Reply.Written(Outcome.Applied _, _) -> count("applied", written >= 1);
        case Reply.Written(Outcome.Rejected _, _) -> count("rejected", written == 0);
        case Reply.Written(Outcome.Unknown(Outcome.Cause cause), _) -> {
          count("unknown", true);
          forgotten += cause == Outcome.Cause.FORGOTTEN ? 1 : 0;
        }
        case Reply.Failed _ -> count("failed", written == 0);
        default -> throw new AssertionError(reply);
      }
    }

    private void count(String what, boolean isTrue) {
      counts.merge(what, 1, Integer::sum);
      lies += isTrue ? 0 : 1;
    }
  }

  private static Run play(long seed) {
    Run run = new Run(seed);
    run.play();
    return run;
  }

  @Test
  void whatIsSaidIsWhatHappened() {
    Map<String, Integer> counts = new HashMap<>();
    for (long seed = 1; seed <= 60; seed++) {
      Run run = play(seed);
      assertEquals(WRITES, run.replies.size(), "seed " + seed);
      assertEquals(0, run.lies, "seed " + seed);
      assertEquals(0, run.doubles, "seed " + seed);
      assertEquals(0, run.forgotten, "outcomes dropped too early, seed " + seed);
      run.counts.forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }
    for (String what : Set.of("applied", "rejected", "unknown", "failed")) {
      assertTrue(counts.getOrDefault(what, 0) > 30, "hardly ever " + what + ": " + counts);
    }
    assertTrue(counts.getOrDefault("applied", 0) > 3_000, "little was done: " + counts);
  }

  @Test
  void everyPlantedDefectIsFound() {
    Map<Defect, Boolean> found = new EnumMap<>(Defect.class);
    for (Defect defect :
        Set.of(
            Defect.SETTLE_UNKNOWN_BY_LATER_REFUSAL,
            Defect.RETRY_WITH_NEW_OPERATION_ID,
            Defect.LOWEST_UNFINISHED_TOO_HIGH)) {
      Defect.plant(Set.of(defect));
      boolean isFound = false;
      for (long seed = 1; seed <= 60 && !isFound; seed++) {
        Run run = play(seed);
        isFound = run.lies + run.doubles + run.forgotten > 0;
      }
      found.put(defect, isFound);
    }
    assertFalse(found.containsValue(false), found.toString());
  }
}
