package dev.gamut.checker.timeline;

import com.google.errorprone.annotations.FormatMethod;
import dev.gamut.checker.history.Completion;
import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Values;
import dev.gamut.checker.linearizability.CheckResult;
import dev.gamut.checker.linearizability.KeyResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A verdict as a page for a browser, which needs nothing but itself: a lane a process, a bar an
/// operation from its call to its return, a dot where it takes effect in the longest order found,
/// and in red what cannot be placed. Of a large history only what is around the failure is drawn.
public final class HtmlTimeline {
  private static final int KEYS_MAX = 10;
  private static final int OPERATIONS_MAX = 600;
  private static final String TEMPLATE = "page.html";

  private final StringBuilder out = new StringBuilder();

  private HtmlTimeline() {}

  /// A whole page: the keys that are wrong, or else the first ones.
  public static String render(CheckResult result, History history) {
    HtmlTimeline page = new HtmlTimeline();
    List<KeyResult> wrong = result.violated();
    List<KeyResult> drawn = wrong.isEmpty() ? result.keys() : wrong;
    for (KeyResult key : drawn.subList(0, Math.min(KEYS_MAX, drawn.size()))) {
      page.key(key, history);
    }
    String verdict = result.verdict().words();
    String summary =
        format(
            "model %s · %,d operations · %,d keys, %,d of them not linearizable · %,d steps",
            result.model().word(),
            history.operations().size(),
            result.keys().size(),
            wrong.size(),
            result.steps());
    return template()
        .replace("${verdict}", verdict)
        .replace("${summary}", summary)
        .replace("${class}", result.verdict().name().toLowerCase(Locale.ROOT))
        .replace("${keys}", page.out);
  }

  private static String template() {
    try (InputStream in = HtmlTimeline.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException(TEMPLATE + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void key(KeyResult key, History history) {
    Window window = Window.of(key, history, OPERATIONS_MAX);
    String name = key.key() == null ? "the history" : "key " + Values.show(key.key());
    out.append("<section><h2>").append(escape(name)).append(": ");
    out.append(key.verdict().words()).append("</h2>\n<p>");
    out.append(escape(account(key)));
    if (window.skipped() > 0) {
      out.append(format(" %,d operations on this key are not drawn.", window.skipped()));
    }
    out.append("</p>\n");
    Map<Integer, Integer> lanes = lanes(window);
    out.append("<div class=\"scroll\"><div class=\"names\">");
    lanes.forEach((process, _) -> out.append("<div>").append(process).append("</div>"));
    out.append("</div><div class=\"lanes\" style=\"--columns:").append(window.columns() + 1);
    out.append(";--lanes:").append(lanes.size()).append("\">\n");
    Map<Integer, Integer> together = new HashMap<>();
    for (Window.Row row : window.rows()) {
      bar(row, lanes.getOrDefault(row.operation().process(), 0), window.columns());
      moment(row, lanes.getOrDefault(row.operation().process(), 0), together);
    }
    out.append("</div></div></section>\n");
  }

  private static String account(KeyResult key) {
    Operation stuck = key.stuck();
    if (stuck == null) {
      return format("%,d operations.", key.operations());
    }
    String held = key.order().isEmpty() ? "" : " and then holds " + key.order().getLast().state();
    return format(
        "Of %,d operations the longest order places %,d%s. No order places %s%s in time.",
        key.operations(), key.order().size(), held, stuck.describe(), at(stuck));
  }

  private static String at(Operation operation) {
    int line = operation.invocation().line();
    return line == 0 ? "" : " (line " + line + ")";
  }

  private static Map<Integer, Integer> lanes(Window window) {
    Map<Integer, Integer> lanes = new LinkedHashMap<>();
    window.rows().stream()
        .map(row -> row.operation().process())
        .distinct()
        .sorted()
        .forEach(process -> lanes.put(process, lanes.size()));
    return lanes;
  }

  private void bar(Window.Row row, int lane, int columns) {
    Operation operation = row.operation();
    boolean open = operation.completion().event() == Completion.NEVER;
    int to = open ? columns + 1 : row.to();
    String classes =
        "%s %s%s"
            .formatted(
                row.standing().name().toLowerCase(Locale.ROOT),
                operation.outcome().word(),
                operation.outcome() == Outcome.INFO && open ? " open" : "");
    out.append(
        "<div class=\"op %s\" style=\"--f:%d;--t:%d;--l:%d\" title=\"%s\">%s</div>\n"
            .formatted(
                classes,
                row.from(),
                to,
                lane,
                escape(title(row)),
                escape(operation.describe().replaceFirst("^\\d+: ", ""))));
  }

  private static String title(Window.Row row) {
    String place =
        row.place() == 0
            ? ""
            : format("\nplace %,d in the order, after it: %s", row.place(), row.state());
    return "process " + row.operation().describe() + at(row.operation()) + place;
  }

  /// Those that take effect between the same two events stand side by side, in their order of
  /// invocation, which is not always that of their places: the number says which is first.
  private void moment(Window.Row row, int lane, Map<Integer, Integer> together) {
    if (row.place() == 0) {
      return;
    }
    int before = together.merge(row.moment(), 1, Integer::sum) - 1;
    double at = row.moment() + 0.15 + 0.7 * (1 - Math.pow(0.8, before));
    out.append("<i style=\"--m:%.3f;--l:%d\" title=\"%d\"></i>\n".formatted(at, lane, row.place()));
  }

  /// The same in every country: the page's styles are numbers too.
  @FormatMethod
  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
