package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Json;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Limits;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "scan",
    description = {
      "Read the items of a table, or of a range of it.",
      "",
      "Prints a line an item, key and value, in the table's order: that of keys in a table"
          + " partitioned by range, that of their hashes otherwise. A scan that may have more"
          + " says so on the error stream, with a token to go on from."
    },
    footer = {
      "",
      "Examples:",
      "  gamut scan cities --limit 10",
      "  gamut scan cities --prefix IS- --limit 5",
      "  gamut scan cities --from CH-00100 --to CH-00200 --output json",
      "  gamut scan cities --prefix CH- --explain",
      "",
      "Exit codes: 0 read; 1 there is no such table, or it cannot be asked so; 4 not answered in"
          + " time."
    })
public final class ScanCommand extends DataCommand {
  private static final int PAGE = 1000;

  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  private String table = "";

  @Mixin private ReadOptions read = new ReadOptions();

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Keys that begin so.")
  private @Nullable String prefix;

  @Option(names = "--from", paramLabel = "KEY", description = "Keys from this one on.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "KEY", description = "Keys before this one.")
  private @Nullable String to;

  @Option(names = "--key", paramLabel = "KEY", description = "The sort keys of this key.")
  private @Nullable String key;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many items. Default: 100.")
  private long limit = 100;

  @Option(
      names = "--resume",
      paramLabel = "TOKEN",
      description = "Go on where a scan of the same range ended: the token that it printed.")
  private @Nullable String resume;

  @Option(names = "--explain", description = "Read nothing; say what would be read, and why.")
  private boolean explain;

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    if (explain) {
      return explain(client);
    }
    if (limit < 1) {
      throw CommandException.usage("--limit is " + limit, "At least 1; leave it out for 100.");
    }
    long left = limit;
    Bytes next = resume == null ? null : token(resume);
    do {
      PageRequest first = PageRequest.first((int) Math.min(PAGE, left));
      PageRequest page = next == null ? first : first.after(next);
      Reply reply =
          client.ask(new Call.Scan(table, range(), page, read.terms(connection.timeoutNanos(), 0)));
      if (!(reply instanceof Reply.Page(var rows, Bytes after))) {
        throw Replies.unexpected(reply);
      }
      rows.forEach(this::say);
      left -= rows.size();
      next = after;
    } while (next != null && left > 0);
    if (next != null) {
      sayMore(next);
    }
    return Exit.DONE;
  }

  /// Not a line of the answer: whoever counts lines counts items.
  private void sayMore(Bytes next) {
    output.progress(
        output.isJson()
            ? Json.write(Map.of("resume", next.toHex()))
            : "(there may be more: a greater --limit, or --resume " + next.toHex() + ")");
  }

  private static Bytes token(String text) {
    try {
      return Bytes.wrap(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException _) {
      throw CommandException.usage(
          "--resume is no token: " + text, "It is what a scan printed at its end.");
    }
  }

  private Exit explain(TcpClient client) throws InterruptedException {
    Reply reply = client.ask(new Call.Explain(table, range(), connection.timeoutNanos()));
    if (!(reply instanceof Reply.Explained(String text))) {
      throw Replies.unexpected(reply);
    }
    output.say(text, Map.of("explanation", text));
    return Exit.DONE;
  }

  private ScanRange range() {
    boolean between = from != null || to != null;
    int asked = (prefix == null ? 0 : 1) + (between ? 1 : 0) + (key == null ? 0 : 1);
    if (asked > 1) {
      throw CommandException.usage(
          "there is more than one range", "Name one: --prefix, --from and --to, or --key.");
    }
    requireKey("--prefix", prefix);
    requireKey("--from", from);
    requireKey("--to", to);
    requireKey("--key", key);
    if (from != null && to != null && Bytes.utf8(from).compareTo(Bytes.utf8(to)) >= 0) {
      throw CommandException.usage(
          "--from " + from + " is not before --to " + to, "The first key of a range comes first.");
    }
    if (prefix != null) {
      return new ScanRange.Prefix(Bytes.utf8(prefix));
    }
    if (key != null) {
      return new ScanRange.Within(Bytes.utf8(key), Bytes.EMPTY);
    }
    if (between) {
      return new ScanRange.Between(
          from == null ? Bytes.EMPTY : Bytes.utf8(from), to == null ? null : Bytes.utf8(to));
    }
    return new ScanRange.All();
  }

  private static void requireKey(String option, @Nullable String text) {
    int size = text == null ? 0 : Bytes.utf8(text).length();
    if (size > Limits.KEY_SIZE_MAX) {
      throw CommandException.usage(
          "%s has %d bytes, and %d is the limit of a key"
              .formatted(option, size, Limits.KEY_SIZE_MAX),
          "No key is so long.");
    }
  }

  private void say(Reply.Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Replies.put(fields, row.key());
    Replies.put(fields, row.item());
    output.say(Replies.text(row.key()) + "\t" + Replies.text(row.item()), fields);
  }
}
