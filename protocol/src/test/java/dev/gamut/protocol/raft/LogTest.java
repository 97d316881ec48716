package dev.gamut.protocol.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogTest {
  private static final NodeId SELF = new NodeId(1);
  private static final Bytes PAYLOAD = Bytes.wrap(new byte[1_000]);

  private static Start start() {
    return new Start(
        SELF,
        new Membership(List.of(SELF), List.of()),
        HardState.INITIAL,
        SnapshotPoint.ZERO,
        List.of(),
        0,
        HybridTime.ZERO,
        0,
        Start.Standing.WHOLE,
        null,
        RaftConfig.defaults(),
        1);
  }

  private static Log logOf(int entries) {
    Log log = new Log(start());
    for (int i = 1; i <= entries; i++) {
      log.append(new Entry(i, 1, HybridTime.ofMillis(i), Entry.Kind.COMMAND, PAYLOAD));
    }
    return log;
  }

  @Test
  void whatNobodyWaitsForLeavesMemory() {
    Log log = logOf(10);
    log.trim(8, 5);
    assertEquals(6, log.cachedFrom());
  }

  @Test
  void whatIsNotDurableStays() {
    Log log = logOf(10);
    log.trim(3, 10);
    assertEquals(4, log.cachedFrom());
  }

  @Test
  void whatSomebodyWaitsForStaysWhileThereIsRoom() {
    int bound = RaftConfig.defaults().cachedBytesMax();
    int entries = 2 * bound / PAYLOAD.length();
    Log log = logOf(entries);
    log.trim(entries, 0);
    long heldBytes = (entries + 1 - log.cachedFrom()) * PAYLOAD.length();
    assertTrue(heldBytes <= bound && heldBytes > bound * 9L / 10, heldBytes + " bytes");
  }

  /// The commit index may be forgotten: it goes along now and then, term and vote always.
  @Test
  void theCommitIndexIsNotWrittenWithEveryEntry() {
    List<RaftEffect> effects = new ArrayList<>();
    long now = 10_000_000_000L;
    Raft raft = new Raft(start(), new Now(0, 0), effects);
    raft.step(new RaftEvent.TimerFired(TimerKind.ELECTION), new Now(now, 1), effects);
    int states = 0;
    for (int i = 0; i < 201; i++) {
      List<RaftEffect> next = new ArrayList<>();
      for (RaftEffect effect : effects) {
        if (effect instanceof RaftEffect.Persist write) {
          states += write.state() == null || write.entries().isEmpty() ? 0 : 1;
          raft.step(new RaftEvent.Persisted(write.sequence()), new Now(now, 1), next);
        }
      }
      Proposal proposal = new Proposal(i, PAYLOAD);
      raft.step(new RaftEvent.Propose(List.of(proposal)), new Now(now, 1), next);
      effects = next;
    }
    assertTrue(raft.commitIndex() > 195, "commit " + raft.commitIndex());
    assertTrue(states >= 2 && states <= 4, states + " writes of the commit index");
  }
}
