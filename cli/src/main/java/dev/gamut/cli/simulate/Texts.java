package dev.gamut.cli.simulate;

import dev.gamut.simulation.cluster.Campaign;
import dev.gamut.simulation.cluster.RunReport;
import dev.gamut.simulation.cluster.SteadyRun;
import dev.gamut.simulation.world.SimulationSpeed;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How runs, campaigns and the speed of the simulator are shown.
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
    fields.put("passedOn", report.passedOn());
    fields.put("events", report.events());
    fields.put("simulatedSeconds", report.simulatedSeconds());
    fields.put("trace", String.format(Locale.ROOT, "%016x", report.traceHash()));
    return fields;
  }

  static String campaign(Campaign.Report report, int workers, SteadyRun.Report steady) {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "%d seeds, %d failed: %,d operations (%,d succeeded), %,d invariant checks,"
                + " %,d requests passed on by nodes%n",
            report.seeds(),
            report.failed().size(),
            report.operations(),
            report.succeeded(),
            report.invariantChecks(),
            report.passedOn()));
    text.append(
        format(
            "campaign, %d at a time: %,.0f simulated seconds in %.1f s%n  %s%n",
            workers,
            report.speed().simulatedSeconds(),
            report.speed().wallSeconds(),
            rates(report.speed())));
    text.append(steady(steady)).append("\nfaults that happened: ");
    report
        .faults()
        .forEach(
            (kind, count) ->
                text.append(kind.name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(count)
                    .append("  "));
    if (!report.silent().isEmpty()) {
      text.append("\nnever happened: ").append(report.silent());
    }
    return text.toString().stripTrailing();
  }

  static String steady(SteadyRun.Report report) {
    SimulationSpeed speed = report.speed();
    String text =
        format(
            "speed, five quiet nodes at %.0f operations a second: %,.0f simulated seconds in %.1f s"
                + "%n  %s",
            report.operationsPerSimulatedSecond(),
            speed.simulatedSeconds(),
            speed.wallSeconds(),
            rates(speed));
    return report.failure() == null ? text : text + "\n  FAILED: " + report.failure();
  }

  private static String rates(SimulationSpeed speed) {
    return format(
        "%,.0f simulated seconds a second, %,.0f events a second;"
            + " of one core's time: %,.0f and %,.0f",
        speed.simulatedSecondsPerSecond(),
        speed.eventsPerSecond(),
        speed.simulatedSecondsPerCpuSecond(),
        speed.eventsPerCpuSecond());
  }

  /// The figures on top are those of the steady run, which compare over time.
  static Map<String, Object> campaignFields(Campaign.Report report, SteadyRun.Report steady) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("seeds", report.seeds());
    fields.put("failed", report.failed().stream().map(Texts::fields).toList());
    fields.put("operations", report.operations());
    fields.put("succeeded", report.succeeded());
    fields.put("invariantChecks", report.invariantChecks());
    fields.put("passedOn", report.passedOn());
    fields.put("simulatedSeconds", report.speed().simulatedSeconds());
    fields.put("wallSeconds", report.speed().wallSeconds());
    fields.put("simulatedSecondsPerSecond", steady.speed().simulatedSecondsPerSecond());
    fields.put("eventsPerSecond", steady.speed().eventsPerSecond());
    fields.put("campaign", speedFields(report.speed()));
    fields.put("steady", steadyFields(steady));
    Map<String, Long> faults = new TreeMap<>();
    report.faults().forEach((kind, count) -> faults.put(kind.name(), count));
    fields.put("faults", faults);
    fields.put("neverHappened", report.silent().stream().map(Enum::name).toList());
    return fields;
  }

  static Map<String, Object> steadyFields(SteadyRun.Report report) {
    Map<String, Object> fields = speedFields(report.speed());
    fields.put("operationsPerSimulatedSecond", report.operationsPerSimulatedSecond());
    fields.put("invariantChecks", report.invariantChecks());
    String failure = report.failure();
    fields.put("passed", failure == null);
    if (failure != null) {
      fields.put("failure", failure);
    }
    return fields;
  }

  private static Map<String, Object> speedFields(SimulationSpeed speed) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("events", speed.events());
    fields.put("simulatedSeconds", speed.simulatedSeconds());
    fields.put("wallSeconds", speed.wallSeconds());
    fields.put("cpuSeconds", speed.cpuSeconds());
    fields.put("simulatedSecondsPerSecond", speed.simulatedSecondsPerSecond());
    fields.put("eventsPerSecond", speed.eventsPerSecond());
    fields.put("simulatedSecondsPerCpuSecond", speed.simulatedSecondsPerCpuSecond());
    fields.put("eventsPerCpuSecond", speed.eventsPerCpuSecond());
    return fields;
  }

  @com.google.errorprone.annotations.FormatMethod
  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
