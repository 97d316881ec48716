package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "import",
    description = {
      "Write the lines of a file as documents.",
      "",
      "Each line is a JSON object, whose field --key is its key. A file that ends in .gz is"
          + " unpacked on the way. Every line is an ordinary put, so an import that broke off may"
          + " simply be repeated."
    },
    footer = {
      "",
      "Examples:",
      "  gamut table create cities --by range --split-at F,M,T",
      "  gamut import cities examples/cities.jsonl.gz --key id",
      "",
      "Exit codes: 0 all are written; 1 there is no such table; 2 a line cannot be read; 3 some may"
          + " or may not be written; 4 not carried out, or not all of it."
    })
public final class ImportCommand extends DataCommand {
  @Parameters(index = "0", paramLabel = "TABLE", description = "The table's name.")
  private String table = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "Lines of JSON.")
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

  private final JsonMapper json = new JsonMapper();

  @Override
  Exit run(TcpClient client) throws IOException, InterruptedException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandException.usage(
          "there is no file " + file + " that can be read", "Name a file with lines of JSON.");
    }
    ImportRun run = new ImportRun(client, table, connection.timeoutNanos(), output);
    try (BufferedReader lines = open()) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          JsonNode document = parse(line, number);
          run.add(
              field(document, keyField, number),
              sortField == null ? "" : field(document, sortField, number),
              line.strip());
        }
      }
    }
    run.finish();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", table);
    fields.put("written", run.written());
    fields.put("seconds", run.seconds());
    output.say(
        "wrote %d documents in %.1f s (%.0f a second)"
            .formatted(run.written(), run.seconds(), run.written() / run.seconds()),
        fields);
    return Exit.DONE;
  }

  private BufferedReader open() throws IOException {
    InputStream bytes = Files.newInputStream(file);
    boolean packed = file.toString().endsWith(".gz");
    return new BufferedReader(
        new InputStreamReader(
            packed ? new GZIPInputStream(bytes, 1 << 16) : bytes, StandardCharsets.UTF_8),
        1 << 16);
  }

  private JsonNode parse(String line, long number) {
    try {
      JsonNode document = json.readTree(line);
      if (document.isObject()) {
        return document;
      }
    } catch (JacksonException malformed) {
      throw wrong(number, malformed.getOriginalMessage());
    }
    throw wrong(number, "it is not a JSON object");
  }

  private String field(JsonNode document, String field, long number) {
    JsonNode value = document.get(field);
    if (value == null || value.isNull() || value.isContainer()) {
      throw wrong(number, "it has no field " + field + " with a text or a number");
    }
    return value.asString();
  }

  private CommandException wrong(long number, String why) {
    return CommandException.usage(
        "%s, line %d: %s".formatted(file, number, why),
        "Lines before it may have been written already; correct it and import again.");
  }
}
