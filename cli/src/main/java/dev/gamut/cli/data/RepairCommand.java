package dev.gamut.cli.data;

import dev.gamut.base.PartitionId;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.wire.NodeStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "repair",
    description = {
      "Show what the replicas of a leaderless table lack, how much, and since when.",
      "",
      "There is nothing to start: a replica fetches by itself what it missed, at its own pace, as"
          + " soon as it hears of it. While one is behind, the others keep notes of what it lacks,"
          + " and deletes leave tombstones. Fallbacks of a table with sloppy quorums keep what they"
          + " took until every replica has it.",
      "",
      "Replicas also compare all that they hold with each other, all the time. A difference that"
          + " is not just on its way is a fault of a disk or of Gamut: nothing repairs it, because"
          + " which replica is right cannot be known. The nodes' logs name the keys"
          + " (replica-differs)."
    },
    footer = {
      "",
      "Examples:",
      "  gamut repair carts --status",
      "  gamut repair carts --output json",
      "",
      "Exit codes: 0 every replica has everything, or is about to; 1 one is behind, differs or does"
          + " not answer, or there is no such table; 2 the table is not leaderless; 4 no node"
          + " answered in time."
    })
public final class RepairCommand extends DataCommand {
  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  private String name = "";

  @Option(
      names = "--status",
      description = "Only show it. Without this, the command also says what is done about it.")
  private boolean status;

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Table table = Tables.find(client, name, connection.timeoutNanos());
    if (table.spec().strategy() != StrategyKind.LEADERLESS) {
      throw CommandException.usage(
          "table '" + name + "' is " + table.spec().strategy().label() + ", not leaderless",
          "Its leaders keep its replicas up to date: see `gamut table show " + name + "`.");
    }
    Reply told = client.ask(new Call.GetStatus(connection.timeoutNanos()));
    if (!(told instanceof Reply.Statuses(List<Reply.MemberStatus> members))) {
      throw Replies.unexpected(told);
    }
    List<RepairView> views = RepairView.of(table, members);
    boolean well = views.stream().allMatch(RepairView::isWell);
    Kept kept = kept(table, members);
    List<String> lines = new ArrayList<>(List.of(Tables.text(table.spec())));
    views.forEach(view -> lines.add(view.toText()));
    lines.add(kept.toText());
    if (views.stream().anyMatch(RepairView::isDifferent)) {
      lines.add("which keys differ is in the nodes' logs: gamut logs NODE, event replica-differs");
    }
    if (!status) {
      lines.add("nothing needs to be started: replicas fetch what they lack by themselves");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", name);
    fields.put("well", well);
    fields.put("replicas", views.stream().map(RepairView::toMap).toList());
    fields.put("keptBytes", kept.bytes());
    fields.put("heldByFallbacks", kept.held());
    output.say(String.join("\n", lines), fields);
    return well ? Exit.DONE : Exit.REFUSED;
  }

  /// What is kept for replicas that are behind.
  ///
  /// @param held writes that fallbacks have and a home that answers has not
  private record Kept(long bytes, long held) {
    String toText() {
      String notes = "kept for replicas that are behind: %,d KiB of notes".formatted(bytes >> 10);
      return held == 0 ? notes : notes + ", and %,d writes at fallbacks".formatted(held);
    }
  }

  private static Kept kept(Table table, List<Reply.MemberStatus> members) {
    long bytes = 0;
    long held = 0;
    Map<PartitionId, PartitionDescriptor> partitions = new HashMap<>();
    table.partitions().forEach(partition -> partitions.put(partition.id(), partition));
    for (Reply.MemberStatus member : members) {
      NodeStatus told = member.status();
      List<NodeStatus.ReplicaStatus> replicas = told == null ? List.of() : told.replicas();
      for (NodeStatus.ReplicaStatus replica : replicas) {
        PartitionDescriptor partition = partitions.get(replica.partition());
        if (partition == null) {
          continue;
        }
        bytes += replica.keptBytes();
        for (NodeStatus.PeerStatus peer : replica.peers()) {
          held += partition.replicas().contains(peer.node()) ? 0 : peer.holds();
        }
      }
    }
    return new Kept(bytes, held);
  }
}
