package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Invariant;
import dev.gamut.base.MalformedException;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.Ballot;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.Store;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The acceptor of one home: what it has promised and accepted of each key lies in the store, and
/// changes when the question that caused it is applied, in the order of the log.
final class Acceptor {
  private final Store store;
  private final PartitionDescriptor descriptor;

  /// States whose batch is not in the store yet. Only looked up.
  private final Map<Bytes, AcceptorState> unwritten = new HashMap<>();

  /// By log index, until the replica takes them.
  private final Map<Long, PaxosMessage> answers = new HashMap<>();

  Acceptor(Store store, PartitionDescriptor descriptor) {
    this.store = store;
    this.descriptor = descriptor;
  }

  void written() {
    unwritten.clear();
  }

  @Nullable PaxosMessage take(long index) {
    return answers.remove(index);
  }

  /// Adds what a question changes to the batch, and has its answer ready.
  void ask(long index, PaxosMessage question, Store.Batch batch, Runnable done) {
    Bytes key = keyOf(question);
    AcceptorState pending = unwritten.get(key);
    if (pending != null) {
      ask(index, question, pending, batch);
      done.run();
      return;
    }
    store.get(
        StoreKeys.acceptor(descriptor, key),
        found -> {
          ask(index, question, found == null ? AcceptorState.NOTHING : decode(found), batch);
          done.run();
        });
  }

  static AcceptorState decode(Bytes found) {
    try {
      return AcceptorState.decode(found);
    } catch (MalformedException e) {
      throw new IllegalStateException("an acceptor's state in the store cannot be read", e);
    }
  }

  private static Bytes keyOf(PaxosMessage question) {
    return switch (question) {
      case PaxosMessage.Prepare(_, Bytes key, _) -> key;
      case PaxosMessage.Accept(_, Bytes key, _, _, _) -> key;
      case PaxosMessage.Commit(_, Bytes key, _, _) -> key;
      case PaxosMessage.Adopt(_, Bytes key, _) -> key;
      case PaxosMessage.Promise _,
          PaxosMessage.Accepted _,
          PaxosMessage.Refused _,
          PaxosMessage.Committed _ ->
          throw Invariant.unreachable("no question: " + question);
    };
  }

  private void ask(long index, PaxosMessage question, AcceptorState before, Store.Batch batch) {
    AcceptorState after = before;
    PaxosMessage answer = null;
    switch (question) {
      case PaxosMessage.Prepare(long id, _, Ballot ballot) -> {
        after = before.prepare(ballot);
        answer =
            after.promised().equals(ballot)
                ? new PaxosMessage.Promise(id, ballot, after, Bytes.EMPTY)
                : new PaxosMessage.Refused(id, ballot, before.promised());
      }
      case PaxosMessage.Accept(long id, _, Ballot ballot, Ballot then, Bytes proposal) -> {
        after = before.accept(ballot, then, proposal);
        answer =
            after.accepted().equals(ballot)
                ? new PaxosMessage.Accepted(id, ballot)
                : new PaxosMessage.Refused(id, ballot, before.promised());
      }
      case PaxosMessage.Commit(long id, _, Ballot ballot, _) -> {
        after = before.commit(ballot);
        answer = new PaxosMessage.Committed(id, ballot);
      }
      case PaxosMessage.Adopt(_, _, AcceptorState other) -> after = before.adopt(other);
      default -> throw Invariant.unreachable("no question: " + question);
    }
    if (answer != null) {
      answers.put(index, answer);
    }
    if (!after.equals(before)) {
      Bytes key = keyOf(question);
      unwritten.put(key, after);
      batch.put(StoreKeys.acceptor(descriptor, key), after.encode());
    }
  }

  /// Adds the item to a promise.
  void show(long index, Bytes view) {
    if (answers.get(index) instanceof PaxosMessage.Promise promise) {
      answers.put(
          index, new PaxosMessage.Promise(promise.id(), promise.ballot(), promise.state(), view));
    }
  }
}
