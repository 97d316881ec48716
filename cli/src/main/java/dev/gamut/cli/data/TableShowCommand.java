package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = {
      "Show a table and its partitions.",
      "",
      "Of each partition: where it begins, who leads it, on which nodes its replicas are, and how"
          + " many committed entries each of them has yet to apply."
    },
    footer = {
      "",
      "Examples:",
      "  gamut table show accounts",
      "  gamut table show accounts --output json",
      "",
      "Exit codes: 0 shown; 1 there is no such table; 4 no node answered in time."
    })
public final class TableShowCommand extends DataCommand {
  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  private String name = "";

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Table table = Tables.find(client, name, connection.timeoutNanos());
    Reply told = client.ask(new Call.GetStatus(connection.timeoutNanos()));
    if (!(told instanceof Reply.Statuses(List<Reply.MemberStatus> members))) {
      throw Replies.unexpected(told);
    }
    List<String> lines = new ArrayList<>(List.of(Tables.text(table.spec())));
    List<PartitionView> partitions = PartitionView.of(table, members);
    partitions.forEach(partition -> lines.add(partition.toText()));
    Map<String, Object> fields = Tables.fields(table.spec());
    fields.put("partitionList", partitions.stream().map(PartitionView::toMap).toList());
    output.say(String.join("\n", lines), fields);
    return Exit.DONE;
  }
}
