package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.TableId;
import dev.gamut.node.StepLoop;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What an acceptor keeps in its store, also after a restart.
final class AcceptorTest {
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          new PartitionId(7), new TableId(1), 1, 1, Bytes.EMPTY, null, List.of(new NodeId(1)));

  private static final Bytes A = Bytes.utf8("a");
  private static final Bytes B = Bytes.utf8("b");

  private final MemoryStore store =
      new MemoryStore(new StepLoop(), MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
  private Acceptor acceptor = new Acceptor(store, DESCRIPTOR);
  private long index;

  private @Nullable PaxosMessage apply(PaxosMessage... records) {
    Store.Batch batch = new Store.Batch();
    for (PaxosMessage record : records) {
      List<Boolean> done = new ArrayList<>();
      acceptor.apply(++index, record, batch, () -> done.add(true));
      assertEquals(List.of(true), done);
    }
    acceptor.save(batch);
    store.write(batch);
    acceptor.written();
    return acceptor.take(index);
  }

  private void restart() {
    acceptor = new Acceptor(store, DESCRIPTOR);
    List<Boolean> done = new ArrayList<>();
    acceptor.load(() -> done.add(true));
    assertEquals(List.of(true), done);
  }

  private static PaxosMessage prepare(Bytes key, long round) {
    return new PaxosMessage.Prepare(1, key, new Ballot(round, 1));
  }

  @Test
  void theFloorAndTheCountAreKnownAfterARestart() {
    apply(prepare(A, 5), prepare(B, 9), new PaxosMessage.Raise(new BallotFloor(8, 3)));
    restart();
    assertEquals(new BallotFloor(8, 3), acceptor.floor());
    assertEquals(2, acceptor.count());
    assertEquals(
        new PaxosMessage.Refused(1, new Ballot(7, 1), new Ballot(8, 0)), apply(prepare(A, 7)));
  }

  @Test
  void onlyWhatIsBelowTheFloorIsDropped() {
    apply(prepare(A, 5), prepare(B, 9), new PaxosMessage.Raise(new BallotFloor(8, 0)));
    apply(new PaxosMessage.Drop(List.of(A, B), 6));
    assertEquals(1, acceptor.count());
    assertEquals(new BallotFloor(8, 6), acceptor.floor());
    PaxosMessage.Promise promise =
        assertInstanceOf(PaxosMessage.Promise.class, apply(prepare(A, 10)));
    assertEquals(6, promise.settledBelow(), "who asks is told up to where states are dropped");
    restart();
    assertEquals(2, acceptor.count());
  }

  @Test
  void whatIsDroppedInOneBatchWithItsPromiseIsGone() {
    apply(
        prepare(A, 5),
        new PaxosMessage.Raise(new BallotFloor(8, 0)),
        new PaxosMessage.Drop(List.of(A), 6));
    restart();
    assertEquals(0, acceptor.count());
    assertInstanceOf(PaxosMessage.Refused.class, apply(prepare(A, 7)));
  }

  @Test
  void statesOfAStoreWithoutAFloorAreCounted() {
    Bytes state =
        new AcceptorState(new Ballot(1, 1), Ballot.NONE, Bytes.EMPTY, Ballot.NONE).encode();
    store.write(
        new Store.Batch()
            .put(StoreKeys.acceptor(DESCRIPTOR, A), state)
            .put(StoreKeys.acceptor(DESCRIPTOR, B), state));
    restart();
    assertEquals(2, acceptor.count());
  }

  @Test
  void theFloorIsToldOnceAllBeforeItIsInTheStore() {
    Store.Batch batch = new Store.Batch();
    acceptor.apply(1, new PaxosMessage.Raise(new BallotFloor(8, 0)), batch, () -> {});
    assertEquals(BallotFloor.NONE, acceptor.floor());
    acceptor.written();
    assertEquals(8, acceptor.floor().refusedBelow());
  }
}
