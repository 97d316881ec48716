package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.WriteTerms;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "conflicts",
    description = {
      "Show the values of a last-writer-wins table that lost to concurrent writes.",
      "",
      "Of writes that did not know of each other, the one stamped later wins. Each replica that"
          + " drops another notes it: for 24 hours, or less when more than 16 MiB of a partition"
          + " are lost meanwhile, and then this command says so. It prints a line a value, the"
          + " latest first: when it was overwritten, the key, the value, its version, and the"
          + " version that won. A value that its overwriter had seen is not lost.",
      "",
      "--restore puts a lost value back with a new write, so that it is the latest."
    },
    footer = {
      "",
      "Examples:",
      "  gamut conflicts sessions",
      "  gamut conflicts sessions u1 --output json",
      "  gamut conflicts sessions u1 --restore 19f0c2a86e3d0000-7-2a",
      "",
      "Exit codes: 0 every replica answered, or restored; 1 there is no such table, or no such lost"
          + " version any more; 2 the table loses nothing to concurrent writes; 3 it may or may not"
          + " have been restored; 4 a node did not answer, so values may be missing."
    })
public final class ConflictsCommand extends DataCommand {
  /// Of a value that is printed on a line.
  private static final int SHOWN_MAX = 60;

  @Parameters(index = "0", paramLabel = "TABLE", description = "The table's name.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "KEY",
      description = "Only of this partition key, as text. Default: all.")
  private @Nullable String key;

  @Option(names = "--sort", paramLabel = "KEY", description = "The sort key. Default: none.")
  private @Nullable String sort;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many values, those found last. Default: 100.")
  private int limit = 100;

  @Option(
      names = "--restore",
      paramLabel = "VERSION",
      description = "Put the lost value of this version of KEY back.")
  private @Nullable String restore;

  @Override
  Exit run(TcpClient client) throws InterruptedException {
    check();
    requireLedger(Tables.find(client, name, connection.timeoutNanos()));
    if (restore != null) {
      return restore(client, version(restore));
    }
    Reply.Conflicts told = ask(client, limit);
    told.conflicts().forEach(this::say);
    if (told.conflicts().isEmpty() && !output.isJson()) {
      output.progress("(no concurrent value was lost in the last 24 hours)");
    }
    told.shortages().forEach(this::sayShortage);
    told.silent().forEach(this::saySilent);
    return told.silent().isEmpty() ? Exit.DONE : Exit.UNAVAILABLE;
  }

  private void check() {
    if (limit < 1 || limit > Limits.PAGE_COUNT_MAX) {
      throw CommandException.usage(
          "--limit is " + limit, "1 to " + Limits.PAGE_COUNT_MAX + "; leave it out for 100.");
    }
    if (key == null && (restore != null || sort != null)) {
      throw CommandException.usage(
          (restore != null ? "--restore" : "--sort") + " without a key", "Name the KEY it is of.");
    }
  }

  private static void requireLedger(Table table) {
    String name = table.name();
    if (table.spec().strategy() != StrategyKind.LEADERLESS) {
      throw CommandException.usage(
          "table '%s' is %s: its writes are in one order, so none loses to a concurrent one"
              .formatted(name, table.spec().strategy().label()),
          "`gamut get " + name + " KEY` shows the latest value; there is no other.");
    }
    if (table.spec().quorums().conflict() != ConflictPolicy.LAST_WRITER_WINS) {
      throw CommandException.usage(
          "table '" + name + "' keeps concurrent values as siblings, so none is lost",
          "`gamut get " + name + " KEY` shows them all, and how to replace them.");
    }
  }

  private static Version version(String token) {
    try {
      return Version.parse(token);
    } catch (MalformedException e) {
      throw CommandException.usage(
          "--restore is no version: " + e.getMessage(),
          "`gamut conflicts TABLE KEY` prints the versions that can be restored.");
    }
  }

  private @Nullable Key wanted() {
    return key == null
        ? null
        : new Key(Bytes.utf8(key), sort == null ? Bytes.EMPTY : Bytes.utf8(sort));
  }

  private Reply.Conflicts ask(TcpClient client, int countMax) throws InterruptedException {
    Reply reply =
        client.ask(new Call.GetConflicts(name, wanted(), countMax, connection.timeoutNanos()));
    if (!(reply instanceof Reply.Conflicts conflicts)) {
      throw Replies.unexpected(reply);
    }
    return conflicts;
  }

  private Exit restore(TcpClient client, Version version) throws InterruptedException {
    Reply.Conflicts told = ask(client, Limits.PAGE_COUNT_MAX);
    for (Reply.Conflict conflict : told.conflicts()) {
      if (conflict.lost().version().equals(version)) {
        Call.Put put =
            new Call.Put(
                name,
                conflict.key(),
                conflict.lost().value(),
                new Condition.Always(),
                WriteTerms.within(connection.timeoutNanos()));
        return Replies.written(output, client.ask(put), "restored");
      }
    }
    String silent = names(told.silent());
    throw CommandException.refused(
        "no replica that answers has a lost version " + version.token() + " of " + key,
        silent.isEmpty()
            ? "`gamut conflicts "
                + name
                + " "
                + key
                + "` lists those that there are; they are kept"
                + " for 24 hours."
            : silent + " did not answer, and may have it: try again.");
  }

  private static String names(List<Reply.Silence> silent) {
    return silent.stream().map(each -> each.node().toString()).collect(Collectors.joining(", "));
  }

  private void say(Reply.Conflict conflict) {
    Map<String, Object> fields = new LinkedHashMap<>();
    String overwritten = time(conflict.winner().time().millis());
    Replies.put(fields, conflict.key());
    Replies.put(fields, conflict.lost().value());
    fields.put("version", conflict.lost().version().token());
    fields.put("writtenAt", time(conflict.lost().version().time().millis()));
    fields.put("winner", conflict.winner().token());
    fields.put("overwrittenAt", overwritten);
    fields.put("foundAt", time(conflict.foundMillis()));
    output.say(
        "%s  %s: %s  (version %s lost to %s)"
            .formatted(
                overwritten,
                Replies.text(conflict.key()),
                shortened(Replies.text(conflict.lost().value().bytes())),
                conflict.lost().version().token(),
                conflict.winner().token()),
        fields);
  }

  /// On one line, and no longer than that has room for.
  static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ");
    int end =
        line.offsetByCodePoints(0, Math.min(line.codePointCount(0, line.length()), SHOWN_MAX));
    return end == line.length() ? line : line.substring(0, end) + "…";
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void sayShortage(Reply.Shortage shortage) {
    output.progress(
        "(%s had no room for %,d older ones of a partition, lost up to %s; other replicas may)"
            .formatted(shortage.node(), shortage.dropped(), time(shortage.millis())));
  }

  private void saySilent(Reply.Silence silence) {
    output.progress(
        "(%s did not answer, so values may be missing: %s)"
            .formatted(silence.node(), silence.trouble()));
  }
}
