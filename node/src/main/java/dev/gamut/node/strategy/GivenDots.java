package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Dots that a home gave to proposals and has not seen yet, decided or not. It must give none of
/// them again, and after a restart find out what became of each, because dots behind them wait for
/// that. They lie in the store from when the proposal is applied, so that the log need not be kept
/// for them: a decision may take as long as a majority is away.
///
/// One record a dot, `version 24 bytes · place`, under the dot's sequence.
final class GivenDots {
  private static final int PAGE_COUNT = 256;
  private static final int PAGE_BYTES = 256 << 10;

  private final Store store;
  private final Bytes prefix;
  private final long origin;
  private final TreeMap<Long, Given> given = new TreeMap<>();

  /// A dot with a stamp of one of its proposals.
  record Given(Bytes place, Version version) {}

  /// @param origin of this home's dots
  GivenDots(Store store, PartitionDescriptor descriptor, long origin) {
    this.store = store;
    this.prefix = StoreKeys.state(descriptor, "given");
    this.origin = origin;
  }

  /// Takes note of the dot of a proposal that is applied, if this home gave it; seen or not, until
  /// [#save].
  void proposed(PaxosMessage.Accept accept, Store.Batch batch) {
    if (PaxosRecord.proposal(accept.proposal()) instanceof LogRecord.Take(Write write)
        && write.dot().origin() == origin) {
      Version version = write.sibling().version();
      given.put(write.dot().sequence(), new Given(write.place(), version));
      ByteWriter out = new ByteWriter(Version.SIZE + write.place().length());
      version.write(out);
      batch.put(keyOf(write.dot().sequence()), out.raw(write.place()).take());
    }
  }

  private Bytes keyOf(long sequence) {
    return new ByteWriter(32).raw(prefix).i64(sequence).take();
  }

  /// Forgets the dots that are seen.
  void save(Frontier seen, Store.Batch batch) {
    Iterator<Long> sequences = given.keySet().iterator();
    while (sequences.hasNext()) {
      long sequence = sequences.next();
      if (seen.covers(new Dot(origin, sequence))) {
        sequences.remove();
        batch.delete(keyOf(sequence));
      }
    }
  }

  /// The last dot that is not seen; 0 for none.
  long last() {
    Map.Entry<Long, Given> last = given.lastEntry();
    return last == null ? 0 : last.getKey();
  }

  List<Given> all() {
    return new ArrayList<>(given.values());
  }

  void load(Runnable done) {
    given.clear();
    load(prefix, done);
  }

  private void load(Bytes from, Runnable done) {
    store.scan(
        new Store.Range(from, prefix.prefixEnd(), PAGE_COUNT, PAGE_BYTES),
        page -> {
          page.entries().forEach(entry -> put(entry.value()));
          if (page.next() == null) {
            done.run();
          } else {
            load(page.next(), done);
          }
        });
  }

  private void put(Bytes found) {
    ByteReader in = new ByteReader(found);
    try {
      Version version = Version.read(in);
      Bytes place = found.slice(Version.SIZE, found.length());
      given.put(version.dot().sequence(), new Given(place, version));
    } catch (MalformedException e) {
      throw new IllegalStateException("a dot that was given to a proposal cannot be read", e);
    }
  }
}
