package dev.gamut.node.machine;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The outcomes of writes that may still be asked for again: what makes a retry take effect once.
/// It is replicated state, changed by applied entries only, kept in the store with them, and part
/// of every snapshot.
///
/// A client numbers its writes and says with each which is its lowest unfinished one; outcomes
/// below that are dropped, and a write below it is never applied any more. A client whose id has
/// expired in the log's time is forgotten whole.
///
/// In the store, the outcomes of 64 numbers lie in one record, so that a batch of applied entries
/// rewrites a few small records and not one an entry. What is known of the client itself stands in
/// its last record, and there alone: a record is a function of what was applied, and not of which
/// entries happened to be saved together, so that replicas hold the same bytes.
public final class Outcomes {
  /// Unfinished writes of one client that a partition remembers.
  public static final int PER_CLIENT_MAX = 65_536;

  private static final int FORMAT = 1;
  private static final int CHUNK_BITS = 6;

  private final Bytes prefix;
  private final TreeMap<Long, Client> clients = new TreeMap<>();
  private final TreeSet<Chunk> changed = new TreeSet<>();

  private static final class Client {
    final TreeMap<Long, Outcome> finished = new TreeMap<>();
    long lowestUnfinished;
    HybridTime expires = HybridTime.ZERO;
  }

  private record Chunk(long client, long number) implements Comparable<Chunk> {
    @Override
    public int compareTo(Chunk other) {
      int order = Long.compare(client, other.client);
      return order != 0 ? order : Long.compare(number, other.number);
    }
  }

  /// @param prefix where the records lie: [StoreKeys#protocol]
  public Outcomes(Bytes prefix) {
    this.prefix = prefix;
  }

  /// What is already known of a write that is about to be applied at a log's time: null when it is
  /// to be applied now.
  public @Nullable Outcome find(OperationId id, HybridTime now) {
    if (id.client() == 0 || Defect.IGNORE_OUTCOMES.isPlanted()) {
      return null;
    }
    if (id.expires().compareTo(now) <= 0) {
      return new Outcome.Unknown(Outcome.Cause.EXPIRED);
    }
    Client client = clients.get(id.client());
    if (client == null) {
      return null;
    }
    if (id.sequence() < client.lowestUnfinished) {
      return new Outcome.Unknown(Outcome.Cause.FORGOTTEN);
    }
    Outcome known = client.finished.get(id.sequence());
    if (known == null && client.finished.size() >= PER_CLIENT_MAX) {
      return new Outcome.Unknown(Outcome.Cause.TOO_MANY_UNFINISHED);
    }
    return known;
  }

  /// Remembers what became of a write.
  public void remember(OperationId id, Outcome outcome) {
    if (id.client() == 0) {
      return;
    }
    Client client = clients.computeIfAbsent(id.client(), _ -> new Client());
    changedLast(id.client(), client);
    client.finished.put(id.sequence(), outcome);
    changed.add(new Chunk(id.client(), id.sequence() >>> CHUNK_BITS));
    changedLast(id.client(), client);
    if (id.expires().compareTo(client.expires) > 0) {
      client.expires = id.expires();
    }
    if (id.lowestUnfinished() > client.lowestUnfinished) {
      client.lowestUnfinished = id.lowestUnfinished();
      forget(id.client(), client.finished.headMap(client.lowestUnfinished));
    }
  }

  /// The last record of a client changes with what is known of the client, and with being the last.
  private void changedLast(long id, Client client) {
    if (!client.finished.isEmpty()) {
      changed.add(new Chunk(id, client.finished.lastKey() >>> CHUNK_BITS));
    }
  }

  private void forget(long client, Map<Long, Outcome> settled) {
    settled.keySet().forEach(n -> changed.add(new Chunk(client, n >>> CHUNK_BITS)));
    settled.clear();
  }

  /// Calls [#expire] for the first entry of every minute of the log's time: a point that is the
  /// same on every replica.
  public static void expireEveryMinute(Outcomes outcomes, HybridTime last, HybridTime now) {
    if (last.millis() / 60_000 != now.millis() / 60_000) {
      outcomes.expire(now);
    }
  }

  /// Forgets the clients whose ids have expired at a log's time.
  public void expire(HybridTime now) {
    Iterator<Map.Entry<Long, Client>> all = clients.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Long, Client> entry = all.next();
      if (entry.getValue().expires.compareTo(now) <= 0) {
        forget(entry.getKey(), entry.getValue().finished);
        all.remove();
      }
    }
  }

  public int clientCount() {
    return clients.size();
  }

  /// Adds the records that have changed since the last call to a batch.
  public void save(Store.Batch batch) {
    for (Chunk chunk : changed) {
      Bytes key = StoreKeys.outcomes(prefix, chunk.client(), chunk.number());
      Bytes record = encode(chunk);
      if (record == null) {
        batch.delete(key);
      } else {
        batch.put(key, record);
      }
    }
    changed.clear();
  }

  private @Nullable Bytes encode(Chunk chunk) {
    Client client = clients.get(chunk.client());
    long first = chunk.number() << CHUNK_BITS;
    Map<Long, Outcome> within =
        client == null ? Map.of() : client.finished.subMap(first, first + (1L << CHUNK_BITS));
    if (client == null || within.isEmpty()) {
      return null;
    }
    ByteWriter out = new ByteWriter(16 + 32 * within.size());
    boolean isLast = client.finished.lastKey() >>> CHUNK_BITS == chunk.number();
    out.u8(FORMAT).i64(isLast ? client.expires.value() : 0);
    out.varint(isLast ? client.lowestUnfinished : 0);
    out.varint(within.size());
    within.forEach((sequence, outcome) -> outcome.write(out.u8((int) (sequence - first))));
    return out.take();
  }

  /// Where all records lie.
  public Store.Range range() {
    Bytes clientsEnd = new ByteWriter(24).raw(prefix).u8(0xff).take();
    return new Store.Range(prefix, clientsEnd, Integer.MAX_VALUE, 1 << 20);
  }

  /// Forgets everything in memory, before [#load].
  public void clear() {
    clients.clear();
    changed.clear();
  }

  /// Takes records read from the store.
  public void load(List<Store.Entry> records) throws MalformedException {
    for (Store.Entry record : new ArrayList<>(records)) {
      Client client =
          clients.computeIfAbsent(StoreKeys.outcomesClient(record.key()), _ -> new Client());
      decode(client, StoreKeys.outcomesChunk(record.key()), new ByteReader(record.value()));
    }
  }

  private static void decode(Client client, long chunk, ByteReader in) throws MalformedException {
    int format = in.u8();
    if (format != FORMAT) {
      throw new MalformedException("outcomes format " + format + " is not known here");
    }
    HybridTime expires = new HybridTime(in.i64());
    if (expires.compareTo(client.expires) > 0) {
      client.expires = expires;
    }
    client.lowestUnfinished = Math.max(client.lowestUnfinished, in.varint());
    int count = in.count(2);
    for (int i = 0; i < count; i++) {
      long sequence = (chunk << CHUNK_BITS) + in.u8();
      client.finished.put(sequence, Outcome.read(in));
    }
    in.finish();
  }
}
