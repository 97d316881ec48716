package dev.gamut.client.core;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.client.core.CatalogView.TableView;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a scan comes to in a table: a range of places, and for hash tables a filter.
///
/// A resume token is `format u8 = 1 · table varint · XXH64 of the range i64 · next place`, so that
/// a token of another scan, or of a table that was dropped and made again, is refused.
///
/// @param from the first place
/// @param to the place behind the last; null for the end of the table
/// @param filter what partition keys begin with, when the places do not say it
/// @param width partitions asked at once: more where each is likely to have few items for us
record ScanPlan(
    TableView table, ScanRange range, Bytes from, @Nullable Bytes to, Bytes filter, int width) {
  private static final int TOKEN_FORMAT = 1;
  private static final int FILTERED_WIDTH = 8;

  /// The plan, or a reply that says why there can be none.
  sealed interface Made {
    record Plan(ScanPlan plan) implements Made {}

    record Refused(Reply.Failed reply) implements Made {}
  }

  static Made of(TableView table, ScanRange range) {
    boolean isHash = table.table().spec().partitionBy() == PartitionBy.HASH;
    return switch (range) {
      case ScanRange.All() -> plan(table, range, Bytes.EMPTY, null);
      case ScanRange.Prefix(Bytes prefix) when isHash ->
          new Made.Plan(new ScanPlan(table, range, Bytes.EMPTY, null, prefix, FILTERED_WIDTH));
      case ScanRange.Prefix(Bytes prefix) -> {
        Bytes first = Key.placePrefix(prefix);
        yield plan(table, range, first, first.prefixEnd());
      }
      case ScanRange.Between _ when isHash -> noOrder(table.table());
      case ScanRange.Between(Bytes from, Bytes to) ->
          plan(table, range, Key.placePrefix(from), to == null ? null : Key.placePrefix(to));
      case ScanRange.Within(Bytes key, Bytes sortKeyPrefix) -> {
        Bytes first = table.place(new Key(key, sortKeyPrefix));
        yield plan(table, range, first, first.prefixEnd());
      }
    };
  }

  private static Made plan(TableView table, ScanRange range, Bytes from, @Nullable Bytes to) {
    return new Made.Plan(new ScanPlan(table, range, from, to, Bytes.EMPTY, 1));
  }

  private static Made noOrder(Table table) {
    return new Made.Refused(
        Reply.Failed.of(
            Failure.Reason.BAD_REQUEST,
            "table '"
                + table.name()
                + "' is partitioned by hash, so its keys have no order to scan between; scan a"
                + " prefix or everything, or keep such keys in a table partitioned by range"));
  }

  boolean isEmpty() {
    return to != null && from.compareTo(to) >= 0;
  }

  /// The lesser of two ends, of which null is the greatest.
  static @Nullable Bytes earlier(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  Bytes token(Bytes next) {
    ByteWriter out = new ByteWriter(24 + next.length());
    out.u8(TOKEN_FORMAT).varint(table.table().id().value());
    return out.i64(Token.of(range.encode())).raw(next).take();
  }

  /// Where a token says to go on.
  Bytes resume(Bytes token) throws MalformedException {
    ByteReader in = new ByteReader(token);
    int format = in.u8();
    long id = in.varint();
    long hash = in.i64();
    if (format != TOKEN_FORMAT || hash != Token.of(range.encode())) {
      throw new MalformedException("it is of another scan");
    }
    if (id != table.table().id().value()) {
      throw new MalformedException("its table was dropped and made again");
    }
    Bytes next = in.rest();
    if (next.compareTo(from) < 0 || (to != null && next.compareTo(to) >= 0)) {
      throw new MalformedException("it lies outside of the range");
    }
    return next;
  }

  TableId tableId() {
    return table.table().id();
  }

  /// What a scan of that range will do, and why, for people.
  static Reply explain(TableView table, ScanRange range) {
    return switch (of(table, range)) {
      case Made.Refused(Reply.Failed reply) -> reply;
      case Made.Plan(ScanPlan plan) -> new Reply.Explained(plan.explain());
    };
  }

  private String explain() {
    List<PartitionDescriptor> all = table.table().partitions();
    int first = table.table().indexOf(from);
    StringBuilder partitions = new StringBuilder();
    int asked = 0;
    for (int i = first; i < all.size() && !isEmpty() && isBefore(all.get(i).from()); i++) {
      asked++;
      partitions.append("\n  ").append(all.get(i).id()).append(" at ");
      partitions.append(table.routes().get(i).preferredAddress());
    }
    String order = width > 1 ? ", up to " + width + " at once" : ", one after the other";
    return "scan of '%s', %s: asks %d of %d partitions%s%s\n%s"
        .formatted(
            table.table().name(),
            range.describe(),
            asked,
            all.size(),
            asked > 1 ? order : "",
            partitions,
            why());
  }

  private boolean isBefore(Bytes place) {
    return to == null || place.compareTo(to) < 0;
  }

  private String why() {
    boolean isHash = table.table().spec().partitionBy() == PartitionBy.HASH;
    return switch (range) {
      case ScanRange.All() -> "because it is about the whole table";
      case ScanRange.Prefix _ when isHash ->
          "because the table is partitioned by hash: such keys lie anywhere, and each partition"
              + " looks through all its items for them; a table partitioned by range would keep"
              + " them together";
      case ScanRange.Prefix _, ScanRange.Between _ ->
          "because the table is partitioned by range: keys lie in their order, and no other"
              + " partition can have these";
      case ScanRange.Within _ -> "because the items of one partition key lie together";
    };
  }
}
