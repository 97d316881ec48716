package dev.gamut.cli.local;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.NodeStatus.ReplicaStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = {
      "Show the local cluster.",
      "",
      "A node is serving, starting (its process runs and does not answer), paused or stopped. Of"
          + " one that answers: how many partitions it leads and has replicas of, and by how many"
          + " entries the furthest behind of its followers lags."
    },
    footer = {
      "",
      "Examples:",
      "  gamut status",
      "  gamut status --output json",
      "",
      "Exit codes: 0 every node serves; 1 there is no cluster in the folder; 4 some do not."
    })
public final class StatusCommand implements Callable<Integer> {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.open(data.directory());
    List<NodeView> views = new ArrayList<>();
    for (LocalNode node : cluster.nodes()) {
      views.add(NodeView.of(node));
    }
    boolean some = views.stream().anyMatch(view -> view.state().equals("serving"));
    Map<String, NodeStatus> told = some ? ask(cluster) : Map.of();
    List<String> lines = new ArrayList<>();
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (NodeView view : views) {
      NodeStatus status = told.get(view.name());
      Map<String, Object> fields = view.toMap();
      if (status != null) {
        put(fields, status);
      }
      nodes.add(fields);
      lines.add(view.toText() + (status == null ? "" : "\n       " + text(status)));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cluster", cluster.file().clusterName());
    fields.put("data", cluster.folder().toString());
    fields.put("nodes", nodes);
    output.say(String.join("\n", lines), fields);
    boolean all = views.stream().allMatch(view -> view.state().equals("serving"));
    return (all ? Exit.DONE : Exit.UNAVAILABLE).code();
  }

  /// What the nodes that answer say of themselves, by their names.
  private static Map<String, NodeStatus> ask(LocalCluster cluster) throws InterruptedException {
    Map<String, NodeStatus> told = new LinkedHashMap<>();
    try (TcpClient client = cluster.connect()) {
      Reply reply = client.ask(new Call.GetStatus(PATIENCE_NANOS));
      if (reply instanceof Reply.Statuses(List<Reply.MemberStatus> members)) {
        for (Reply.MemberStatus member : members) {
          NodeStatus status = member.status();
          if (status != null) {
            told.put(member.member().id().toString(), status);
          }
        }
      }
    }
    return told;
  }

  private static long led(NodeStatus status) {
    return status.replicas().stream().filter(replica -> replica.role().equals("leader")).count();
  }

  private static long lag(NodeStatus status) {
    return status.replicas().stream().mapToLong(ReplicaStatus::lag).max().orElse(0);
  }

  private static String text(NodeStatus status) {
    return "%s for %s; leads %d of %d partitions, lag %d"
        .formatted(
            status.mode(),
            Duration.ofSeconds(status.uptimeMillis() / 1000)
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT),
            led(status),
            status.replicas().size(),
            lag(status));
  }

  private static void put(Map<String, Object> fields, NodeStatus status) {
    fields.put("mode", status.mode());
    fields.put("uptimeMillis", status.uptimeMillis());
    fields.put("catalogVersion", status.catalogVersion());
    fields.put("leads", led(status));
    List<Map<String, Object>> replicas = new ArrayList<>();
    for (ReplicaStatus replica : status.replicas()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("partition", replica.partition().value());
      one.put("table", replica.table().value());
      one.put("role", replica.role());
      one.put("term", replica.term());
      one.put("leader", replica.leader() == null ? null : replica.leader().toString());
      one.put("applied", replica.applied());
      one.put("committed", replica.committed());
      one.put("last", replica.last());
      one.put("lag", replica.lag());
      replicas.add(one);
    }
    fields.put("replicas", replicas);
    fields.put("figures", status.figures());
  }
}
