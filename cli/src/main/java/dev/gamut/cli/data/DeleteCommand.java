package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "delete",
    description = {
      "Remove an item.",
      "",
      "One that is not there counts as removed, unless --if-present asks for more."
    },
    footer = {
      "",
      "Examples:",
      "  gamut delete accounts alice",
      "  gamut delete accounts alice --if-value 0",
      "  gamut delete cities XX-1 --if-present",
      "  gamut delete carts u1 -W 3 --receipt",
      "",
      "Exit codes: 0 removed; 1 the condition does not hold, or there is no such table; 3 it may or"
          + " may not have been removed; 4 not carried out."
    })
public final class DeleteCommand extends DataCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private ConditionOptions condition = new ConditionOptions();

  @Mixin private WriteOptions write = new WriteOptions();

  @Override
  Exit run(TcpClient client) throws IOException, InterruptedException {
    Call.Delete delete =
        new Call.Delete(
            key.table(),
            key.key(),
            condition.condition(Values.As.LOOKS),
            write.terms(connection.timeoutNanos()));
    return Replies.written(output, client.ask(delete), "removed");
  }
}
