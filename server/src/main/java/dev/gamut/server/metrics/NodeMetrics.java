package dev.gamut.server.metrics;

import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.node.NodeFigures;
import dev.gamut.node.ShardFigures;
import dev.gamut.node.request.Mode;
import dev.gamut.node.request.RequestCounts;
import dev.gamut.node.strategy.ReplicaEvent;
import dev.gamut.wire.NodeStatus.PeerStatus;
import dev.gamut.wire.NodeStatus.ReplicaStatus;
import dev.gamut.wire.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a node's protocols and its request chain tell.
final class NodeMetrics {
  private static final double MILLIS_A_SECOND = 1e3;

  private NodeMetrics() {}

  static void add(NodeFigures node, Families to) {
    to.fraction(
        "gamut_node_uptime_seconds",
        "Time since the node's start.",
        node.uptimeMillis() / MILLIS_A_SECOND);
    to.gauge(
        "gamut_catalog_version",
        "Version of the catalog that this node has applied.",
        node.catalog().version());
    to.gauge("gamut_tables", "Tables of the cluster.", node.catalog().tables().size());
    to.state(
        "gamut_node_mode",
        "State of the request chain: 1 for the one that holds.",
        mode(node.shards()),
        Mode.values());
    requests(node.shards(), to);
    replicas(node, to);
    events(node.shards(), to);
  }

  /// A node is as bad as its worst loop.
  private static Mode mode(List<ShardFigures> shards) {
    return shards.stream()
        .map(ShardFigures::mode)
        .filter(mode -> mode != Mode.NORMAL)
        .findFirst()
        .orElse(Mode.NORMAL);
  }

  private static void requests(List<ShardFigures> shards, Families to) {
    RequestCounts all = new RequestCounts();
    long bytes = 0;
    long bytesMax = 0;
    for (ShardFigures shard : shards) {
      all.add(shard.requests());
      bytes += shard.requestBytes();
      bytesMax += shard.requestBytesMax();
    }
    for (RequestCounts.Kind kind : RequestCounts.Kind.values()) {
      requests(all, kind, to);
    }
    for (RequestCounts.PassedOn came : RequestCounts.PassedOn.values()) {
      to.counter(
          "gamut_requests_passed_on",
          "Requests passed on to replicas for clients that reach none, by what came of them.",
          all.count(came),
          "outcome",
          Words.of(came));
    }
    to.gauge("gamut_requests_bytes", "Memory of requests under way.", bytes);
    to.gauge(
        "gamut_requests_limit_bytes",
        "Memory of requests under way, beyond which requests are refused as overloaded.",
        bytesMax);
  }

  private static void requests(RequestCounts all, RequestCounts.Kind kind, Families to) {
    String name = "gamut_requests";
    String help = "Attempts at an operation on this node, by what came of them.";
    String operation = Words.of(kind);
    for (RequestCounts.Answer answer : RequestCounts.Answer.values()) {
      to.counter(
          name, help, all.count(kind, answer), "operation", operation, "outcome", Words.of(answer));
    }
    for (Result.Reason reason : Result.Reason.values()) {
      to.counter(
          name, help, all.count(kind, reason), "operation", operation, "outcome", Words.of(reason));
    }
    to.durations(
        "gamut_request_duration_seconds",
        "Time from letting a request in to its answer.",
        all.durations(kind),
        "operation",
        operation);
  }

  /// How the replicas of a table on this node are, together.
  private static final class TableFigures {
    private final Map<String, Integer> byRole = new TreeMap<>();
    private int leaderless;
    private long lag;
    private long applyLag;
    private long uncommitted;
    private long behindMillis;
    private long kept;
    private long acceptorStates;
    private long differences;
    private long comparisons;

    void add(ReplicaStatus replica) {
      byRole.merge(replica.role(), 1, Integer::sum);
      leaderless += replica.leader() == null && isLed(replica) ? 1 : 0;
      kept += replica.keptBytes();
      acceptorStates += replica.acceptorStates();
      for (PeerStatus peer : replica.peers()) {
        behindMillis = Math.max(behindMillis, peer.behindMillis());
        differences += peer.compared().found();
        comparisons += peer.compared().count();
      }
      lag = Math.max(lag, replica.lag());
      applyLag = Math.max(applyLag, replica.committed() - replica.applied());
      uncommitted = Math.max(uncommitted, replica.last() - replica.committed());
    }
  }

  /// Where nobody leads, nobody is missed.
  private static boolean isLed(ReplicaStatus replica) {
    return !replica.role().equals("home") && !replica.role().equals("fallback");
  }

  private static void replicas(NodeFigures node, Families to) {
    Map<TableId, String> names = new HashMap<>();
    names.put(TableId.CATALOG, "(catalog)");
    for (Table table : node.catalog().tables().values()) {
      names.put(table.id(), table.spec().name());
    }
    Map<String, TableFigures> tables = new TreeMap<>();
    for (ShardFigures shard : node.shards()) {
      for (ReplicaStatus replica : shard.replicas()) {
        // One that is about to go has no name any more.
        String name = names.get(replica.table());
        if (name != null) {
          tables.computeIfAbsent(name, _ -> new TableFigures()).add(replica);
        }
      }
    }
    tables.forEach((name, figures) -> replicas(name, figures, to));
  }

  private static void replicas(String table, TableFigures figures, Families to) {
    figures.byRole.forEach(
        (role, count) ->
            to.gauge("gamut_replicas", "Replicas here.", count, "table", table, "role", role));
    to.gauge(
        "gamut_replicas_without_leader",
        "Replicas here that know no leader of their partition.",
        figures.leaderless,
        "table",
        table);
    to.gauge(
        "gamut_replica_behind_seconds",
        "For how long a write of a leaderless table has been missing at one of its replicas.",
        figures.behindMillis / 1_000,
        "table",
        table);
    to.gauge(
        "gamut_replica_kept_bytes",
        "Memory of what replicas of a leaderless table here keep for others that are behind.",
        figures.kept,
        "table",
        table);
    to.gauge(
        "gamut_acceptor_states",
        "Keys of a leaderless table of which replicas here keep what they promised in Paxos.",
        figures.acceptorStates,
        "table",
        table);
    to.counter(
        "gamut_replica_differences",
        "Keys that another replica of a leaderless table does not hold as one here, and should.",
        figures.differences,
        "table",
        table);
    to.counter(
        "gamut_replica_comparisons",
        "Whole comparisons of a replica of a leaderless table here with another.",
        figures.comparisons,
        "table",
        table);
    to.gauge(
        "gamut_replica_lag_entries",
        "Log entries that the slowest replica is behind a leader here.",
        figures.lag,
        "table",
        table);
    to.gauge(
        "gamut_replica_apply_lag_entries",
        "Committed log entries that the slowest replica here has not applied.",
        figures.applyLag,
        "table",
        table);
    to.gauge(
        "gamut_replica_uncommitted_entries",
        "Log entries of a replica here, at most, that are not known to be committed.",
        figures.uncommitted,
        "table",
        table);
  }

  private static void events(List<ShardFigures> shards, Families to) {
    for (ReplicaEvent event : ReplicaEvent.values()) {
      long sum = 0;
      for (ShardFigures shard : shards) {
        sum += shard.events().getOrDefault(event, 0L);
      }
      switch (event) {
        case CANDIDACY ->
            to.counter("gamut_raft_candidacies", "Times a replica here stood for election.", sum);
        case LEADERSHIP ->
            to.counter("gamut_raft_leaderships", "Times a replica here became leader.", sum);
        case LEADER_CHANGE ->
            to.counter(
                "gamut_raft_leader_changes",
                "Times a replica here lost its leader or got another.",
                sum);
        case SNAPSHOT_SENT ->
            to.counter(
                "gamut_snapshots_sent",
                "Snapshots begun to be sent to replicas that were too far behind.",
                sum);
        case SNAPSHOT_INSTALLED ->
            to.counter("gamut_snapshots_installed", "Snapshots begun to be installed.", sum);
        case DAMAGED ->
            to.counter(
                "gamut_replicas_damaged",
                "Replicas built anew because the journal lost records of them.",
                sum);
        case VALUE_LOST ->
            to.counter(
                "gamut_conflicts",
                "Values of last-writer-wins tables that replicas here dropped for concurrent ones.",
                sum);
      }
    }
  }
}
