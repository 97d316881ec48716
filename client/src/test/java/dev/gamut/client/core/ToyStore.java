package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Catalog;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Value;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The replicated state of a toy cluster: items, and the outcomes of writes that may be asked for
/// again. It counts how often each value was really written.
final class ToyStore {
  final TreeMap<Bytes, Item> items = new TreeMap<>();
  final Map<Value, Integer> writeCounts = new HashMap<>();

  /// Items of one page of a partition, whatever was asked for.
  int pageCountMax = Integer.MAX_VALUE;

  private final Map<Long, Client> clients = new HashMap<>();
  private long sequence;

  private static final class Client {
    final TreeMap<Long, Outcome> finished = new TreeMap<>();
    long lowest;
  }

  /// Answers a request as the leader of its partition would, under this catalog.
  Result serve(Request request, Catalog catalog) {
    PartitionId id = request.envelope().partition();
    PartitionDescriptor partition = catalog.partitions().get(id);
    if (partition == null) {
      return ToyCluster.refused(Result.Reason.NOT_FOUND);
    }
    if (partition.epoch() != request.envelope().epoch()) {
      return ToyCluster.refused(Result.Reason.STALE_EPOCH);
    }
    return switch (request.operation()) {
      case Operation.Get(Bytes place) -> {
        Item item = items.get(place);
        yield item == null ? new Result.Missing() : new Result.Found(item);
      }
      case Operation.Scan scan -> scan(scan, partition);
      case Operation.Write write ->
          new Result.Written(write(request.envelope().operation(), write));
      default -> throw new AssertionError(request);
    };
  }

  Outcome write(OperationId id, Operation.Write write) {
    Client client = clients.computeIfAbsent(id.client(), _ -> new Client());
    if (id.sequence() < client.lowest) {
      return new Outcome.Unknown(Outcome.Cause.FORGOTTEN);
    }
    Outcome known = client.finished.get(id.sequence());
    if (known != null) {
      return known;
    }
    Outcome outcome = apply(write);
    client.finished.put(id.sequence(), outcome);
    client.lowest = Math.max(client.lowest, id.lowestUnfinished());
    client.finished.headMap(client.lowest).clear();
    return outcome;
  }

  private Outcome apply(Operation.Write write) {
    Item current = items.get(write.place());
    Version found = current == null ? Version.NONE : current.single().version();
    boolean holds =
        switch (write.condition()) {
          case Condition.Always() -> true;
          case Condition.Seen(var context) ->
              current == null || context.seen().covers(current.single().dot());
          case Condition.Absent() -> current == null;
          case Condition.Present() -> current != null;
          case Condition.VersionIs(Version version) -> version.equals(found);
          case Condition.ValueIs(Value value) ->
              current != null && value.equals(current.single().value());
        };
    if (!holds) {
      return new Outcome.Rejected(found);
    }
    Version version = ToyCluster.version(++sequence);
    switch (write) {
      case Operation.Put(Bytes place, _, Value value) -> {
        items.put(place, Item.of(version, value));
        writeCounts.merge(value, 1, Integer::sum);
      }
      case Operation.Delete(Bytes place, _) -> items.remove(place);
    }
    return new Outcome.Applied(version);
  }

  private Result scan(Operation.Scan scan, PartitionDescriptor partition) {
    List<Result.Placed> found = new ArrayList<>();
    Bytes next = null;
    int looked = 0;
    long size = 0;
    for (Map.Entry<Bytes, Item> entry : items.tailMap(scan.from()).entrySet()) {
      Bytes place = entry.getKey();
      Bytes to = ScanPlan.earlier(scan.to(), partition.to());
      if (to != null && place.compareTo(to) >= 0) {
        break;
      }
      if (looked == Math.min(pageCountMax, scan.countMax()) || size >= scan.sizeMax()) {
        next = place;
        break;
      }
      looked++;
      if (matches(place, scan.prefix(), partition)) {
        found.add(new Result.Placed(place, entry.getValue()));
        size += place.length() + entry.getValue().single().value().bytes().length();
      }
    }
    return new Result.Page(found, next);
  }

  private static boolean matches(Bytes place, Bytes prefix, PartitionDescriptor partition) {
    assert partition != null;
    return prefix.isEmpty() || place.slice(8, place.length()).startsWith(prefix);
  }

  @Nullable Item at(Bytes place) {
    return items.get(place);
  }

  NavigableMap<Bytes, Item> all() {
    return items;
  }
}
