package dev.gamut.cli.simulate;

import dev.gamut.simulation.cluster.RunReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How one run is shown.
final class Texts {
  private Texts() {}

  static String one(RunReport report) {
    StringBuilder text = new StringBuilder();
    report.lastEvents().forEach(event -> text.append(event).append('\n'));
    text.append(
        String.format(
            Locale.ROOT,
            "seed %d: %s%n%s%n%,d operations (%,d succeeded, %,d of them after healing),"
                + " %,d events, %.1f simulated seconds, trace %016x",
            report.seed(),
            report.passed() ? "everything held" : "FAILED: " + report.failure(),
            report.shape(),
            report.operations(),
            report.succeeded(),
            report.succeededAfterHealing(),
            report.events(),
            report.simulatedSeconds(),
            report.traceHash()));
    return text.toString();
  }

  static String firstLine(RunReport report) {
    String failure = report.failure();
    String line = failure == null ? "" : failure.lines().findFirst().orElse("");
    return line.length() > 300 ? line.substring(0, 300) + "…" : line;
  }

  static Map<String, Object> fields(RunReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seed", report.seed());
    fields.put("passed", report.passed());
    String failure = report.failure();
    if (failure != null) {
      fields.put("failure", failure);
    }
    fields.put("operations", report.operations());
    fields.put("succeeded", report.succeeded());
    fields.put("succeededAfterHealing", report.succeededAfterHealing());
    fields.put("events", report.events());
    fields.put("simulatedSeconds", report.simulatedSeconds());
    fields.put("trace", String.format(Locale.ROOT, "%016x", report.traceHash()));
    return fields;
  }
}
