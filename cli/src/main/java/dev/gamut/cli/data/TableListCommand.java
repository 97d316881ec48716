package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "List the tables.",
    footer = {
      "",
      "Examples:",
      "  gamut table list",
      "  gamut table list --output json",
      "",
      "Exit codes: 0 listed; 4 no node answered in time."
    })
public final class TableListCommand extends DataCommand {
  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Reply reply = client.ask(new Call.GetCatalog(connection.timeoutNanos()));
    if (!(reply instanceof Reply.CatalogIs(Catalog catalog))) {
      throw Replies.unexpected(reply);
    }
    List<Map<String, Object>> tables = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Table table : catalog.tables().values()) {
      tables.add(Tables.fields(table.spec()));
      lines.add(Tables.text(table.spec()));
    }
    output.say(
        lines.isEmpty() ? "no tables yet" : String.join("\n", lines), Map.of("tables", tables));
    return Exit.DONE;
  }
}
