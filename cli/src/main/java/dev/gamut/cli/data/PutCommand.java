package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.model.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "put",
    description = {
      "Write an item.",
      "",
      "Prints the version that it has now. A value of - is read from standard input."
    },
    footer = {
      "",
      "Examples:",
      "  gamut put accounts alice 100",
      "  gamut put accounts alice 80 --if-value 100",
      "  gamut put people ada '{\"born\": 1815}' --document",
      "  gamut put files logo - < logo.png",
      "",
      "Exit codes: 0 written; 1 the condition does not hold, or there is no such table; 2 the"
          + " document is not JSON; 3 it may or may not have been written; 4 not carried out."
    })
public final class PutCommand extends DataCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private ConditionOptions condition = new ConditionOptions();

  @Parameters(index = "2", paramLabel = "VALUE", description = "The value, or - to read it.")
  private String value = "";

  @Option(names = "--document", description = "The value is a JSON document.")
  private boolean document;

  @Override
  Exit run(TcpClient client) throws IOException, InterruptedException {
    Call.Put put =
        new Call.Put(
            key.table(),
            key.key(),
            value(),
            condition.condition(document),
            connection.timeoutNanos());
    return Replies.written(output, client.ask(put), "written");
  }

  private Value value() throws IOException {
    byte[] bytes =
        value.equals("-") ? System.in.readAllBytes() : value.getBytes(StandardCharsets.UTF_8);
    if (!document) {
      return Value.bytes(Bytes.wrap(bytes));
    }
    try {
      return Value.document(new JsonMapper().readTree(bytes).toString());
    } catch (JacksonException malformed) {
      throw CommandException.usage(
          "the value is no JSON document: " + malformed.getOriginalMessage(),
          "Leave out --document to store it as it is.");
    }
  }
}
