package dev.gamut.simulation.cluster;

import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.Frontier;
import dev.gamut.base.Invariant;
import dev.gamut.base.Version;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
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
import dev.gamut.simulation.world.SimulatedProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A logical process of the load on a leaderless table: one call after the other, of which most are
/// about one item, with and without the context of an earlier read; some are batches, and some
/// scan.
final class LeaderlessWorker {
  private static final int BATCH_MAX = 4;

  private final Load load;
  private final SimulatedProcess process;
  private final ClientCore core;
  private final Entropy entropy;
  private final LeaderlessWrites writes;

  /// What this process last read of each key. Only looked up.
  private final Map<String, Context> known = new HashMap<>();

  LeaderlessWorker(
      Load load,
      SimulatedProcess process,
      ClientCore core,
      Entropy entropy,
      LeaderlessWrites writes) {
    this.load = load;
    this.process = process;
    this.core = core;
    this.entropy = entropy;
    this.writes = writes;
  }

  /// A read under way.
  private record Read(String key, KeyWrites.Begun begun, boolean regular) {}

  /// A write under way.
  private record Write(String key, Value value, Condition condition) {}

  void pause() {
    long mean = load.meanPauseNanos();
    process
        .loops()
        .getFirst()
        .schedule(process.clock().monotonicNanos() + entropy.between(1, 2 * mean), this::next);
  }

  private void next() {
    if (!load.isRunning()) {
      return;
    }
    if (!load.created()) {
      pause();
      return;
    }
    int dice = entropy.below(100);
    if (dice < 42) {
      get();
    } else if (dice < 85) {
      write(draw(load.drawKey(), dice >= 75));
    } else if (dice < 89) {
      getMany();
    } else if (dice < 93) {
      putMany();
    } else {
      scan(load.drawRange(), null);
    }
  }

  private KeyWrites of(String key) {
    return writes.key(load.place(key));
  }

  /// Some reads ask for more than the table's quorums give.
  private ReadTerms drawTerms() {
    Level level = entropy.chance(0.2) ? Level.regular() : Level.OF_TABLE;
    return new ReadTerms(level, entropy.chance(0.3), Load.TIMEOUT_NANOS);
  }

  private Read begin(String key, ReadTerms terms) {
    boolean regular = load.isRegular() || !terms.level().equals(Level.OF_TABLE);
    return new Read(key, of(key).begin(writes.next()), regular);
  }

  private void get() {
    String key = load.drawKey();
    ReadTerms terms = drawTerms();
    Read read = begin(key, terms);
    load.called();
    core.submit(
        new Call.Get(load.table(), Key.of(key), terms),
        reply -> {
          ended(read, reply);
          pause();
        });
  }

  private void getMany() {
    ReadTerms terms = drawTerms();
    List<Read> reads = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (String key : drawKeys()) {
      reads.add(begin(key, terms));
      keys.add(Key.of(key));
    }
    load.called();
    core.submit(
        new Call.GetMany(load.table(), keys, terms),
        reply -> {
          List<Reply> replies = each(reply);
          for (int i = 0; i < reads.size(); i++) {
            ended(reads.get(i), replies.isEmpty() ? reply : replies.get(i));
          }
          pause();
        });
  }

  private static List<Reply> each(Reply reply) {
    return reply instanceof Reply.Many(var replies) ? replies : List.of();
  }

  private List<String> drawKeys() {
    List<String> all = load.keys();
    int first = entropy.below(all.size());
    int count = 1 + entropy.below(Math.min(BATCH_MAX, all.size()));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(all.get((first + i) % all.size()));
    }
    return keys;
  }

  private void ended(Read read, Reply reply) {
    load.settled();
    switch (reply) {
      case Reply.Read(Item item, var receipt) -> {
        load.succeeded(1);
        List<Item.Sibling> shown = item == null ? List.of() : item.siblings();
        of(read.key()).checkShown(shown);
        if (read.regular()) {
          writes.next();
          of(read.key()).checkRegular(read.begun(), shown);
        }
        boolean isLess = receipt != null && receipt.level() != Level.Kind.REGULAR;
        Invariant.check(!(read.regular() && isLess), "a regular read was given %s", receipt);
        if (item != null) {
          known.put(read.key(), Context.of(item));
        }
      }
      case Reply.Failed _ -> {}
      default -> throw new IllegalStateException("not an answer to a read: " + reply);
    }
  }

  private Write draw(String key, boolean delete) {
    Context context = known.get(key);
    Condition condition =
        context == null || entropy.chance(0.35)
            ? new Condition.Always()
            : new Condition.Seen(context);
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
    load.called();
    core.submit(
        write.value().isTombstone()
            ? new Call.Delete(load.table(), key, write.condition(), timeout)
            : new Call.Put(load.table(), key, write.value(), write.condition(), timeout),
        reply -> {
          ended(write, reply);
          pause();
        });
  }

  private void putMany() {
    List<Write> puts = new ArrayList<>();
    List<Call.Entry> entries = new ArrayList<>();
    for (String key : drawKeys()) {
      Write put = draw(key, false);
      puts.add(put);
      entries.add(new Call.Entry(Key.of(key), put.value(), put.condition()));
    }
    load.called();
    core.submit(
        new Call.PutMany(load.table(), entries, Load.TIMEOUT_NANOS),
        reply -> {
          List<Reply> replies = each(reply);
          for (int i = 0; i < puts.size(); i++) {
            ended(puts.get(i), replies.isEmpty() ? reply : replies.get(i));
          }
          pause();
        });
  }

  private void ended(Write write, Reply reply) {
    load.settled();
    switch (reply) {
      case Reply.Written(Outcome.Applied(Version version), _) -> {
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

  /// Scans are eventual: of what they show it is only known that it was written there.
  private void scan(ScanRange range, @Nullable PageRequest request) {
    PageRequest page = request == null ? PageRequest.first(1 + entropy.below(BATCH_MAX)) : request;
    load.called();
    core.submit(
        new Call.Scan(load.table(), range, page, ReadTerms.within(Load.TIMEOUT_NANOS)),
        reply -> {
          load.settled();
          if (!(reply instanceof Reply.Page(var rows, var resume))) {
            pause();
            return;
          }
          load.succeeded(1);
          for (Reply.Row row : rows) {
            Invariant.check(!row.item().siblings().isEmpty(), "a row without values: %s", row);
            of(row.key().partitionKey().toUtf8()).checkShown(row.item().siblings());
          }
          if (resume == null || !load.isRunning()) {
            pause();
          } else {
            scan(range, page.after(resume));
          }
        });
  }
}
