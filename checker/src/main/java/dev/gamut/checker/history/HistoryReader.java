package dev.gamut.checker.history;

import dev.gamut.checker.history.Assembler.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a history from text, in whichever [HistoryFormat] it is. Reads all or nothing.
public final class HistoryReader {
  private final Assembler assembler;

  private HistoryReader(boolean independent) {
    this.assembler = new Assembler(independent);
  }

  /// Reads a history in whichever format it is.
  ///
  /// @param independent whether values are Jepsen's independent tuples `[key value]`
  public static History read(String text, boolean independent) throws HistoryFormatException {
    return read(text, detect(text), independent);
  }

  /// The format that a text is in, by how it looks.
  public static HistoryFormat detect(String text) throws HistoryFormatException {
    if (text.isBlank()) {
      throw new HistoryFormatException(0, "this is no history: the file is empty");
    }
    HistoryFormat format = HistoryFormat.of(text);
    if (format == null) {
      throw new HistoryFormatException(
          1,
          "this is no history: expected Jepsen's history.edn, its log lines (INFO  jepsen.util -"
              + " process :type :f value), or one JSON object a line");
    }
    return format;
  }

  /// @param independent whether values are Jepsen's independent tuples `[key value]`
  public static History read(String text, HistoryFormat format, boolean independent)
      throws HistoryFormatException {
    HistoryReader reader = new HistoryReader(independent);
    switch (format) {
      case EDN -> reader.readEdn(text);
      case LOG -> reader.readLog(text);
      case JSON_LINES -> new JsonLines(reader.assembler).read(text);
    }
    History history = reader.assembler.history();
    if (history.operations().isEmpty()) {
      throw new HistoryFormatException(
          0, "this is no history: it has no operation of a client (a process that is a number)");
    }
    return history;
  }

  private void readEdn(String text) throws HistoryFormatException {
    EdnReader edn = new EdnReader(text, 1);
    if (edn.enterVector()) {
      while (!edn.leaveVector()) {
        if (!readEdnEvent(edn)) {
          throw edn.fault("the file ends before the ] of the history");
        }
      }
    }
    while (readEdnEvent(edn)) {
      // One map after another.
    }
  }

  private boolean readEdnEvent(EdnReader edn) throws HistoryFormatException {
    int line = edn.nextLine();
    Object form = edn.read();
    if (form instanceof EdnReader.End) {
      return false;
    }
    if (!(form instanceof Map<?, ?> map)) {
      throw new HistoryFormatException(
          line, "expected an operation, a map, not " + Values.show(form));
    }
    if (map.get(PROCESS) == null) {
      throw new HistoryFormatException(line, "the operation has no :process");
    }
    if (map.get(PROCESS) instanceof Long process) {
      assembler.add(event(line, process, map));
    }
    return true;
  }

  private static final Keyword PROCESS = new Keyword("process");
  private static final Keyword TYPE = new Keyword("type");
  private static final Keyword FUNCTION = new Keyword("f");
  private static final Keyword VALUE = new Keyword("value");
  private static final Keyword KEY = new Keyword("key");
  private static final Keyword VERSION = new Keyword("version");
  private static final Keyword ERROR = new Keyword("error");
  private static final Keyword TIME = new Keyword("time");

  private static Event event(int line, long process, Map<?, ?> map) throws HistoryFormatException {
    return new Event(
        line,
        process(line, process),
        word(line, map.get(TYPE), TYPE),
        word(line, map.get(FUNCTION), FUNCTION),
        map.containsKey(VALUE) ? map.get(VALUE) : Unsaid.UNSAID,
        map.get(KEY),
        map.get(VERSION),
        map.get(ERROR),
        map.get(TIME) instanceof Long nanos ? nanos : 0);
  }

  private static String word(int line, @Nullable Object word, Keyword field)
      throws HistoryFormatException {
    if (word instanceof Keyword keyword) {
      return keyword.name();
    }
    throw new HistoryFormatException(
        line,
        word == null || word instanceof EdnReader.End
            ? "the operation has no " + field
            : field + " is " + Values.show(word) + ", not a keyword");
  }

  static int process(int line, long process) throws HistoryFormatException {
    if (process < 0 || process > Integer.MAX_VALUE) {
      throw new HistoryFormatException(line, process + " is no number of a process");
    }
    return (int) process;
  }

  private void readLog(String text) throws HistoryFormatException {
    int line = 0;
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      line++;
      readLogLine(line, text.substring(from, end));
      from = end + 1;
    }
  }

  /// Lines of other loggers, and of processes that are no clients, are not part of the history.
  private void readLogLine(int line, String text) throws HistoryFormatException {
    int logger = text.indexOf(HistoryFormat.LOGGER);
    if (logger < 0) {
      return;
    }
    String rest = text.substring(logger + HistoryFormat.LOGGER.length()).strip();
    rest = rest.startsWith("-") ? rest.substring(1) : rest;
    EdnReader edn = new EdnReader(rest, line);
    if (!rest.isBlank() && edn.read() instanceof Long process) {
      if (edn.read() instanceof Keyword type) {
        String function = word(line, edn.read(), FUNCTION);
        Object value = edn.read();
        Object error = value instanceof EdnReader.End ? null : edn.read();
        assembler.add(
            new Event(
                line,
                process(line, process),
                type.name(),
                function,
                value instanceof EdnReader.End ? Unsaid.UNSAID : value,
                null,
                null,
                error instanceof EdnReader.End ? null : error,
                0));
      }
    }
  }
}
