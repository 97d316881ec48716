package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.node.StepLoop;
import dev.gamut.node.machine.LogEntry;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.leaderless.ComparingConfig;
import dev.gamut.protocol.paxos.CollectingConfig;
import dev.gamut.protocol.raft.Entry;
import dev.gamut.protocol.raft.RaftCodec;
import dev.gamut.protocol.raft.RaftConfig;
import dev.gamut.protocol.raft.RaftMessage;
import dev.gamut.protocol.raft.SnapshotPoint;
import dev.gamut.storage.GatheringStore;
import dev.gamut.storage.MemoryStore;
import dev.gamut.storage.SnapshotReader;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.RecoveredGroup;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A replica of three, n3, whose journal lost what it had acknowledged, over restarts of its node:
/// its store gathers before it writes, as a node's does.
final class BehindMarkTest {
  private static final NodeId LEADER = new NodeId(1);
  private static final NodeId SELF = new NodeId(3);
  private static final PartitionId ID = new PartitionId(7);
  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          ID, new TableId(1), 1, 1, Bytes.EMPTY, null, List.of(LEADER, new NodeId(2), SELF));

  private static final Store.Range RANGE =
      new Store.Range(StoreKeys.itemsFrom(DESCRIPTOR), StoreKeys.itemsTo(DESCRIPTOR), 100, 1 << 20);

  private final StepLoop loop = new StepLoop();
  private MemoryStore disk =
      new MemoryStore(loop, MemoryStore.Options.of(MemoryStore.Flushing.WHEN_TOLD));
  private LoneReplicaHost host = newHost();
  private @Nullable Replica replica;

  @AfterEach
  void takeOut() {
    Defect.clear();
  }

  private LoneReplicaHost newHost() {
    return new LoneReplicaHost(SELF, loop, new GatheringStore(disk, 1 << 20, 0));
  }

  /// A process of the node begins, with what the journal found.
  private void start(RecoveredGroup group) {
    new ReplicaStarter(
            host,
            DESCRIPTOR,
            new NoMachine(),
            group,
            new ReplicaStarter.Tuning(
                RaftConfig.defaults(),
                3,
                10,
                1 << 10,
                ComparingConfig.defaults(),
                CollectingConfig.defaults()))
        .start(StrategyKind.CONSENSUS, started -> replica = started);
    loop.settle();
  }

  private void startDamaged() {
    start(RecoveredGroup.damaged(ID, Bytes.EMPTY));
  }

  /// The node is killed: its store loses all that is not flushed, its journal nothing.
  private void crashAndStart() {
    if (replica != null) {
      replica.close();
      replica = null;
    }
    disk.crashKeeping(0);
    disk = disk.reopen(loop);
    host = newHost().withLogOf(host);
    start(host.recovered(ID));
  }

  private void flush() {
    host.store().flush();
    disk.completeFlush();
    loop.settle();
  }

  private void receive(NodeId from, RaftMessage message) throws MalformedException {
    assertTrue(replica != null, "the replica has not begun");
    ByteWriter out = new ByteWriter(64);
    RaftCodec.write(out, message);
    host.sent.clear();
    replica.receive(from, new ByteReader(out.take()));
    loop.settle();
  }

  private boolean votesIn(long term) throws MalformedException {
    receive(new NodeId(2), new RaftMessage.Vote(term, 100, term - 1, true));
    RaftMessage.VoteResponse answer = (RaftMessage.VoteResponse) host.sent.getFirst().ofRaft();
    assertEquals(term, answer.term());
    return answer.granted();
  }

  @Test
  void theMarkIsOnTheDiskBeforeTheReplicaDoesAnything() {
    startDamaged();
    assertTrue(replica == null, "the replica runs, though a crash would make it forget");
    disk.completeFlush();
    loop.settle();
    assertTrue(replica != null, "the mark is on the disk");
  }

  @Test
  void restartsDoNotMakeItForget() throws MalformedException {
    assertFalse(votesAfterARestart());
    crashAndStart();
    assertFalse(votesIn(7));
  }

  /// The damaged log is gone at the restart, and what is left looks like that of a new replica.
  private boolean votesAfterARestart() throws MalformedException {
    startDamaged();
    disk.completeFlush();
    loop.settle();
    assertFalse(votesIn(5));
    crashAndStart();
    return votesIn(6);
  }

  @Test
  void whoHasCaughtUpVotesAndGoesOnDoingSo() throws MalformedException {
    startDamaged();
    disk.completeFlush();
    loop.settle();
    crashAndStart();
    catchUp(5);
    assertTrue(votesIn(6));
    flush();
    crashAndStart();
    assertTrue(votesIn(7));
  }

  /// Its own records seem whole, and others of the journal are lost: the last of its own may be,
  /// too.
  private boolean votesBesideDamage() throws MalformedException {
    start(new RecoveredGroup(ID, Bytes.EMPTY, 1, 0, false, true, List.of()));
    disk.completeFlush();
    loop.settle();
    return votesIn(5);
  }

  @Test
  void whoseJournalLostRecordsOfOthersWaitsUntilItHasCaughtUp() throws MalformedException {
    assertFalse(votesBesideDamage());
    catchUp(5);
    assertTrue(votesIn(6));
  }

  @Test
  void whoTrustsADamagedDiskVotes() throws MalformedException {
    Defect.plant(EnumSet.of(Defect.TRUST_DAMAGED_DISK));
    assertTrue(votesBesideDamage());
  }

  /// It has entries 1 and 2 of term 5; a leader begins to send it a snapshot, and it crashes.
  private void crashInASnapshot() throws MalformedException {
    start(new RecoveredGroup(ID, Bytes.EMPTY, 1, 0, false, false, List.of()));
    receive(
        LEADER,
        new RaftMessage.Append(5, 0, 0, 1, 0, HybridTime.ZERO, List.of(entry(1, 5), entry(2, 5))));
    receiveSnapshot(5, 3);
    disk.completeFlush();
    loop.settle();
    crashAndStart();
  }

  /// One of a single chunk, in which nothing is.
  private void receiveSnapshot(long term, long upTo) throws MalformedException {
    SnapshotPoint point = new SnapshotPoint(upTo, 5, HybridTime.ofMillis(upTo));
    List<Bytes> data = new ArrayList<>();
    try (SnapshotReader reader = new SnapshotReader(host.store().view(), List.of(RANGE), 100)) {
      reader.next(chunk -> data.add(chunk.data()));
      loop.settle();
    }
    receive(LEADER, new RaftMessage.SnapshotChunk(term, 1, point, 0, data.getFirst(), true));
  }

  private boolean votesFor(long lastIndex, long term) throws MalformedException {
    receive(new NodeId(2), new RaftMessage.Vote(term, lastIndex, 5, true));
    return ((RaftMessage.VoteResponse) host.sent.getFirst().ofRaft()).granted();
  }

  @Test
  void whoRestartsInASnapshotVotesByTheLogThatItGaveUp() throws MalformedException {
    crashInASnapshot();
    assertFalse(votesFor(1, 6));
    assertTrue(votesFor(2, 7));
  }

  @Test
  void whoHasAnOlderSnapshotThanItsLogWasIsBehindAfterARestartToo() throws MalformedException {
    crashInASnapshot();
    receiveSnapshot(6, 1);
    flush();
    flush();
    crashAndStart();
    assertFalse(votesFor(100, 7));
  }

  @Test
  void whoHasAllOfASnapshotIsWhole() throws MalformedException {
    crashInASnapshot();
    receiveSnapshot(6, 3);
    flush();
    flush();
    crashAndStart();
    assertFalse(votesFor(2, 7));
    assertTrue(votesFor(3, 8));
  }

  private static Entry entry(long index, long term) {
    return new Entry(index, term, HybridTime.ofMillis(index), Entry.Kind.NOOP, Bytes.EMPTY);
  }

  private void catchUp(long term) throws MalformedException {
    receive(
        LEADER, new RaftMessage.Append(term, 0, 0, 1, 0, HybridTime.ZERO, List.of(entry(1, term))));
  }

  @Test
  void thePlantedDefectIsFound() throws MalformedException {
    Defect.plant(EnumSet.of(Defect.FORGET_BEING_BEHIND));
    assertTrue(votesAfterARestart());
  }

  /// No entry asks for anything here.
  private static final class NoMachine implements Machine {
    @Override
    public void apply(LogEntry entry, Store.Batch batch, Done done) {
      done.result(new Result.Missing());
    }

    @Override
    public void save(Store.Batch batch) {}

    @Override
    public void written() {}

    @Override
    public void load(Runnable done) {
      done.run();
    }

    @Override
    public List<Store.Range> snapshotRanges() {
      return List.of(RANGE);
    }
  }
}
