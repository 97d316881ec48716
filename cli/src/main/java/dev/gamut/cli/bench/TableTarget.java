package dev.gamut.cli.bench;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.bench.mix.Mix;
import dev.gamut.bench.mix.MixPlan;
import dev.gamut.bench.mix.MixedLoop;
import dev.gamut.cli.CommandException;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.Table;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/// Items of a benchmark in a table that may hold others: under keys that nobody else has, and in a
/// range table a share of them right behind the start of each partition.
final class TableTarget implements MixedLoop.Target {
  /// In every key and at the start of every value.
  static final String MARK = " gamut-bench ";

  private final TcpClient client;
  private final Table table;
  private final int valueSize;
  private final long timeoutNanos;
  private final byte[] noise = new byte[1 << 16];
  private final List<Key> keys = new ArrayList<>();

  TableTarget(TcpClient client, Table table, MixPlan plan, int valueSize, long timeoutNanos) {
    this.client = client;
    this.table = table;
    this.valueSize = valueSize;
    this.timeoutNanos = timeoutNanos;
    new SplittableRandom(plan.seed()).nextBytes(noise);
    List<Bytes> starts = new ArrayList<>(List.of(Bytes.EMPTY));
    if (table.spec().partitionBy() == PartitionBy.RANGE) {
      starts.addAll(table.spec().splitAt());
    }
    for (int i = 0; i < plan.keys(); i++) {
      Bytes start = starts.get(i % starts.size());
      byte[] tail = Bytes.utf8(MARK + "%08d".formatted(i)).toByteArray();
      byte[] key = java.util.Arrays.copyOf(start.toByteArray(), start.length() + tail.length);
      System.arraycopy(tail, 0, key, start.length(), tail.length);
      keys.add(Key.of(Bytes.wrap(key)));
    }
  }

  @Override
  public CompletableFuture<String> begin(Mix.Kind kind, int number) {
    Key key = keys.get(number);
    Condition always = new Condition.Always();
    return switch (kind) {
      case PUT ->
          client
              .submit(new Call.Put(table.name(), key, value(), always, timeoutNanos))
              .thenApply(TableTarget::error);
      case DELETE ->
          client
              .submit(new Call.Delete(table.name(), key, always, timeoutNanos))
              .thenApply(TableTarget::error);
      case GET ->
          client
              .submit(new Call.Get(table.name(), key, ReadTerms.within(timeoutNanos)))
              .thenApply(TableTarget::error);
    };
  }

  private Value value() {
    byte[] bytes = new byte[valueSize];
    byte[] mark = Bytes.utf8(MARK).toByteArray();
    System.arraycopy(mark, 0, bytes, 0, mark.length);
    int length = Math.min(valueSize - mark.length, noise.length);
    int from = (int) Math.floorMod(System.nanoTime(), (long) (noise.length - length + 1));
    System.arraycopy(noise, from, bytes, mark.length, length);
    return Value.bytes(Bytes.wrap(bytes));
  }

  /// What kind of error a reply is; empty for none.
  static String error(Reply reply) {
    return switch (reply) {
      case Reply.Written(Outcome.Applied _, _) -> "";
      case Reply.Written(Outcome.Rejected _, _) -> "rejected without a condition";
      case Reply.Written(Outcome.Unknown(Outcome.Cause cause), _) ->
          "unknown outcome, " + words(cause);
      case Reply.Read(Item item, _) ->
          item == null || isOurs(item) ? "" : "a value that nobody wrote";
      case Reply.Failed(var failure) -> words(failure.reason());
      default -> "a reply that fits no call";
    };
  }

  private static boolean isOurs(Item item) {
    return item.siblings().stream()
        .allMatch(sibling -> sibling.value().bytes().startsWith(Bytes.utf8(MARK)));
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /// Writes every item once, so that gets find something.
  void fill() throws InterruptedException {
    String wrong = each(Mix.Kind.PUT);
    if (!wrong.isEmpty()) {
      throw CommandException.unavailable(
          "the items to measure with could not be written: " + wrong, "See `gamut status`.");
    }
  }

  /// Removes every item, as far as that is possible.
  void clear() throws InterruptedException {
    each(Mix.Kind.DELETE);
  }

  /// One operation on every key, a bounded number at once; returns an error, if there was one.
  private String each(Mix.Kind kind) throws InterruptedException {
    int width = 256;
    Semaphore places = new Semaphore(width);
    AtomicReference<String> wrong = new AtomicReference<>("");
    for (int i = 0; i < keys.size() && wrong.get().isEmpty(); i++) {
      places.acquire();
      var _ =
          begin(kind, i)
              .whenComplete(
                  (error, failure) -> {
                    String said = failure == null ? error : failure.toString();
                    if (!said.isEmpty()) {
                      wrong.set(said);
                    }
                    places.release();
                  });
    }
    places.acquire(width);
    return wrong.get();
  }
}
