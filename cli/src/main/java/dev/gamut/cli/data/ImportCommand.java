package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Limits;
import dev.gamut.model.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = {
      "Write the lines of a file as documents.",
      "",
      "Each line is a JSON object, whose field --key is its key. What is packed with gzip is"
          + " unpacked on the way, and - is standard input. A line that cannot be written is named"
          + " with its number and reason, and kept in a file of rejects; the others are in. Every"
          + " line is an ordinary put, so an import that broke off may simply be repeated.",
      "",
      "Into a table by range that has no partitions yet, the file is read twice: first for a sample"
          + " of its keys, at which the table is cut. Of standard input the first 32 MiB are"
          + " sampled."
    },
    footer = {
      "",
      "Examples:",
      "  gamut import cities examples/cities.jsonl.gz --key id",
      "  zcat more.jsonl.gz | gamut import cities - --key id --rejects wrong.jsonl",
      "",
      "Exit codes: 0 all are written; 1 some lines were rejected, or there is no such table; 2 the"
          + " file cannot be read; 3 some may or may not be written; 4 not carried out, or not all"
          + " of it."
    })
public final class ImportCommand extends DataCommand {
  private static final long PROGRESS_NANOS = 500_000_000L;

  /// Of standard input, kept in memory to sample it.
  private static final long AHEAD_BYTES = 32 << 20;

  @Parameters(index = "0", paramLabel = "TABLE", description = "The table's name.")
  private String table = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "Lines of JSON; - for standard input.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FIELD",
      defaultValue = "id",
      description = "The field that is the key. Default: id.")
  private String keyField = "id";

  @Option(
      names = "--sort",
      paramLabel = "FIELD",
      description = "The field that is the sort key. Default: none.")
  private @Nullable String sortField;

  @Option(
      names = "--rejects",
      paramLabel = "FILE",
      description = "Where rejected lines go. Default: FILE.rejects.")
  private @Nullable Path rejectFile;

  @Override
  Exit run(TcpClient client) throws IOException, InterruptedException {
    if (keyField.isEmpty()) {
      throw CommandException.usage("--key is empty", "Name the field that is the key.");
    }
    Path rejected = rejectFile != null ? rejectFile : rejects();
    Path folder = rejected.toAbsolutePath().getParent();
    if (folder != null && !Files.isWritable(folder)) {
      throw CommandException.usage(
          "rejected lines cannot be kept in " + rejected + ": nothing can be written there",
          "Name another file with --rejects.");
    }
    try (ImportSource source = ImportSource.of(file)) {
      requireApart(rejected);
      Table known = Tables.find(client, table, connection.timeoutNanos());
      if (!known.isCut()) {
        cut(client, known, source);
      }
      return copy(client, source, rejected);
    }
  }

  /// Rejects begin with an empty file: that must not be what is read.
  private void requireApart(Path rejected) throws IOException {
    if (!isStandardInput() && Files.exists(rejected) && Files.isSameFile(file, rejected)) {
      throw CommandException.usage(
          "--rejects is the file that is imported: " + rejected, "Name another file for rejects.");
    }
  }

  private Exit copy(TcpClient client, ImportSource source, Path rejected)
      throws IOException, InterruptedException {
    try (Rejects rejects = new Rejects(rejected)) {
      ImportRun.Plan plan =
          new ImportRun.Plan(table, keyField, sortField, connection.timeoutNanos());
      ImportRun run = new ImportRun(client, plan, rejects, output::progress);
      try {
        copy(source, run);
      } finally {
        output.endProgress();
      }
      say(run, rejects.count(), rejected);
      return run.unknown() > 0 ? Exit.UNKNOWN : rejects.count() > 0 ? Exit.REFUSED : Exit.DONE;
    }
  }

  private boolean isStandardInput() {
    return file.toString().equals("-");
  }

  private Path rejects() {
    return Path.of(isStandardInput() ? "import.rejects" : file + ".rejects");
  }

  /// Cuts the table at a sample of what is to come, unless somebody else is faster.
  private void cut(TcpClient client, Table known, ImportSource source)
      throws IOException, InterruptedException {
    Sample sample = sample(source);
    if (sample.isEmpty()) {
      // Nothing of this will get in, and whoever comes next knows better where to cut.
      return;
    }
    List<Bytes> cuts = sample.cuts(known.spec().partitionCount());
    Reply reply = client.ask(new Call.CutTable(table, cuts, connection.timeoutNanos()));
    if (reply instanceof Reply.Failed(Failure failure)
        && failure.reason() == Failure.Reason.TABLE_EXISTS) {
      output.progress(failure.message());
    } else if (reply instanceof Reply.Changed) {
      output.progress(
          "cut %s into %s, at %s"
              .formatted(
                  table,
                  Tables.count(cuts.size() + 1, "partition"),
                  String.join(", ", cuts.stream().map(Replies::text).toList())));
    } else {
      throw Replies.unexpected(reply);
    }
  }

  /// Of a file all of it, which is read twice. What comes from elsewhere can be read only once: a
  /// part that fits in memory, and often that is all.
  private Sample sample(ImportSource source) throws IOException {
    Sample sample = new Sample(1);
    if (!isStandardInput()) {
      try (ImportSource before = ImportSource.of(file)) {
        for (Bytes line = before.next(); line != null; line = before.next()) {
          sampleKey(line, sample);
        }
      }
    } else if (!source.lookAhead(AHEAD_BYTES, line -> sampleKey(line, sample))) {
      output.progress(
          "the table is cut at a sample of the first %d MiB: what comes behind is not known yet"
              .formatted(AHEAD_BYTES >> 20));
    }
    return sample;
  }

  private void sampleKey(Bytes line, Sample sample) {
    String key = Documents.keyOf(line, keyField, sortField).key();
    Bytes bytes = key == null ? Bytes.EMPTY : Bytes.utf8(key);
    if (!bytes.isEmpty() && bytes.length() <= Limits.KEY_SIZE_MAX) {
      sample.add(bytes);
    }
  }

  private void copy(ImportSource source, ImportRun run) throws IOException, InterruptedException {
    long next = System.nanoTime() + PROGRESS_NANOS;
    for (Bytes line = source.next(); line != null; line = source.next()) {
      run.add(line);
      if (System.nanoTime() - next >= 0) {
        next += PROGRESS_NANOS;
        output.progressInPlace(run.progress(source.share()));
      }
    }
    run.finish();
    output.progressInPlace(run.progress(source.share()));
  }

  private void say(ImportRun run, long rejectCount, Path rejected) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", table);
    fields.put("lines", run.lines());
    fields.put("written", run.written());
    fields.put("rejected", rejectCount);
    fields.put("unknown", run.unknown());
    fields.put("seconds", run.seconds());
    fields.put("perSecond", (double) Math.round(run.written() / run.seconds()));
    String text =
        "wrote %,d records in %.1f s, %,.0f/s"
            .formatted(run.written(), run.seconds(), run.written() / run.seconds());
    if (rejectCount > 0) {
      fields.put("rejects", rejected.toString());
      text += "%n%,d lines rejected, kept in %s".formatted(rejectCount, rejected);
    }
    output.say(text, fields);
  }
}
