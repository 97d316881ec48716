package dev.gamut.cli.data;

import dev.gamut.base.NodeId;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "rebuild",
    description = {
      "Write off what a node has of a leaderless table, and rebuild it there from the others.",
      "",
      "A node that finds its journal damaged does so by itself. This is for one that lost its disk"
          + " or came back with an old one, or whose data are not trusted. Reads and writes go on"
          + " meanwhile, without it: a quorum is counted of the other replicas alone. The cluster"
          + " sees to that by itself; this command begins it, waits and tells.",
      "",
      "What only that node had is lost. Nothing that was acknowledged is, as long as fewer replicas"
          + " of a partition are written off at a time than acknowledge a write, and no majority;"
          + " otherwise nothing is done without --force."
    },
    footer = {
      "",
      "Examples:",
      "  gamut table rebuild carts --node n3",
      "  gamut table rebuild carts --node n3 --partition p2 --output json",
      "  gamut table rebuild sessions --node n3 --force",
      "",
      "Exit codes: 0 all is rebuilt; 1 it cannot be done; 2 usage; 3 it has begun and goes on, or"
          + " it is not known whether it has begun; 4 no node answered in time."
    })
public final class TableRebuildCommand extends ReplicaCommand {
  @Option(
      names = "--node",
      required = true,
      paramLabel = "NODE",
      description = "The node whose replicas are written off.")
  private String nodeName = "";

  @Option(
      names = "--partition",
      paramLabel = "PARTITION",
      description =
          "Only this one, as `gamut table show` numbers it. Default: all of which the node has a"
              + " replica.")
  private @Nullable String only;

  @Option(
      names = "--force",
      description = "Even when something that was acknowledged may be lost by it.")
  private boolean force;

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Table table = table(client, "Its leaders rebuild a replica that lost something by themselves.");
    NodeId node = Nodes.find(Nodes.catalog(client, connection.timeoutNanos()), nodeName);
    List<PartitionDescriptor> chosen = chosen(table, node);
    List<Map<String, Object>> each = new ArrayList<>();
    boolean done = true;
    for (PartitionDescriptor partition : chosen) {
      boolean rebuilt = rebuild(client, partition, node);
      done &= rebuilt;
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("partition", partition.id().value());
      fields.put("done", rebuilt);
      each.add(fields);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", name);
    fields.put("node", node.toString());
    fields.put("partitions", each);
    String what = Tables.count(chosen.size(), "replica") + " of " + name + " on " + node;
    output.say(
        done
            ? "rebuilt " + what
            : "rebuilding "
                + what
                + ": it goes on; `gamut repair "
                + name
                + "` tells how far it is",
        fields);
    return done ? Exit.DONE : Exit.UNKNOWN;
  }

  private List<PartitionDescriptor> chosen(Table table, NodeId node) {
    List<PartitionDescriptor> chosen = new ArrayList<>();
    for (PartitionDescriptor partition : table.partitions()) {
      boolean asked = only == null || partition.id().toString().equals(only);
      if (asked && partition.participants().contains(node)) {
        chosen.add(partition);
      }
    }
    if (chosen.isEmpty()) {
      throw CommandException.refused(
          node + " has no replica of " + (only == null ? "'" + name + "'" : only),
          "`gamut table show " + name + "` tells which node has a replica of what.");
    }
    return chosen;
  }

  /// Whether it has ended.
  private boolean rebuild(TcpClient client, PartitionDescriptor partition, NodeId node)
      throws InterruptedException {
    long begun = System.nanoTime();
    Reply reply =
        client.ask(
            new Call.RebuildReplica(
                partition.id(), node, partition.originOf(node), force, connection.timeoutNanos()));
    if (reply instanceof Reply.Failed(Failure(Failure.Reason reason, String message))
        && reason == Failure.Reason.BAD_REQUEST) {
      throw CommandException.refused(
          message,
          force
              ? "Restore a backup, or move what is left to another node."
              : "If what only it had may go, add --force.");
    }
    if (!(reply instanceof Reply.Changed)) {
      throw Replies.unexpected(reply);
    }
    long untilNanos = untilNanos(begun);
    output.progressInPlace(partition.id() + ": rebuilding");
    while (System.nanoTime() < untilNanos) {
      Table now = Tables.find(client, name, connection.timeoutNanos());
      for (PartitionDescriptor each : now.partitions()) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (each.id().equals(partition.id())
            && each.epoch() > partition.epoch()
            && !each.isRebuilding(node)) {
          output.progressInPlace("%s: done after %.1f s".formatted(partition.id(), seconds));
          output.endProgress();
          return true;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
    output.endProgress();
    return false;
  }
}
