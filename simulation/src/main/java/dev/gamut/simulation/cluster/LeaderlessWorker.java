package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.base.Version;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A logical process of the load on a leaderless table: reads and writes with and without the
/// context of an earlier read, and what Paxos decides, as each key is used.
final class LeaderlessWorker implements Turns.Steps {
  private final Load load;
  private final Entropy entropy;
  private final LeaderlessWrites writes;
  private final Turns turns;
  private final DecidedCalls decided;

  /// What this process last read of each key. Only looked up.
  private final Map<String, Item> known = new HashMap<>();

  LeaderlessWorker(Turns.Seat seat, LeaderlessWrites writes) {
    this.load = seat.load();
    this.entropy = seat.entropy();
    this.writes = writes;
    this.turns = new Turns(seat, this);
    this.decided = new DecidedCalls(seat, turns, writes);
    load.levels().mayChase(seat.process().machine(), this);
  }

  /// A read under way.
  private record Read(String key, KeyWrites.Begun begun, Level.Kind promised) {}

  /// A write under way.
  private record Write(String key, Value value, Condition condition) {}

  void begin() {
    turns.pause();
  }

  @Override
  public void single(int dice) {
    String key = load.drawKey();
    KeyUse use = load.use(key);
    if (use == KeyUse.DECIDED) {
      decided.alone(key);
    } else if (use == KeyUse.MIXED && entropy.chance(0.4)) {
      decided.among(key, known.getOrDefault(key, Item.NOTHING));
    } else if (dice < 42) {
      get(key);
    } else {
      write(draw(key, dice >= 75));
    }
  }

  private KeyWrites of(String key) {
    return writes.key(load.place(key));
  }

  private ReadTerms drawTerms() {
    Level level = load.levels().draw(entropy);
    return new ReadTerms(level, entropy.chance(0.3), Load.TIMEOUT_NANOS);
  }

  private Read begin(String key, ReadTerms terms) {
    Level.Kind promised = load.levels().promised(terms.level());
    return new Read(key, of(key).begin(writes.next()), promised);
  }

  private void get(String key) {
    ReadTerms terms = drawTerms();
    Read read = begin(key, terms);
    turns.submit(
        new Call.Get(load.table(), Key.of(key), terms),
        reply -> {
          ended(read, reply);
          turns.pause();
        });
  }

  boolean isOfSameClient(LeaderlessWorker other) {
    return turns.isAt(other.turns);
  }

  void later(long nanos, Runnable task) {
    turns.later(nanos, task);
  }

  void atOnce(Runnable task) {
    turns.atOnce(task);
  }

  /// A read beside its turns.
  void look(String key, Level level, Runnable then) {
    ReadTerms terms = new ReadTerms(level, false, Load.TIMEOUT_NANOS);
    Read read = begin(key, terms);
    turns.submit(
        new Call.Get(load.table(), Key.of(key), terms),
        reply -> {
          ended(read, reply);
          then.run();
        });
  }

  @Override
  public void getMany(List<String> drawn) {
    ReadTerms terms = drawTerms();
    List<Read> reads = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (String key : drawn) {
      reads.add(begin(key, terms));
      keys.add(Key.of(key));
    }
    turns.submitBatch(
        new Call.GetMany(load.table(), keys, terms),
        reads.size(),
        (index, reply) -> ended(reads.get(index), reply));
  }

  private void ended(Read read, Reply reply) {
    load.settled();
    switch (reply) {
      case Reply.Read(Item item, var receipt) -> {
        load.succeeded(1);
        List<Item.Sibling> shown = item == null ? List.of() : item.siblings();
        of(read.key()).checkShown(shown);
        // A plain read may miss what was decided moments ago.
        if (load.use(read.key()) == KeyUse.PLAIN) {
          check(read, shown);
        }
        Invariant.check(
            receipt == null || receipt.level() == read.promised(),
            "a read that was promised %s was given %s",
            read.promised(),
            receipt);
        if (item != null) {
          known.put(read.key(), item);
        }
      }
      case Reply.Failed _ -> {}
      default -> throw new IllegalStateException("not an answer to a read: " + reply);
    }
  }

  private void check(Read read, List<Item.Sibling> shown) {
    KeyWrites key = of(read.key());
    long at = writes.next();
    if (read.promised() != Level.Kind.EVENTUAL) {
      key.checkRegular(read.begun(), shown);
    }
    if (read.promised() == Level.Kind.ATOMIC) {
      key.readAtomically(read.begun(), shown, at);
    }
  }

  private Write draw(String key, boolean delete) {
    Item item = known.get(key);
    Condition condition =
        item == null || entropy.chance(0.35)
            ? new Condition.Always()
            : new Condition.Seen(Context.of(item));
    if (delete) {
      return new Write(key, Value.TOMBSTONE, condition);
    }
    String value = "v" + load.nextValue();
    String text =
        entropy.chance(0.03) ? value + "-".repeat((int) entropy.between(500, 1_500)) : value;
    return new Write(key, Value.bytes(Bytes.utf8(text)), condition);
  }

  private void write(Write write) {
    Key key = Key.of(write.key());
    long timeout = Load.TIMEOUT_NANOS;
    turns.submit(
        write.value().isTombstone()
            ? new Call.Delete(load.table(), key, write.condition(), timeout)
            : new Call.Put(load.table(), key, write.value(), write.condition(), timeout),
        reply -> {
          ended(write, reply);
          turns.pause();
        });
    if (load.use(write.key()) == KeyUse.PLAIN) {
      load.levels().wrote(this, write.key());
    }
  }

  @Override
  public void putMany(List<String> drawn) {
    List<Write> puts = new ArrayList<>();
    List<Call.Entry> entries = new ArrayList<>();
    for (String key : drawn) {
      // What a table of conditional writes only must refuse.
      if (load.use(key) != KeyUse.DECIDED || load.levels().decidedOnly()) {
        Write put = draw(key, false);
        puts.add(put);
        entries.add(new Call.Entry(Key.of(key), put.value(), put.condition()));
      }
    }
    if (puts.isEmpty()) {
      turns.pause();
      return;
    }
    turns.submitBatch(
        new Call.PutMany(load.table(), entries, Load.TIMEOUT_NANOS),
        puts.size(),
        (index, reply) -> ended(puts.get(index), reply));
  }

  private void ended(Write write, Reply reply) {
    load.settled();
    switch (reply) {
      case Reply.Written(Outcome.Applied(Version version), _) -> {
        Invariant.check(!load.levels().decidedOnly(), "a plain write was taken: %s", write);
        load.succeeded(1);
        KeyWrites key = of(write.key());
        checkIsAsked(write, key.sibling(version), key.superseded(version));
        key.acknowledged(version, writes.next());
      }
      case Reply.Written _, Reply.Failed _ -> {}
      default -> throw new IllegalStateException("not an answer to a write: " + reply);
    }
  }

  private void checkIsAsked(Write write, Item.Sibling made, Frontier superseded) {
    Invariant.check(made.value().equals(write.value()), "%s was made of %s", made, write.value());
    if (load.conflict() == ConflictPolicy.SIBLINGS) {
      boolean isSaid =
          switch (write.condition()) {
            case Condition.Seen(Context context) -> superseded.equals(context.seen());
            default -> write.value().isTombstone() || superseded.isEmpty();
          };
      Invariant.check(
          isSaid, "%s supersedes %s, though its caller said %s", made, superseded, write);
    }
  }

  @Override
  public void scan(ScanRange range) {
    scan(range, null);
  }

  /// Scans are eventual: of what they show it is only known that it was written there.
  private void scan(ScanRange range, @Nullable PageRequest request) {
    PageRequest page =
        request == null ? PageRequest.first(1 + entropy.below(Turns.BATCH_MAX)) : request;
    turns.submit(
        new Call.Scan(load.table(), range, page, ReadTerms.within(Load.TIMEOUT_NANOS)),
        reply -> {
          load.settled();
          if (!(reply instanceof Reply.Page(var rows, var resume))) {
            turns.pause();
            return;
          }
          load.succeeded(1);
          for (Reply.Row row : rows) {
            Invariant.check(!row.item().siblings().isEmpty(), "a row without values: %s", row);
            of(row.key().partitionKey().toUtf8()).checkShown(row.item().siblings());
          }
          if (resume == null || !load.isRunning()) {
            turns.pause();
          } else {
            scan(range, page.after(resume));
          }
        });
  }
}
