package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    description = {
      "Read items.",
      "",
      "Prints the value of each key, a line each; with --output json also its version, for a"
          + " conditional write, and its context. A key of a leaderless table may hold several"
          + " concurrent values: all are printed, and the context with which a put replaces them."
          + " Several keys are read at once, each for itself, not at one moment."
    },
    footer = {
      "",
      "Examples:",
      "  gamut get cities IS-00010",
      "  gamut get cities IS-00010 IS-00020 --output json",
      "  gamut get accounts alice --level linearizable,eventual --receipt",
      "  gamut get carts u1 -R 1 --receipt",
      "",
      "Exit codes: 0 found, all of them; 1 there is no such item or table; 4 not answered in time."
    })
public final class GetCommand extends DataCommand {
  @Parameters(index = "0", paramLabel = "TABLE", description = "The table's name.")
  private String table = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "KEY",
      description = "Partition keys, as text.")
  private List<String> keys = new ArrayList<>();

  @Option(names = "--sort", paramLabel = "KEY", description = "The sort key. Default: none.")
  private @Nullable String sort;

  @Option(
      names = {"--read-quorum", "-R"},
      paramLabel = "R",
      description = "Leaderless: replicas that must answer. Default: as many as the table says.")
  private @Nullable Integer quorum;

  @Mixin private ReadOptions read = new ReadOptions();

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    Bytes second = sort == null ? Bytes.EMPTY : Bytes.utf8(sort);
    List<Key> wanted = keys.stream().map(key -> new Key(Bytes.utf8(key), second)).toList();
    ReadTerms terms = read.terms(connection.timeoutNanos(), Replies.quorum("-R", quorum));
    Reply reply = client.ask(new Call.GetMany(table, wanted, terms));
    if (!(reply instanceof Reply.Many(List<Reply> replies))) {
      throw Replies.unexpected(reply);
    }
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (!isFound(wanted.get(i), replies.get(i))) {
        missing.add(Replies.text(wanted.get(i)));
      }
    }
    if (!missing.isEmpty()) {
      throw CommandException.refused(
          "there is no item " + String.join(", ", missing) + " in " + table,
          "`gamut scan " + table + " --limit 10` shows some that are.");
    }
    return Exit.DONE;
  }

  /// Says what was found, if anything.
  private boolean isFound(Key key, Reply reply) {
    if (!(reply instanceof Reply.Read(Item item, Receipt receipt))) {
      throw Replies.unexpected(reply);
    }
    boolean show = receipt != null && read.receipt();
    if (item != null) {
      Map<String, Object> fields = new LinkedHashMap<>();
      Replies.put(fields, key);
      Replies.put(fields, item);
      if (receipt != null && show) {
        fields.put("receipt", Replies.map(receipt));
      }
      output.say(Replies.text(item), fields);
    }
    if (receipt != null && show && !output.isJson()) {
      output.progress(Replies.text(receipt));
    }
    return item != null;
  }
}
