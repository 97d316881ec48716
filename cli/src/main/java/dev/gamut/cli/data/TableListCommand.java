package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Table;
import dev.gamut.model.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
      tables.add(map(table.spec()));
      lines.add(text(table.spec()));
    }
    output.say(
        lines.isEmpty() ? "no tables yet" : String.join("\n", lines), Map.of("tables", tables));
    return Exit.DONE;
  }

  static String text(TableSpec spec) {
    return "%-20s %-10s by %-5s %4d partitions x %d replicas"
        .formatted(
            spec.name(),
            spec.strategy().label(),
            spec.partitionBy().name().toLowerCase(Locale.ROOT),
            spec.partitionCount(),
            spec.replicaCount());
  }

  static Map<String, Object> map(TableSpec spec) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", spec.name());
    fields.put("strategy", spec.strategy().label());
    fields.put("by", spec.partitionBy().name().toLowerCase(Locale.ROOT));
    fields.put("partitions", spec.partitionCount());
    fields.put("replicas", spec.replicaCount());
    return fields;
  }
}
