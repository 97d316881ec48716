package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Key;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import dev.gamut.wire.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One version of the catalog with the way to everything in it.
final class CatalogView {
  private final Catalog catalog;
  private final Map<NodeId, Peer> nodes = new LinkedHashMap<>();
  private final Map<String, TableView> tables = new HashMap<>();
  private final Route catalogRoute;

  /// A table with the routes to its partitions, in their order.
  record TableView(Table table, List<Route> routes) {
    /// Where a key is in this table.
    Bytes place(Key key) {
      return key.place(table.spec().partitionBy());
    }

    /// An operation on what is at a place.
    Pending.Spec spec(Bytes place, Operation operation, ReadTerms terms, long deadlineNanos) {
      Pending.Where where = new Pending.Where(table.name(), table.id(), place);
      return new Pending.Spec(operation, terms, deadlineNanos, where);
    }

    Route locate(Bytes place) {
      return routes.get(table.indexOf(place));
    }
  }

  CatalogView(Catalog catalog, Peers peers, @Nullable CatalogView older) {
    this.catalog = catalog;
    for (Member member : catalog.members()) {
      nodes.put(member.id(), peers.at(member.address()));
    }
    List<Peer> members = List.copyOf(members());
    for (Table table : catalog.tables().values()) {
      tables.put(table.name(), new TableView(table, routes(table, members, older)));
    }
    catalogRoute = new Route(null, members, members);
    if (older != null) {
      catalogRoute.learnFrom(older.catalogRoute);
    }
  }

  private List<Route> routes(Table table, List<Peer> members, @Nullable CatalogView older) {
    TableView before = older == null ? null : older.table(table.name());
    List<Route> routes = new ArrayList<>(table.partitions().size());
    for (PartitionDescriptor partition : table.partitions()) {
      Route route = new Route(partition, reachable(partition.participants()), members);
      if (before != null && before.table().isCut()) {
        route.learnFrom(before.locate(partition.from()));
      }
      routes.add(route);
    }
    return routes;
  }

  Catalog catalog() {
    return catalog;
  }

  @Nullable TableView table(String name) {
    return tables.get(name);
  }

  /// The way of an operation; null when its table is gone, even if another has its name.
  @Nullable Route locate(Pending pending) {
    Pending.Where where = pending.where;
    if (where == null) {
      return catalogRoute;
    }
    TableView table = tables.get(where.table());
    return table == null || !table.table().id().equals(where.id())
        ? null
        : table.locate(where.place());
  }

  Route catalogRoute() {
    return catalogRoute;
  }

  @Nullable Peer nodeOrNull(NodeId id) {
    return nodes.get(id);
  }

  /// Who is at the members' addresses, in the order of the catalog.
  List<Peer> members() {
    return reachable(catalog.members().stream().map(Member::id).toList());
  }

  /// Replicas on nodes that have left are no use to a client; when none is left, any node can at
  /// least say more.
  private List<Peer> reachable(List<NodeId> ids) {
    List<Peer> peers = new ArrayList<>(ids.size());
    for (NodeId id : ids) {
      Peer peer = nodes.get(id);
      if (peer != null) {
        peers.add(peer);
      }
    }
    return peers.isEmpty() ? List.copyOf(nodes.values()) : peers;
  }
}
