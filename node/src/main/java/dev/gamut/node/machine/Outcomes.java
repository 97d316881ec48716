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
import java.util.Iterator;
import java.util.List;
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
/// In the store, the newest 64 outcomes of a client lie in one record with what is known of the
/// client itself. It is rewritten with each batch of applied entries, and a client that does not
/// leave writes unfinished has no other: nothing is deleted while it goes on. Older outcomes,
/// behind a number that stays unfinished, lie in records of 64 numbers each. A record is a function
/// of what was applied, and not of which entries happened to be saved together, so that replicas
/// hold the same bytes.
public final class Outcomes {
  /// Unfinished writes of one client that a partition remembers.
  public static final int PER_CLIENT_MAX = 65_536;

  static final int FORMAT = 2;

  /// What stands in the key of a newest record for the number of a chunk.
  private static final long NEWEST = -1;

  private final Bytes prefix;
  private final TreeMap<Long, ClientOutcomes> clients = new TreeMap<>();

  /// The client whose write came last: often it is the next one's too.
  private @Nullable ClientOutcomes lastUsed;

  /// Whose newest records have changed, perhaps for being gone.
  private final TreeSet<Long> changed = new TreeSet<>();

  private final TreeSet<Chunk> changedOlder = new TreeSet<>();

  /// A record of older outcomes: its place in the store.
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
    ClientOutcomes client = clientOrNull(id.client());
    if (client == null) {
      return null;
    }
    if (id.sequence() < client.lowestUnfinished()) {
      return new Outcome.Unknown(Outcome.Cause.FORGOTTEN);
    }
    Outcome known = client.find(id.sequence());
    if (known == null && client.count() >= PER_CLIENT_MAX) {
      return new Outcome.Unknown(Outcome.Cause.TOO_MANY_UNFINISHED);
    }
    return known;
  }

  private @Nullable ClientOutcomes clientOrNull(long id) {
    ClientOutcomes last = lastUsed;
    if (last != null && last.id == id) {
      return last;
    }
    ClientOutcomes client = clients.get(id);
    lastUsed = client;
    return client;
  }

  private ClientOutcomes client(long id) {
    ClientOutcomes client = clientOrNull(id);
    if (client == null) {
      client = new ClientOutcomes(id);
      clients.put(id, client);
      lastUsed = client;
    }
    return client;
  }

  /// Remembers what became of a write.
  public void remember(OperationId id, Outcome outcome) {
    if (id.client() == 0) {
      return;
    }
    ClientOutcomes client = client(id.client());
    changed.add(id.client());
    client.put(id.sequence(), outcome, number -> changedOlder(client, number));
    client.expiresAt(id.expires());
    client.forgetBelow(id.lowestUnfinished(), number -> changedOlder(client, number));
  }

  private void changedOlder(ClientOutcomes client, long number) {
    changedOlder.add(new Chunk(client.id, number / ClientOutcomes.CHUNK));
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
    Iterator<ClientOutcomes> all = clients.values().iterator();
    while (all.hasNext()) {
      ClientOutcomes client = all.next();
      if (client.expires().compareTo(now) <= 0) {
        changed.add(client.id);
        client.eachOlder(number -> changedOlder(client, number));
        all.remove();
        lastUsed = null;
      }
    }
  }

  public int clientCount() {
    return clients.size();
  }

  /// Adds the records that have changed since the last call to a batch.
  public void save(Store.Batch batch) {
    for (long id : changed) {
      ClientOutcomes client = clientOrNull(id);
      save(batch, new Chunk(id, NEWEST), client == null ? null : client.encodeNewest());
    }
    for (Chunk chunk : changedOlder) {
      ClientOutcomes client = clientOrNull(chunk.client());
      long first = chunk.number() * ClientOutcomes.CHUNK;
      save(batch, chunk, client == null ? null : client.encodeOlder(first));
    }
    changed.clear();
    changedOlder.clear();
  }

  private void save(Store.Batch batch, Chunk chunk, @Nullable Bytes record) {
    Bytes key = StoreKeys.outcomes(prefix, chunk.client(), chunk.number());
    if (record == null) {
      batch.delete(key);
    } else {
      batch.put(key, record);
    }
  }

  /// Where all records lie.
  public Store.Range range() {
    Bytes clientsEnd = new ByteWriter(24).raw(prefix).u8(0xff).take();
    return new Store.Range(prefix, clientsEnd, Integer.MAX_VALUE, 1 << 20);
  }

  /// Forgets everything in memory, before [#load].
  public void clear() {
    clients.clear();
    lastUsed = null;
    changed.clear();
    changedOlder.clear();
  }

  /// Takes records read from the store.
  public void load(List<Store.Entry> records) throws MalformedException {
    for (Store.Entry record : records) {
      ByteReader in = new ByteReader(record.value());
      int format = in.u8();
      if (format != FORMAT) {
        throw new MalformedException("outcomes format " + format + " is not known here");
      }
      ClientOutcomes client = client(StoreKeys.outcomesClient(record.key()));
      long chunk = StoreKeys.outcomesChunk(record.key());
      if (chunk == NEWEST) {
        client.decodeNewest(in);
      } else {
        client.decodeOlder(chunk * ClientOutcomes.CHUNK, in);
      }
      in.finish();
    }
  }
}
