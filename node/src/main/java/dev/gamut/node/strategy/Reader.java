package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.Limits;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Receipt;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.storage.Store;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Serves reads from applied state, once a strategy has made sure that the state is what the
/// caller's level asks for.
final class Reader {
  /// Items looked at for one page, so that a prefix that matches little cannot hold the loop.
  private static final int EXAMINED_MAX = 2_000;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;

  Reader(ReplicaHost host, PartitionDescriptor descriptor) {
    this.host = host;
    this.descriptor = descriptor;
  }

  /// What a strategy vouches for.
  record Given(Level.Kind level, List<NodeId> asked, long position) {}

  void serve(Call call, Operation.Read read, Given given) {
    switch (read) {
      case Operation.Get(Bytes place) -> get(call, place, given);
      case Operation.Scan scan -> scan(call, scan, given);
    }
  }

  private void get(Call call, Bytes place, Given given) {
    host.store()
        .get(
            StoreKeys.item(descriptor.table(), place),
            found -> {
              Result result =
                  found == null
                      ? new Result.Missing()
                      : new Result.Found(TableMachine.decodeItem(found));
              call.answer(result, receipt(call, given, result));
            });
  }

  private void scan(Call call, Operation.Scan scan, Given given) {
    Bytes from = max(scan.from(), descriptor.from());
    Bytes to = min(scan.to(), descriptor.to());
    if (to != null && from.compareTo(to) >= 0) {
      Result empty = new Result.Page(List.of(), null);
      call.answer(empty, receipt(call, given, empty));
      return;
    }
    int countMax = scan.prefix().isEmpty() ? scan.countMax() : EXAMINED_MAX;
    Bytes end = to == null ? StoreKeys.itemsTo(descriptor) : StoreKeys.item(descriptor.table(), to);
    host.store()
        .scan(
            new Store.Range(
                StoreKeys.item(descriptor.table(), from),
                end,
                Math.min(countMax, Limits.PAGE_COUNT_MAX),
                Math.min(scan.sizeMax(), Limits.PAGE_SIZE_MAX)),
            page -> {
              Result result = page(scan, page);
              call.answer(result, receipt(call, given, result));
            });
  }

  private Result page(Operation.Scan scan, Store.Page page) {
    List<Result.Placed> items = new ArrayList<>();
    // Only hash tables are asked for a prefix: on a range table it is a range.
    Bytes prefix = Key.placePrefix(scan.prefix());
    for (Store.Entry entry : page.entries()) {
      Bytes place = StoreKeys.placeOf(entry.key());
      if (!prefix.isEmpty() && !Key.isAtHashPlace(prefix, place)) {
        continue;
      }
      if (items.size() == scan.countMax()) {
        return new Result.Page(items, place);
      }
      Item shown = TableMachine.decodeItem(entry.value()).shown();
      if (!shown.siblings().isEmpty()) {
        items.add(new Result.Placed(place, shown));
      }
    }
    Bytes next = page.next();
    return new Result.Page(items, next == null ? null : StoreKeys.placeOf(next));
  }

  @Nullable Receipt receipt(Call call, Given given, Result result) {
    if (!call.request().envelope().receiptWanted()) {
      return null;
    }
    return new Receipt(
        given.level(),
        0,
        host.self(),
        descriptor.id(),
        descriptor.replicas(),
        given.asked(),
        List.of(),
        given.position(),
        version(result));
  }

  private static Version version(Result result) {
    return switch (result) {
      case Result.Found(Item item) -> item.siblings().getFirst().version();
      case Result.Written(Outcome.Applied(Version version)) -> version;
      case Result.Written(Outcome.Rejected(Version current)) -> current;
      default -> Version.NONE;
    };
  }

  private static Bytes max(Bytes a, Bytes b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static @Nullable Bytes min(@Nullable Bytes a, @Nullable Bytes b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }
}
