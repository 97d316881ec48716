package dev.gamut.cli.data;

import dev.gamut.base.NodeId;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Move;
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
    name = "move",
    description = {
      "Move a leaderless table's replicas from one node to another, while reads and writes go on.",
      "",
      "One replica of a partition moves at a time: the node that it goes to takes over what all"
          + " replicas have, and then the one that it comes from hands over what only it has."
          + " The cluster sees to that by itself; this command begins it, waits and tells.",
      "",
      "A node that will never come back with what it had is not waited for with --lost. All other"
          + " replicas must answer. What only that node had is lost then."
    },
    footer = {
      "",
      "Examples:",
      "  gamut table move carts --from n1 --to n4",
      "  gamut table move carts --from n2 --to n5 --partition p3 --lost",
      "  gamut table move carts --from n1 --to n4 --cancel",
      "",
      "Exit codes: 0 all are moved; 1 it cannot be done; 2 usage; 3 it has begun and goes on, or it"
          + " is not known whether it has begun; 4 no node answered in time."
    })
public final class TableMoveCommand extends ReplicaCommand {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "NODE",
      description = "The node that the replicas are on.")
  private String fromName = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "NODE",
      description = "The node that they go to.")
  private String toName = "";

  @Option(
      names = "--partition",
      paramLabel = "PARTITION",
      description =
          "Only this one, as `gamut table show` numbers it. Default: all that have a replica there"
              + " and none on the other node.")
  private @Nullable String only;

  @Option(
      names = "--lost",
      description = "The node that they are on will never come back with what it had.")
  private boolean lost;

  @Option(
      names = "--cancel",
      description =
          "Give up moves from the one node to the other that have not arrived. Given up twice, what"
              + " only the other node knows is not waited for.")
  private boolean cancel;

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Table table = table(client, "Only replicas of leaderless tables can be moved yet.");
    Catalog catalog = Nodes.catalog(client, connection.timeoutNanos());
    NodeId from = Nodes.find(catalog, fromName);
    NodeId to = Nodes.find(catalog, toName);
    if (from.equals(to)) {
      throw CommandException.usage(
          "from " + from + " to itself",
          "Name the node that the replicas go to with --to; `gamut table rebuild` rebuilds them"
              + " where they are.");
    }
    List<PartitionDescriptor> chosen = chosen(table, from, to);
    List<Map<String, Object>> each = new ArrayList<>();
    boolean done = true;
    for (PartitionDescriptor partition : chosen) {
      boolean moved = cancel ? cancel(client, partition) : move(client, partition, from, to);
      done &= moved;
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("partition", partition.id().value());
      fields.put("done", moved);
      each.add(fields);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", name);
    fields.put("from", from.toString());
    fields.put("to", to.toString());
    fields.put("cancelled", cancel);
    fields.put("partitions", each);
    output.say(words(chosen.size(), done, from, to), fields);
    return done ? Exit.DONE : Exit.UNKNOWN;
  }

  private String words(int count, boolean done, NodeId from, NodeId to) {
    String what = Tables.count(count, "replica") + " of " + name + " from " + from + " to " + to;
    if (cancel) {
      return "gave up moving " + what;
    }
    return done
        ? "moved " + what
        : "moving " + what + ": it goes on; `gamut table show " + name + "` tells how far it is";
  }

  /// What is to be moved, or is under way so already.
  private List<PartitionDescriptor> chosen(Table table, NodeId from, NodeId to) {
    List<PartitionDescriptor> chosen = new ArrayList<>();
    for (PartitionDescriptor partition : table.partitions()) {
      Move move = partition.peers().move();
      boolean under = move != null && move.from().equals(from) && move.to().equals(to);
      boolean can = partition.replicas().contains(from) && !partition.replicas().contains(to);
      boolean asked = only == null || partition.id().toString().equals(only);
      if (asked && (cancel ? under : under || can || only != null)) {
        chosen.add(partition);
      }
    }
    if (chosen.isEmpty()) {
      String why =
          only != null && table.partitions().stream().noneMatch(p -> p.id().toString().equals(only))
              ? "table '" + name + "' has no partition " + only
              : cancel
                  ? "no replica of '" + name + "' is on its way from " + from + " to " + to
                  : from + " has no replica of '" + name + "' that " + to + " has not";
      throw CommandException.refused(
          why, "`gamut table show " + name + "` tells which node has a replica of what.");
    }
    return chosen;
  }

  private boolean cancel(TcpClient client, PartitionDescriptor partition)
      throws InterruptedException {
    Move move = partition.peers().move();
    if (move != null && move.stage() == Move.Stage.LEAVING) {
      throw CommandException.refused(
          partition.id() + " has a replica on " + move.to() + " already",
          "Wait until it has left " + move.from() + ", and move it back.");
    }
    Reply reply =
        client.ask(
            new Call.CancelMove(partition.id(), partition.epoch(), connection.timeoutNanos()));
    if (!(reply instanceof Reply.Changed)) {
      throw Replies.unexpected(reply);
    }
    return true;
  }

  /// Whether it has ended.
  private boolean move(TcpClient client, PartitionDescriptor partition, NodeId from, NodeId to)
      throws InterruptedException {
    long begun = System.nanoTime();
    Reply reply =
        client.ask(new Call.MoveReplica(partition.id(), from, to, lost, connection.timeoutNanos()));
    if (!(reply instanceof Reply.Changed)) {
      throw Replies.unexpected(reply);
    }
    long untilNanos = untilNanos(begun);
    String said = "";
    while (System.nanoTime() < untilNanos) {
      Table now = Nodes.catalog(client, connection.timeoutNanos()).table(name);
      PartitionDescriptor found = now == null ? null : find(now, partition);
      if (found == null) {
        throw CommandException.refused(
            "table '" + name + "' was dropped meanwhile", "There is nothing left to move.");
      }
      Move move = found.peers().move();
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (move == null && found.epoch() > partition.epoch()) {
        output.progressInPlace("%s: done after %.1f s".formatted(partition.id(), seconds));
        output.endProgress();
        if (!found.replicas().contains(to)) {
          throw CommandException.refused(
              "the move of " + partition.id() + " was given up meanwhile", "Begin it again.");
        }
        return true;
      }
      String stage = move == null ? "begins" : move.stage().label();
      if (!stage.equals(said)) {
        said = stage;
        output.progressInPlace("%s: %s, %.1f s".formatted(partition.id(), stage, seconds));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    output.endProgress();
    return false;
  }

  private static @Nullable PartitionDescriptor find(Table table, PartitionDescriptor partition) {
    for (PartitionDescriptor each : table.partitions()) {
      if (each.id().equals(partition.id())) {
        return each;
      }
    }
    return null;
  }
}
