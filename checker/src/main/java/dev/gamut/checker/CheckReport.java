package dev.gamut.checker;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryFormat;
import dev.gamut.checker.linearizability.CheckOptions;
import dev.gamut.checker.linearizability.CheckResult;
import dev.gamut.checker.linearizability.KeyResult;
import dev.gamut.checker.linearizability.Verdict;
import dev.gamut.checker.timeline.HtmlTimeline;
import dev.gamut.checker.timeline.TextTimeline;
import java.util.List;

/// What a check of a file came to, and how the file was understood.
///
/// @param independent whether values were read as independent tuples `[key value]`
/// @param options how nil reads and failures were read
/// @param nilReads how many `ok` operations returned an explicit nil
public record CheckReport(
    History history,
    HistoryFormat format,
    boolean independent,
    CheckOptions options,
    int nilReads,
    CheckResult result) {

  public Verdict verdict() {
    return result.verdict();
  }

  /// Key by key, in the order in which the history first mentions them.
  public List<KeyResult> keys() {
    return result.keys();
  }

  /// For a terminal: the verdict, and for each wrong key what could not be ordered, drawn.
  ///
  /// @param columns how wide the terminal is
  public String text(int columns) {
    return new TextTimeline(columns).render(result, history) + note();
  }

  /// A page that needs nothing but itself: every operation around what could not be ordered.
  public String html() {
    return HtmlTimeline.render(result, history);
  }

  /// What the reader must know about how the file was understood; empty when it goes without
  /// saying.
  public String note() {
    if (nilReads == 0 || options.nilReads() == CheckOptions.NilReads.ABSENT) {
      return "";
    }
    return "%,d reads of nil were taken for unknown, as is usual in this format, not for absent.%n"
        .formatted(nilReads);
  }
}
