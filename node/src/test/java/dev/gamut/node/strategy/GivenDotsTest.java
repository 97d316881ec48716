package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.model.Value;
import dev.gamut.node.StepLoop;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What a home knows of the dots that it gave to proposals, also after a restart.
final class GivenDotsTest {
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          new PartitionId(7), new TableId(1), 1, 1, Bytes.EMPTY, null, List.of(new NodeId(1)));

  private static final long OWN = 5;
  private static final Bytes A = Bytes.utf8("a");

  private final MemoryStore store =
      new MemoryStore(new StepLoop(), MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
  private final GivenDots dots = new GivenDots(store, DESCRIPTOR, OWN);

  private static Version version(long origin, long sequence) {
    return new Version(HybridTime.ofMillis(sequence), new Dot(origin, sequence));
  }

  private void propose(Version version, Frontier seen) {
    Value value = Value.bytes(Bytes.utf8("v"));
    Write write = new Write(A, new Item.Sibling(version, value), Frontier.EMPTY);
    Bytes proposal = new LogRecord.Take(write).encode();
    Ballot ballot = new Ballot(1, 1);
    Store.Batch batch = new Store.Batch();
    dots.proposed(new PaxosMessage.Accept(1, A, ballot, ballot, proposal), batch);
    dots.save(seen, batch);
    store.write(batch);
  }

  private GivenDots afterRestart() {
    GivenDots after = new GivenDots(store, DESCRIPTOR, OWN);
    List<Boolean> loaded = new ArrayList<>();
    after.load(() -> loaded.add(true));
    assertEquals(List.of(true), loaded);
    return after;
  }

  @Test
  void theyAreKnownWithTheirKeysUntilTheyAreSeen() {
    propose(version(OWN, 3), Frontier.EMPTY);
    propose(version(OWN, 4), Frontier.EMPTY);
    assertEquals(
        List.of(new GivenDots.Given(A, version(OWN, 3)), new GivenDots.Given(A, version(OWN, 4))),
        afterRestart().all());
    assertEquals(4, afterRestart().last());
    Store.Batch batch = new Store.Batch();
    dots.save(Frontier.of(new Dot(OWN, 4)), batch);
    store.write(batch);
    assertEquals(List.of(new GivenDots.Given(A, version(OWN, 3))), dots.all());
    assertEquals(dots.all(), afterRestart().all());
  }

  @Test
  void thoseOfOthersAndThoseThatAreSeenAreNotKept() {
    propose(version(6, 1), Frontier.EMPTY);
    propose(version(OWN, 2), Frontier.of(new Dot(OWN, 2)));
    assertEquals(List.of(), dots.all());
    assertEquals(List.of(), afterRestart().all());
    assertEquals(0, afterRestart().last());
  }

  @Test
  void manyAreReadAgainPageByPage() {
    LongStream.rangeClosed(1, 600).forEach(i -> propose(version(OWN, i), Frontier.EMPTY));
    assertEquals(dots.all(), afterRestart().all());
    assertEquals(600, afterRestart().all().size());
  }
}
