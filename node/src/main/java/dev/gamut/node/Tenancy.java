package dev.gamut.node;

import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.node.catalog.CatalogMachine;
import dev.gamut.node.machine.Machine;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.node.request.Mode;
import dev.gamut.node.strategy.ConflictLedger;
import dev.gamut.node.strategy.DamagedReplica;
import dev.gamut.node.strategy.LeaderlessMachine;
import dev.gamut.node.strategy.Replica;
import dev.gamut.node.strategy.ReplicaEvent;
import dev.gamut.node.strategy.ReplicaStarter;
import dev.gamut.storage.Store;
import dev.gamut.storage.journal.RecoveredGroup;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which replicas live on this node: those that the catalog gives it, and no others. Follows every
/// catalog that this node applies, beginning with its own replica of the catalog.
final class Tenancy {
  private static final long CATALOG_EPOCH = 0;
  private static final long CATALOG_ORIGIN = 1;

  private final Node node;

  /// What was begun to be started here, by partition; on the first loop.
  private final SortedMap<PartitionId, Tenant> tenants = new TreeMap<>();

  private final Found found;
  private final Departures departures;
  private int starting;
  private boolean serving;
  private boolean catalogCurrent;

  /// Whether it was current when it was followed last.
  private boolean catalogFollowed;

  Tenancy(Node node) {
    this.node = node;
    this.found = new Found(node.recovered().groups(), node.recovered().report().unexplained());
    this.departures = new Departures(node, found);
  }

  /// The catalog's own group: the first few members vote, the others learn.
  static PartitionDescriptor catalogDescriptor(List<Member> members) {
    List<NodeId> all = members.stream().map(Member::id).toList();
    return new PartitionDescriptor(
        PartitionId.CATALOG,
        TableId.CATALOG,
        CATALOG_EPOCH,
        CATALOG_ORIGIN,
        Bytes.EMPTY,
        null,
        all);
  }

  void start() {
    List<Member> members = node.settings().members();
    PartitionDescriptor descriptor = catalogDescriptor(members);
    CatalogMachine machine =
        new CatalogMachine(
            node.first().store(),
            descriptor,
            Catalog.first(node.settings().cluster(), members),
            this::follow);
    int voters = Math.min(members.size(), NodeSettings.CATALOG_VOTERS_MAX);
    begin(descriptor, machine, StrategyKind.CONSENSUS, voters);
  }

  /// A damaged replica of the catalog is built anew from a snapshot that may be older than what
  /// this node has followed: replicas that it does not know yet stay.
  void follow(Catalog catalog) {
    if (catalog.version() < node.catalog().version()) {
      return;
    }
    node.adopt(catalog);
    Map<PartitionId, Table> wanted = new TreeMap<>();
    Map<PartitionId, PartitionDescriptor> partitions = catalog.partitions();
    for (Table table : catalog.tables().values()) {
      for (PartitionDescriptor partition : table.partitions()) {
        if (partition.participants().contains(node.self())) {
          wanted.put(partition.id(), table);
        }
      }
    }
    for (Tenant tenant : new ArrayList<>(tenants.values())) {
      PartitionId id = tenant.descriptor.id();
      if (tenant.started && !id.equals(PartitionId.CATALOG)) {
        change(tenant, partitions.get(id));
      }
    }
    wanted.forEach(
        (id, table) -> {
          PartitionDescriptor partition = partitions.get(id);
          if (partition != null && !tenants.containsKey(id)) {
            begin(
                partition,
                machineOf(table, partition),
                table.spec().strategy(),
                partition.replicas().size());
          }
        });
    departures.sweep(catalog, wanted.keySet());
    catalogFollowed = isCatalogCurrent();
  }

  /// @param next how the catalog describes it now; null when there is no such partition any more
  private void change(Tenant tenant, @Nullable PartitionDescriptor next) {
    PartitionId id = tenant.descriptor.id();
    if (next != null && next.epoch() == tenant.descriptor.epoch()) {
      return;
    }
    if (tenant.absent) {
      tenants.remove(id);
    } else if (next == null
        || !next.participants().contains(node.self())
        || !tenant.is(next, node.self())) {
      tenants.remove(id);
      departures.end(tenant.descriptor, next);
    } else {
      tenant.descriptor = next;
      Shard shard = node.shardOf(id);
      node.onShard(
          shard,
          () -> {
            Replica replica = shard.replica(id);
            if (replica != null) {
              replica.become(next);
            }
          });
    }
  }

  private Machine machineOf(Table table, PartitionDescriptor partition) {
    Shard shard = node.shardOf(partition.id());
    Store store = shard.store();
    return switch (table.spec().strategy()) {
      case LOCAL, CONSENSUS -> new TableMachine(store, partition);
      case LEADERLESS ->
          new LeaderlessMachine(
              store,
              partition,
              table.spec(),
              node.self(),
              new ConflictLedger(
                  store,
                  partition,
                  ConflictLedger.Bounds.DEFAULT,
                  new ConflictLedger.Witness(
                      node::wallMillis, () -> shard.counts().count(ReplicaEvent.VALUE_LOST))));
    };
  }

  private void begin(
      PartitionDescriptor descriptor, Machine machine, StrategyKind kind, int voters) {
    Shard shard = node.shardOf(descriptor.id());
    Tenant tenant = new Tenant(descriptor, machine, kind, voters);
    tenants.put(descriptor.id(), tenant);
    start(shard, tenant, found.of(descriptor.id(), kind, catalogFollowed));
  }

  private void start(Shard shard, Tenant tenant, @Nullable RecoveredGroup group) {
    PartitionDescriptor descriptor = tenant.descriptor;
    tenant.begunUnder = node.catalog().version();
    tenant.started = false;
    starting++;
    node.onShard(shard, () -> startOn(shard, tenant, descriptor, group));
  }

  private void startOn(
      Shard shard, Tenant tenant, PartitionDescriptor descriptor, @Nullable RecoveredGroup group) {
    Bytes state = group == null ? Bytes.EMPTY : group.state();
    PartitionHost host = new PartitionHost(node, shard, descriptor, state);
    ReplicaStarter.Tuning tuning =
        new ReplicaStarter.Tuning(
            node.settings().raft(),
            tenant.voters,
            node.settings().entriesKept(),
            node.settings().snapshotChunkBytes(),
            node.settings().comparing(),
            node.settings().collecting());
    new ReplicaStarter(host, descriptor, tenant.machine, group, tuning)
        .start(
            tenant.kind,
            replica -> {
              if (replica != null) {
                host.serve(replica);
                shard.hosts().put(descriptor.id(), host);
                shard.replicas().put(descriptor.id(), replica);
              }
              node.onShard(node.first(), () -> started(tenant, replica == null));
            });
  }

  /// Records of a replica were lost in the journal: it is built anew from the other replicas.
  void rebuild(Shard shard, PartitionId partition) {
    Replica replica = shard.replicas().get(partition);
    PartitionHost host = shard.hosts().get(partition);
    if (replica == null || host == null || replica instanceof DamagedReplica) {
      return;
    }
    shard.replicas().remove(partition);
    shard.hosts().remove(partition);
    replica.close();
    Bytes state = host.lastState();
    node.onShard(node.first(), () -> restart(shard, partition, state));
  }

  /// @param state term and vote, which the replica must not forget with its log
  private void restart(Shard shard, PartitionId partition, Bytes state) {
    Tenant tenant = tenants.get(partition);
    if (tenant == null || !tenant.started) {
      return;
    }
    RecoveredGroup damaged = RecoveredGroup.damaged(partition, state);
    if (tenant.kind == StrategyKind.LEADERLESS) {
      // It may have changed with the catalog since it was begun.
      found.damaged(damaged);
      tenants.remove(partition);
      follow(node.catalog());
    } else {
      start(shard, tenant, damaged);
    }
  }

  /// Whether this node has applied again what it knew of the catalog when it stopped. Until it
  /// hears how much of its log is committed it knows only what its store had flushed, and would
  /// deny tables that exist. On the first loop, which owns the catalog's replica.
  boolean isCatalogCurrent() {
    Replica replica = node.first().replica(PartitionId.CATALOG);
    if (!catalogCurrent && replica != null) {
      RecoveredGroup group = found.of(PartitionId.CATALOG);
      NodeStatus.ReplicaStatus status = replica.status();
      // A tail that was not committed may have been taken away: nothing there is waited for.
      long known = group == null ? 0 : Math.min(group.lastIndex(), status.last());
      catalogCurrent = status.applied() >= known;
    }
    return catalogCurrent;
  }

  private void started(Tenant tenant, boolean absent) {
    starting--;
    tenant.started = true;
    tenant.absent = absent;
    if (tenant.begunUnder != node.catalog().version()) {
      follow(node.catalog());
    }
    if (starting == 0 && !serving) {
      serving = true;
      node.event(LogLine.of("serving", "replicas", tenants.size()));
      node.enter(Mode.NORMAL);
    }
  }

  boolean isTenant(PartitionId partition) {
    return tenants.containsKey(partition);
  }
}
