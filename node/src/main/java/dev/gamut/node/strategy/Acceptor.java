package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.paxos.Acceptance;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The acceptor of one home: what it has promised and accepted of each key, and of all keys at
/// once, lies in the store, and changes when the question that caused it is applied, in the order
/// of the log.
///
/// Beside the states there is one record, `format u8 = 1 · floor · count varint` of states.
public final class Acceptor {
  private static final int FORMAT = 1;
  private static final int PAGE_COUNT = 4_096;
  private static final int PAGE_BYTES = 256 << 10;

  private final Store store;
  private final PartitionDescriptor descriptor;
  private final Bytes floorKey;

  /// States whose batch is not in the store yet; nothing for a dropped one. Only looked up.
  private final Map<Bytes, AcceptorState> unwritten = new HashMap<>();

  /// By log index, until the replica takes them.
  private final Map<Long, PaxosMessage> answers = new HashMap<>();

  private BallotFloor floor = BallotFloor.NONE;
  private BallotFloor writtenFloor = BallotFloor.NONE;
  private long count;
  private boolean changed;

  Acceptor(Store store, PartitionDescriptor descriptor) {
    this.store = store;
    this.descriptor = descriptor;
    this.floorKey = StoreKeys.floor(descriptor);
  }

  /// What it promises of all keys. Whatever was asked before that is in the store.
  BallotFloor floor() {
    return writtenFloor;
  }

  /// How many keys have a state.
  long count() {
    return count;
  }

  void save(Store.Batch batch) {
    if (changed) {
      ByteWriter out = new ByteWriter(28).u8(FORMAT);
      floor.write(out);
      batch.put(floorKey, out.varint(count).take());
      changed = false;
    }
  }

  void written() {
    unwritten.clear();
    writtenFloor = floor;
  }

  void load(Runnable done) {
    floor = BallotFloor.NONE;
    writtenFloor = floor;
    count = 0;
    store.get(
        floorKey,
        found -> {
          if (found == null) {
            // Nothing was collected yet.
            count(StoreKeys.acceptor(descriptor, Bytes.EMPTY), done);
            return;
          }
          read(found);
          writtenFloor = floor;
          done.run();
        });
  }

  private void read(Bytes found) {
    try {
      ByteReader in = new ByteReader(found);
      floor = floor(in);
      count = in.varint();
      in.finish();
    } catch (MalformedException e) {
      throw new IllegalStateException("an acceptor's floor in the store cannot be read", e);
    }
  }

  private static BallotFloor floor(ByteReader in) throws MalformedException {
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("floor format " + format + " is not known here");
    }
    return BallotFloor.read(in);
  }

  /// Below which round of ballots states were dropped, as the record beside them says.
  public static long collectedBelow(Bytes record) throws MalformedException {
    return floor(new ByteReader(record)).settledBelow();
  }

  private void count(Bytes from, Runnable done) {
    store.scan(
        new Store.Range(from, StoreKeys.acceptorsTo(descriptor), PAGE_COUNT, PAGE_BYTES),
        page -> {
          count += page.entries().size();
          if (page.next() == null) {
            done.run();
          } else {
            count(page.next(), done);
          }
        });
  }

  @Nullable PaxosMessage take(long index) {
    return answers.remove(index);
  }

  /// Adds what a record of the log changes to the batch, and has its answer ready.
  void apply(long index, PaxosMessage record, Store.Batch batch, Runnable done) {
    switch (record) {
      case PaxosMessage.OfKey question ->
          state(
              question.key(),
              before -> {
                ask(index, question, before, batch);
                done.run();
              });
      case PaxosMessage.Raise(BallotFloor to) -> {
        raise(to);
        done.run();
      }
      case PaxosMessage.Drop drop -> drop(drop, batch, done);
      case PaxosMessage.Answer _, PaxosMessage.OfFloor _ ->
          throw Invariant.unreachable("not for a log: " + record);
    }
  }

  private void state(Bytes key, Consumer<AcceptorState> then) {
    AcceptorState pending = unwritten.get(key);
    if (pending != null) {
      then.accept(pending);
      return;
    }
    store.get(
        StoreKeys.acceptor(descriptor, key),
        found -> then.accept(found == null ? AcceptorState.NOTHING : decode(found)));
  }

  static AcceptorState decode(Bytes found) {
    try {
      return AcceptorState.decode(found);
    } catch (MalformedException e) {
      throw new IllegalStateException("an acceptor's state in the store cannot be read", e);
    }
  }

  private void ask(
      long index, PaxosMessage.OfKey question, AcceptorState before, Store.Batch batch) {
    Acceptance taken = Acceptance.of(question, before, floor);
    PaxosMessage answer = taken.answer();
    if (answer != null) {
      answers.put(index, answer);
    }
    put(question.key(), before, taken.state(), batch);
  }

  private void put(Bytes key, AcceptorState before, AcceptorState after, Store.Batch batch) {
    if (after.equals(before)) {
      return;
    }
    unwritten.put(key, after);
    if (after.equals(AcceptorState.NOTHING)) {
      batch.delete(StoreKeys.acceptor(descriptor, key));
      count--;
      changed = true;
      return;
    }
    batch.put(StoreKeys.acceptor(descriptor, key), after.encode());
    if (before.equals(AcceptorState.NOTHING)) {
      count++;
      changed = true;
    }
  }

  private void raise(BallotFloor to) {
    BallotFloor raised = floor.raisedTo(to);
    changed |= !raised.equals(floor);
    floor = raised;
  }

  private void drop(PaxosMessage.Drop drop, Store.Batch batch, Runnable done) {
    raise(new BallotFloor(0, drop.settledBelow()));
    List<Bytes> keys = drop.keys();
    int[] left = {keys.size()};
    for (Bytes key : keys) {
      state(
          key,
          before -> {
            if (floor.mayDrop(before, drop.settledBelow())) {
              put(key, before, AcceptorState.NOTHING, batch);
            }
            left[0]--;
            if (left[0] == 0) {
              done.run();
            }
          });
    }
    if (keys.isEmpty()) {
      done.run();
    }
  }

  /// Adds the item to a promise.
  void show(long index, Bytes view) {
    if (answers.get(index) instanceof PaxosMessage.Promise promise) {
      answers.put(index, promise.showing(view));
    }
  }
}
