package dev.gamut.cli.local;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import dev.gamut.cli.data.PartitionView;
import dev.gamut.cli.data.Tables;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Table;
import dev.gamut.wire.NodeStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = {
      "Show the local cluster: its nodes, its tables and their partitions.",
      "",
      "A node is serving, starting (its process runs and does not answer), paused or stopped. Of a"
          + " partition: where it begins, who leads it, where its replicas are, and how many"
          + " committed entries each of them has yet to apply."
    },
    footer = {
      "",
      "Examples:",
      "  gamut status",
      "  gamut status --all             every partition, also of tables that have many",
      "  gamut status --output json",
      "",
      "Exit codes: 0 shown; 1 there is no cluster in the folder; 4 no node serves."
    })
public final class StatusCommand implements Callable<Integer> {
  /// A node that serves answers at once; nobody waits for one that is paused.
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);

  /// Of a table with more partitions than this, only those in trouble are shown as text.
  private static final int PARTITIONS_SHOWN = 16;

  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--all", description = "Show every partition of every table.")
  private boolean all;

  /// What the nodes said, or why nothing.
  private record Told(@Nullable Catalog catalog, List<Reply.MemberStatus> members, String trouble) {
    @Nullable NodeStatus of(String node) {
      for (Reply.MemberStatus member : members) {
        if (member.member().id().toString().equals(node)) {
          return member.status();
        }
      }
      return null;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.open(data.directory());
    List<NodeView> views = new ArrayList<>();
    for (LocalNode node : cluster.nodes()) {
      views.add(NodeView.of(node));
    }
    boolean some = views.stream().anyMatch(NodeView::isServing);
    Told told = some ? ask(cluster) : new Told(null, List.of(), "no node serves");
    if (output.isJson()) {
      output.say("", fields(cluster, views, told));
    } else {
      output.say(text(cluster, views, told), Map.of());
    }
    return (some ? Exit.DONE : Exit.UNAVAILABLE).code();
  }

  private static Told ask(LocalCluster cluster) throws InterruptedException {
    try (TcpClient client = cluster.connect()) {
      Reply status = client.ask(new Call.GetStatus(PATIENCE_NANOS));
      Reply catalog = client.ask(new Call.GetCatalog(PATIENCE_NANOS));
      if (status instanceof Reply.Statuses(List<Reply.MemberStatus> members)
          && catalog instanceof Reply.CatalogIs(Catalog known)) {
        return new Told(known, members, "");
      }
      Reply wrong = catalog instanceof Reply.Failed ? catalog : status;
      return new Told(
          null, List.of(), wrong instanceof Reply.Failed(var failure) ? failure.message() : "");
    }
  }

  private String text(LocalCluster cluster, List<NodeView> views, Told told) {
    Instant now = Instant.now();
    List<String> lines = new ArrayList<>();
    lines.add("cluster " + cluster.file().clusterName() + " in " + cluster.folder());
    views.forEach(view -> lines.add(view.toText(now, told.of(view.name()))));
    Catalog catalog = told.catalog();
    if (catalog == null) {
      lines.add("tables: not known, " + told.trouble());
    } else if (catalog.tables().isEmpty()) {
      lines.add("no tables yet");
    } else {
      catalog.tables().values().forEach(table -> addTable(table, told, lines));
    }
    return String.join("\n", lines);
  }

  private void addTable(Table table, Told told, List<String> lines) {
    lines.add(Tables.text(table.spec()));
    List<PartitionView> partitions = PartitionView.of(table, told.members());
    boolean each = all || partitions.size() <= PARTITIONS_SHOWN;
    List<PartitionView> shown =
        each ? partitions : partitions.stream().filter(p -> !p.isWell()).toList();
    shown.stream()
        .limit(all ? Long.MAX_VALUE : PARTITIONS_SHOWN)
        .forEach(p -> lines.add(p.toText()));
    if (!each) {
      lines.add(
          "  %d of %d partitions are led, or need no leader, and lag nowhere (--all shows each)"
              .formatted(partitions.size() - shown.size(), partitions.size()));
    }
  }

  private static Map<String, Object> fields(LocalCluster cluster, List<NodeView> views, Told told) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cluster", cluster.file().clusterName());
    fields.put("data", cluster.folder().toString());
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (NodeView view : views) {
      Map<String, Object> node = view.toMap();
      NodeStatus status = told.of(view.name());
      if (status != null) {
        put(node, status);
      }
      nodes.add(node);
    }
    fields.put("nodes", nodes);
    Catalog catalog = told.catalog();
    if (catalog == null) {
      fields.put("trouble", told.trouble());
      return fields;
    }
    fields.put("catalogVersion", catalog.version());
    List<Map<String, Object>> tables = new ArrayList<>();
    for (Table table : catalog.tables().values()) {
      Map<String, Object> one = Tables.fields(table.spec());
      List<PartitionView> partitions = PartitionView.of(table, told.members());
      one.put("partitionList", partitions.stream().map(PartitionView::toMap).toList());
      tables.add(one);
    }
    fields.put("tables", tables);
    return fields;
  }

  private static void put(Map<String, Object> fields, NodeStatus status) {
    fields.put("mode", status.mode());
    fields.put("uptimeMillis", status.uptimeMillis());
    fields.put("catalogVersion", status.catalogVersion());
    fields.put(
        "leads",
        status.replicas().stream().filter(replica -> replica.role().equals("leader")).count());
    fields.put("replicas", status.replicas().size());
    fields.put("figures", status.figures());
  }
}
