package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "drop",
    description = "Drop a table, and all that is in it.",
    footer = {
      "",
      "Example:",
      "  gamut table drop scratch",
      "",
      "Exit codes: 0 dropped; 1 there is no such table; 3 it may or may not have been dropped; 4"
          + " not carried out."
    })
public final class TableDropCommand extends DataCommand {
  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  private String name = "";

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Reply reply = client.ask(new Call.DropTable(name, connection.timeoutNanos()));
    if (reply instanceof Reply.Failed(Failure failure)
        && failure.reason() == Failure.Reason.NO_SUCH_TABLE) {
      // The catalog does not say which name it looked for, nor which is near.
      var _ = Tables.find(client, name, connection.timeoutNanos());
    }
    if (!(reply instanceof Reply.Changed(long version))) {
      throw Replies.unexpected(reply);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", name);
    fields.put("catalogVersion", version);
    output.say("dropped " + name, fields);
    return Exit.DONE;
  }
}
