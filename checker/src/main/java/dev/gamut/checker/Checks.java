package dev.gamut.checker;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryFormat;
import dev.gamut.checker.history.HistoryFormatException;
import dev.gamut.checker.history.HistoryReader;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.LinearizabilityChecker;
import dev.gamut.checker.linearizability.Model;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Judges recorded histories, of any system: reads one in whichever format it is, and says whether
/// it is linearizable, key by key.
public final class Checks {
  private Checks() {}

  /// Judges the history in a file, which may be compressed with gzip.
  ///
  /// @throws IOException when the file cannot be read
  /// @throws HistoryFormatException when it is no history, or not one that the model can judge
  public static CheckReport check(Path file, CheckRequest request)
      throws IOException, HistoryFormatException {
    return check(text(Files.readAllBytes(file)), request);
  }

  /// What is no UTF-8 becomes a replacement character: the reader then names the line.
  private static String text(byte[] bytes) throws IOException {
    boolean compressed = bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    if (!compressed) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Judges the history that a text holds.
  ///
  /// @throws HistoryFormatException when it is no history, or not one that the model can judge
  public static CheckReport check(String text, CheckRequest request) throws HistoryFormatException {
    HistoryFormat named = request.format();
    HistoryFormat format = named == null ? HistoryReader.detect(text) : named;
    boolean independent = request.keys() == CheckRequest.Keys.INDEPENDENT;
    History history = HistoryReader.read(text, format, independent);
    if (request.keys() == CheckRequest.Keys.DETECT && isIndependent(history, request.model())) {
      independent = true;
      history = HistoryReader.read(text, format, true);
    }
    request.model().accept(history);
    CheckOptions options = options(request, format);
    return new CheckReport(
        history,
        format,
        independent,
        options,
        nilReads(history),
        LinearizabilityChecker.check(history, request.model(), options, request.limits()));
  }

  private static CheckOptions options(CheckRequest request, HistoryFormat format) {
    CheckOptions.NilReads asked = request.nilReads();
    return new CheckOptions(asked == null ? usualNil(format) : asked, request.failedConditions());
  }

  /// Knossos, whose format EDN is, takes a read of nil for one of which nothing is known. The log
  /// lines that have been checked most are those of etcd, where nil is a key that is not there.
  private static CheckOptions.NilReads usualNil(HistoryFormat format) {
    return switch (format) {
      case EDN -> CheckOptions.NilReads.UNKNOWN;
      case LOG, JSON_LINES -> CheckOptions.NilReads.ABSENT;
    };
  }

  private static int nilReads(History history) {
    int count = 0;
    for (Operation operation : history.operations()) {
      boolean reads = operation.function().equals("read") || operation.function().equals("get");
      boolean nil = operation.outcome() == Outcome.OK && operation.completion().value() == null;
      count += reads && nil ? 1 : 0;
    }
    return count;
  }

  private static boolean isIndependent(History history, Model model) {
    for (Operation operation : history.operations()) {
      if (operation.key() != null || !isTuple(operation, model)) {
        return false;
      }
    }
    return true;
  }

  /// Whether an operation's value is a key with what the operation would otherwise have. Pairs that
  /// an operation has anyway (compare-and-set, two steps of a transaction) are no tuples.
  private static boolean isTuple(Operation operation, Model model) {
    if (!(operation.argument() instanceof List<?> pair) || pair.size() != 2) {
      return false;
    }
    @Nullable Object key = pair.get(0);
    @Nullable Object value = pair.get(1);
    return switch (operation.function()) {
      case "cas", "put-if-version" -> value instanceof List<?> inner && inner.size() == 2;
      case "txn" -> model == Model.MULTI_REGISTER && !(key instanceof List<?>);
      default -> true;
    };
  }
}
