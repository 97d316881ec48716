package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.paxos.AcceptorState;
import dev.gamut.protocol.paxos.BallotFloor;
import dev.gamut.protocol.paxos.CollectingEvent.Held;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What an acceptor has promised and accepted of all keys, page by page.
///
/// In a frame, for one that joins: `id varint · next bytes · key count varint · (key · state) ·
/// floor · seen`, with an empty `next` for the end.
final class AcceptorPages {
  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;
  private final int countMax;

  /// @param next where to go on; null when that was all
  /// @param floor what it promised of all keys when it had read them: whatever state of one of them
  ///   it has dropped before, that is in there
  /// @param seen all that the acceptor had seen when it had read them: whatever it calls decided is
  ///   in that
  record Page(long id, @Nullable Bytes next, List<Held> entries, BallotFloor floor, Frontier seen) {
    void write(ByteWriter out) {
      out.varint(id).bytes(next == null ? Bytes.EMPTY : next).varint(entries.size());
      entries.forEach(entry -> out.bytes(entry.key()).bytes(entry.state().encode()));
      floor.write(out);
      seen.write(out);
    }

    static Page read(ByteReader in) throws MalformedException {
      long id = in.varint();
      Bytes next = in.bytes();
      int count = in.count(2);
      List<Held> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(new Held(in.bytes(), AcceptorState.decode(in.bytes())));
      }
      BallotFloor floor = BallotFloor.read(in);
      return new Page(id, next.isEmpty() ? null : next, entries, floor, Frontier.read(in));
    }
  }

  AcceptorPages(
      ReplicaHost host, PartitionDescriptor descriptor, LeaderlessMachine machine, int countMax) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
    this.countMax = countMax;
  }

  void read(long id, Bytes from, int bytesMax, Consumer<Page> answer) {
    Bytes start = StoreKeys.acceptor(descriptor, from);
    int prefix = StoreKeys.acceptor(descriptor, Bytes.EMPTY).length();
    host.store()
        .scan(
            new Store.Range(start, StoreKeys.acceptorsTo(descriptor), countMax, bytesMax),
            page -> {
              List<Held> entries = new ArrayList<>(page.entries().size());
              for (Store.Entry entry : page.entries()) {
                Bytes key = entry.key().slice(prefix, entry.key().length());
                entries.add(new Held(key, Acceptor.decode(entry.value())));
              }
              Bytes next = page.next();
              Bytes place = next == null ? null : next.slice(prefix, next.length());
              BallotFloor floor = machine.acceptor().floor();
              answer.accept(new Page(id, place, entries, floor, machine.seen()));
            });
  }
}
