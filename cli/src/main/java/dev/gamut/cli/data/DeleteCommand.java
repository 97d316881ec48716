package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "delete",
    description = {
      "Remove an item.",
      "",
      "Removing what is not there is done, too, unless --if-present asks for more."
    },
    footer = {
      "",
      "Examples:",
      "  gamut delete accounts alice",
      "  gamut delete accounts alice --if-value 0",
      "",
      "Exit codes: 0 removed; 1 the condition does not hold, or there is no such table; 3 it may or"
          + " may not have been removed; 4 not carried out."
    })
public final class DeleteCommand extends DataCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private ConditionOptions condition = new ConditionOptions();

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Call.Delete delete =
        new Call.Delete(
            key.table(), key.key(), condition.condition(false), connection.timeoutNanos());
    return Replies.written(output, client.ask(delete), "removed");
  }
}
