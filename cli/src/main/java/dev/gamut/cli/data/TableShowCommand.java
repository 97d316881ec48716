package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Nearest;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Show a table and where its partitions are.",
    footer = {
      "",
      "Example:",
      "  gamut table show accounts",
      "",
      "Exit codes: 0 shown; 1 there is no such table; 4 no node answered in time."
    })
public final class TableShowCommand extends DataCommand {
  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  private String name = "";

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Reply reply = client.ask(new Call.GetCatalog(connection.timeoutNanos()));
    if (!(reply instanceof Reply.CatalogIs(Catalog catalog))) {
      throw Replies.unexpected(reply);
    }
    Table table = catalog.table(name);
    if (table == null) {
      throw CommandException.refused(
          "there is no table " + name + Nearest.hint(name, catalog.tables().keySet()),
          "`gamut table list` names those there are.");
    }
    List<String> lines = new ArrayList<>(List.of(TableListCommand.text(table.spec())));
    List<Map<String, Object>> partitions = new ArrayList<>();
    for (PartitionDescriptor partition : table.partitions()) {
      List<String> replicas = partition.replicas().stream().map(Object::toString).toList();
      String from = partition.from().isEmpty() ? "the start" : place(table, partition);
      lines.add(
          "  partition %-6d from %-24s on %s"
              .formatted(partition.id().value(), from, String.join(" ", replicas)));
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("partition", partition.id().value());
      fields.put("from", partition.from().isEmpty() ? null : place(table, partition));
      fields.put("epoch", partition.epoch());
      fields.put("replicas", replicas);
      partitions.add(fields);
    }
    Map<String, Object> fields = TableListCommand.map(table.spec());
    fields.put("details", partitions);
    output.say(String.join("\n", lines), new LinkedHashMap<>(fields));
    return Exit.DONE;
  }

  /// Where a partition begins: for a range table the key that it was split at.
  private static String place(Table table, PartitionDescriptor partition) {
    int index = table.partitions().indexOf(partition);
    return table.spec().splitAt().isEmpty()
        ? "token " + partition.from().toHex()
        : Replies.text(table.spec().splitAt().get(index - 1));
  }
}
