package dev.gamut.bench.checker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a comparison of checkers found: a row a shape of history.
public record CheckComparisonReport(CheckPlan plan, List<Row> rows) {
  public CheckComparisonReport {
    rows = List.copyOf(rows);
  }

  /// What each said of the same histories.
  record Row(HardHistory.Shape shape, List<Judged> ours, List<Judged> theirs) {
    /// How many times faster ours was, by medians.
    double ratio() {
      return median(theirs) / median(ours);
    }

    int contradictions() {
      int count = 0;
      for (int i = 0; i < ours.size(); i++) {
        count += ours.get(i).contradicts(theirs.get(i)) ? 1 : 0;
      }
      return count;
    }
  }

  private static double median(List<Judged> all) {
    return all.stream().mapToDouble(Judged::millis).sorted().toArray()[all.size() / 2];
  }

  private static long undecided(List<Judged> all) {
    return all.stream().filter(each -> each.answer() == Judged.Answer.UNDECIDED).count();
  }

  /// Whether nothing is right for one and wrong for the other.
  public boolean isAgreed() {
    return rows.stream().allMatch(row -> row.contradictions() == 0);
  }

  /// Rows of `work`, `gamut` and `peer` (milliseconds, medians) and `ratio`.
  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rows", rows.stream().map(CheckComparisonReport::toMap).toList());
    fields.put("histories", plan.seeds());
    fields.put("runs", plan.runs());
    fields.put("limitSeconds", plan.seconds());
    return fields;
  }

  private static Map<String, Object> toMap(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("work", row.shape().name());
    fields.put("gamut", rounded(median(row.ours())));
    fields.put("peer", rounded(median(row.theirs())));
    fields.put("ratio", rounded(row.ratio()));
    fields.put("gamutUndecided", undecided(row.ours()));
    fields.put("peerUndecided", undecided(row.theirs()));
    fields.put("contradictions", row.contradictions());
    return fields;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%d histories a row, %d runs each, limit %.1f s; medians%n%n%-62s %10s %10s %8s%n",
            plan.seeds(),
            plan.runs(),
            plan.seconds(),
            "history",
            "gamut ms",
            "peer ms",
            "ratio"));
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-62s %10.2f %10.2f %8.1f%s%s%n",
              row.shape().name(),
              median(row.ours()),
              median(row.theirs()),
              row.ratio(),
              gaveUp(row),
              row.contradictions() == 0 ? "" : "  CONTRADICTED: " + row.contradictions()));
    }
    return text.toString().stripTrailing();
  }

  private static String gaveUp(Row row) {
    long ours = undecided(row.ours());
    long theirs = undecided(row.theirs());
    return (ours == 0 ? "" : "  gamut undecided: " + ours)
        + (theirs == 0 ? "" : "  peer undecided: " + theirs);
  }
}
