package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "put",
    description = {
      "Write an item.",
      "",
      "Prints the version that it has now. A value @FILE is what is in that file, and - what comes"
          + " from standard input. A JSON object or array is stored as a document, all else as"
          + " bytes."
    },
    footer = {
      "",
      "Examples:",
      "  gamut put accounts alice 100",
      "  gamut put accounts alice 80 --if-value 100",
      "  gamut put cities XX-1 '{\"name\":\"Atlantis\"}' --if-absent",
      "  gamut put files logo @logo.png",
      "  gamut put carts u1 @cart.json -W 3 --receipt",
      "",
      "Exit codes: 0 written; 1 the condition does not hold, or there is no such table; 2 the"
          + " document is not JSON; 3 it may or may not have been written; 4 not carried out."
    })
public final class PutCommand extends DataCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private ConditionOptions condition = new ConditionOptions();
  @Mixin private WriteOptions write = new WriteOptions();

  @Parameters(
      index = "2",
      paramLabel = "VALUE",
      description = "The value, @FILE, or - for standard input.")
  private String value = "";

  @Option(names = "--document", description = "Refuse a value that is not JSON.")
  private boolean document;

  @Option(names = "--bytes", description = "Store it as bytes, even if it is JSON.")
  private boolean bytes;

  @Override
  Exit run(TcpClient client) throws IOException, InterruptedException {
    if (document && bytes) {
      throw CommandException.usage("there are --document and --bytes", "Name one of them.");
    }
    Values.As as = document ? Values.As.DOCUMENT : bytes ? Values.As.BYTES : Values.As.LOOKS;
    Call.Put put =
        new Call.Put(
            key.table(),
            key.key(),
            Values.typed(value, as),
            condition.condition(as),
            write.terms(connection.timeoutNanos()));
    return Replies.written(output, client.ask(put), "written");
  }
}
