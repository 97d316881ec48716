package dev.gamut.cli.check;

import dev.gamut.checker.CheckReport;
import dev.gamut.checker.CheckRequest;
import dev.gamut.checker.Checks;
import dev.gamut.checker.history.HistoryFormat;
import dev.gamut.checker.history.HistoryFormatException;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.KeyResult;
import dev.gamut.checker.linearizability.Limits;
import dev.gamut.checker.linearizability.Model;
import dev.gamut.checker.linearizability.Verdict;
import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.cli.Nearest;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `gamut check`.
@Command(
    name = "check",
    description = {
      "Is this recorded history linearizable?",
      "",
      "Reads Jepsen's history.edn, its log lines, or JSON lines with its field names (process,",
      "type, f, value, optional key and time), also packed with gzip. An operation that ended as",
      "info may take effect at any later time or never. Says which operation no order can place,",
      "and draws it."
    },
    footer = {
      "",
      "Examples:",
      "  gamut check --model cas-register history.edn",
      "  gamut check --model kv --nil absent --html why.html history.jsonl",
      "  gamut check --model queue --limit 60 --output json history.edn",
      "",
      "Exit codes: 0 linearizable; 1 not; 2 the file is no history, or not one of that model; 3"
          + " undecided within the limit."
    })
public final class CheckCommand implements Callable<Integer> {
  private static final int COLUMNS = 100;
  private static final double LIMIT_SECONDS_MAX = 86_400;

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "register, cas-register, multi-register, mutex, kv, item, set or queue.")
  private String model = "";

  @Parameters(paramLabel = "HISTORY", description = "The file.")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "edn|log|json",
      description = "How the file is written. Default: told from what is in it.")
  private @Nullable String format;

  @Option(
      names = "--nil",
      paramLabel = "absent|unknown",
      description =
          "What a read of nil saw: that nothing is there, or nobody knows what. Default: unknown"
              + " for edn, absent for the others.")
  private @Nullable String nil;

  @Option(
      names = "--keys",
      paramLabel = "detect|field|independent",
      defaultValue = "detect",
      description =
          "Whether operations name their key in a field, or in their value as Jepsen's independent"
              + " tuples. Default: detect.")
  private String keys = "detect";

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      description = "Give up undecided after so long. Default: never.")
  private @Nullable Double limitSeconds;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Draw every operation around what could not be ordered.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    CheckRequest request = request();
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw CommandException.usage(
          "there is no file " + file + " that can be read", "Name a file with a history.");
    }
    CheckReport report;
    try {
      report = Checks.check(file, request);
    } catch (HistoryFormatException wrong) {
      throw CommandException.usage(
          file + " cannot be judged: " + wrong.getMessage(),
          "See `gamut check --help` for the formats; --format names one.");
    }
    Path page = html;
    if (page != null) {
      Files.writeString(page, report.html());
      output.progress("drawn in " + page);
    }
    output.say(report.text(COLUMNS).stripTrailing(), fields(report));
    return switch (report.verdict()) {
      case LINEARIZABLE -> Exit.DONE.code();
      case NOT_LINEARIZABLE -> Exit.REFUSED.code();
      case UNDECIDED -> Exit.UNKNOWN.code();
    };
  }

  private CheckRequest request() {
    requireKnown("--model", model, Model.words());
    requireKnown("--keys", keys, List.of("detect", "field", "independent"));
    CheckRequest request =
        CheckRequest.of(Model.named(model))
            .withKeys(
                switch (keys) {
                  case "field" -> CheckRequest.Keys.FIELD;
                  case "independent" -> CheckRequest.Keys.INDEPENDENT;
                  default -> CheckRequest.Keys.DETECT;
                });
    if (format != null) {
      requireKnown("--format", format, List.of("edn", "log", "json"));
      request = request.withFormat(HistoryFormat.named(format));
    }
    if (nil != null) {
      requireKnown("--nil", nil, List.of("absent", "unknown"));
      request =
          request.withNilReads(
              nil.equals("absent") ? CheckOptions.NilReads.ABSENT : CheckOptions.NilReads.UNKNOWN);
    }
    if (limitSeconds != null) {
      if (!(limitSeconds > 0 && limitSeconds <= LIMIT_SECONDS_MAX)) {
        throw CommandException.usage(
            "--limit is %s s, not above 0 and up to a day".formatted(limitSeconds),
            "Leave it out to search until it is decided.");
      }
      request = request.withLimits(Limits.within((long) (limitSeconds * 1e9), System::nanoTime));
    }
    return request;
  }

  private static void requireKnown(String option, String given, List<String> known) {
    if (!known.contains(given)) {
      throw CommandException.usage(
          option + " is " + given + Nearest.hint(given, known),
          "It can be: " + String.join(", ", known) + ".");
    }
  }

  private static Map<String, Object> fields(CheckReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("verdict", report.verdict().words());
    fields.put("format", report.format().word());
    fields.put("independent", report.independent());
    fields.put("operations", report.history().operations().size());
    fields.put("keys", report.keys().size());
    List<Map<String, Object>> wrong = new ArrayList<>();
    for (KeyResult key : report.keys()) {
      if (key.verdict() != Verdict.LINEARIZABLE) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("key", key.key() == null ? null : key.key().toString());
        one.put("verdict", key.verdict().words());
        one.put("operations", key.operations());
        one.put("steps", key.steps());
        one.put("stuck", key.stuck() == null ? null : key.stuck().toString());
        one.put("waiting", key.waiting().stream().map(Object::toString).toList());
        wrong.add(one);
      }
    }
    fields.put("culprits", wrong);
    fields.put("note", report.note().strip());
    return fields;
  }
}
