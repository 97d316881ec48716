package dev.gamut.checker.timeline;

import com.google.errorprone.annotations.FormatMethod;
import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Values;
import dev.gamut.checker.linearizability.CheckResult;
import dev.gamut.checker.linearizability.KeyResult;
import dev.gamut.checker.linearizability.Verdict;
import java.util.List;
import java.util.Locale;

/// A verdict for a terminal: which operations cannot be ordered, and what ran around them, one
/// operation a line.
public final class TextTimeline {
  private static final int KEYS_MAX = 3;
  private static final int ROWS_MAX = 24;
  private static final int COLUMNS_MIN = 60;
  private static final int BARS_MIN = 16;

  private final int width;
  private final StringBuilder out = new StringBuilder();

  /// @param columns how wide the terminal is
  public TextTimeline(int columns) {
    this.width = Math.max(columns, COLUMNS_MIN);
  }

  /// Call it once.
  public String render(CheckResult result, History history) {
    summary(result, history);
    List<KeyResult> wrong = result.violated();
    for (KeyResult key : wrong.subList(0, Math.min(KEYS_MAX, wrong.size()))) {
      explain(key, Window.of(key, history, ROWS_MAX));
    }
    if (wrong.size() > KEYS_MAX) {
      line("%nand %,d more keys that are not linearizable", wrong.size() - KEYS_MAX);
    }
    return out.toString();
  }

  private void summary(CheckResult result, History history) {
    long undecided =
        result.keys().stream().filter(key -> key.verdict() == Verdict.UNDECIDED).count();
    line(
        "%s: model %s, %s on %s, %,d steps",
        result.verdict().words(),
        result.model().word(),
        count(history.operations().size(), "operation"),
        count(result.keys().size(), "key"),
        result.steps());
    if (undecided > 0) {
      line("%s not decided", count((int) undecided, "key"));
    }
  }

  private static String count(int many, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", many, what, many == 1 ? "" : "s");
  }

  private void explain(KeyResult key, Window window) {
    String name = key.key() == null ? "the history" : "key " + Values.show(key.key());
    line(
        "%n%s: of %s, the longest order places %,d%s",
        name,
        count(key.operations(), "operation"),
        key.order().size(),
        key.order().isEmpty() ? "" : " and then holds " + key.order().getLast().state());
    Operation stuck = key.stuck();
    if (stuck != null) {
      line("no order places this one in time:  %s%s", stuck.describe(), at(stuck));
    }
    if (!key.waiting().isEmpty()) {
      line("begun by then, and not in that order either:");
      List<Operation> waiting = key.waiting();
      for (Operation each : waiting.subList(0, Math.min(ROWS_MAX / 2, waiting.size()))) {
        line("    %s%s", each.describe(), at(each));
      }
      if (waiting.size() > ROWS_MAX / 2) {
        line("    and %,d more", waiting.size() - ROWS_MAX / 2);
      }
    }
    draw(window);
  }

  private static String at(Operation operation) {
    int line = operation.invocation().line();
    return line == 0 ? "" : "  (line " + line + ")";
  }

  private void draw(Window window) {
    line("");
    int labels = 0;
    for (Window.Row row : window.rows()) {
      labels = Math.max(labels, label(row).length());
    }
    labels = Math.min(labels, width - BARS_MIN);
    int bars = width - labels - 1;
    for (Window.Row row : window.rows()) {
      String label = label(row);
      String cut = label.length() > labels ? label.substring(0, labels - 1) + "…" : label;
      line("%s %s", cut + " ".repeat(labels - cut.length()), bar(row, window.columns(), bars));
    }
    line("  ! cannot be placed   ? waiting   number: its place in the longest order");
    if (window.skipped() > 0) {
      line("  (%s on this key not drawn)", count(window.skipped(), "operation"));
    }
  }

  private static String label(Window.Row row) {
    String mark =
        switch (row.standing()) {
          case STUCK -> "!";
          case WAITING -> "?";
          case PLACED -> String.valueOf(row.place());
          case BESIDE -> "";
        };
    return "%6s %s".formatted(mark, row.operation().describe());
  }

  /// `├──●──┤`: from call to return, with the moment at which it takes effect.
  private static String bar(Window.Row row, int columns, int width) {
    boolean open =
        row.operation().outcome() == Outcome.INFO
            || row.operation().completion().event() == Completion.NEVER;
    int from = scale(row.from(), columns, width);
    int to = open ? width - 1 : Math.max(scale(row.to(), columns, width), from + 1);
    StringBuilder bar = new StringBuilder(" ".repeat(from));
    bar.append('├').append("─".repeat(Math.max(0, to - from - 1))).append(open ? '┄' : '┤');
    if (row.standing() == Window.Standing.PLACED && to - from > 1) {
      int moment = Math.clamp(scale(row.moment(), columns, width), from + 1, to - 1);
      bar.setCharAt(moment, '●');
    }
    return bar.toString();
  }

  private static int scale(int column, int columns, int width) {
    return (int) ((long) column * (width - 2) / Math.max(1, columns));
  }

  @FormatMethod
  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
  }
}
