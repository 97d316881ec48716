package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Item;
import dev.gamut.model.Receipt;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "get",
    description = {
      "Read an item.",
      "",
      "Prints its value; with --output json also its version, for a conditional write."
    },
    footer = {
      "",
      "Examples:",
      "  gamut get accounts alice",
      "  gamut get accounts alice --level linearizable,eventual --receipt",
      "",
      "Exit codes: 0 found; 1 there is no such item or table; 4 not answered in time."
    })
public final class GetCommand extends DataCommand {
  @Mixin private KeyOptions key = new KeyOptions();
  @Mixin private ReadOptions read = new ReadOptions();

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Reply reply =
        client.ask(new Call.Get(key.table(), key.key(), read.terms(connection.timeoutNanos())));
    if (!(reply instanceof Reply.Read(Item item, Receipt receipt))) {
      throw Replies.unexpected(reply);
    }
    if (item == null) {
      say(receipt);
      throw CommandException.refused(
          "there is no item " + Replies.text(key.key()) + " in " + key.table(), "");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    Replies.put(fields, key.key());
    Replies.put(fields, item.single().value());
    fields.put("version", item.single().version().token());
    if (receipt != null && read.receipt()) {
      fields.put("receipt", Replies.map(receipt));
    }
    output.say(Replies.text(item.single().value().bytes()), fields);
    say(receipt);
    return Exit.DONE;
  }

  private void say(@Nullable Receipt receipt) {
    if (receipt != null && read.receipt() && !output.isJson()) {
      output.progress(Replies.text(receipt));
    }
  }
}
