package dev.gamut.bench.peer;

import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a comparison found: a row a work, in it each system.
public record ComparisonReport(ComparisonPlan plan, List<Contestant> systems, List<Row> rows) {
  /// A system that took part.
  public record Contestant(String name, String version, String setting) {}

  /// One work; each system's figures by its name, in the order they took their turns.
  ///
  /// @param splits of systems whose processes could be sampled: microseconds of processor time an
  ///   operation, by layer
  public record Row(
      Work work, Map<String, Measured> byName, Map<String, Map<Layer, Double>> splits) {}

  public boolean isRight() {
    return rows.stream()
        .flatMap(row -> row.byName().values().stream())
        .allMatch(measured -> measured.failures() == 0);
  }

  /// Rows of `work`, `gamut`, `peer` (right answers a second) and `ratio`; the rest in detail.
  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rows", rows.stream().map(ComparisonReport::toMap).toList());
    LoadPlan load = plan.load();
    fields.put("clients", load.clients());
    fields.put("keys", load.keys());
    fields.put("keySize", LoadPlan.KEY_SIZE);
    fields.put("valueSize", load.valueSize());
    fields.put("rounds", plan.rounds());
    fields.put("roundSeconds", load.duration().toMillis() / 1e3);
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    List<Map<String, Object>> described = new ArrayList<>();
    for (Contestant system : systems) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", system.name());
      one.put("version", system.version());
      one.put("setting", system.setting());
      described.add(one);
    }
    fields.put("systems", described);
    return fields;
  }

  private static Map<String, Object> toMap(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("work", row.work().label());
    Measured gamut = row.byName().get("gamut");
    Measured peer = peer(row);
    if (gamut != null) {
      fields.put("gamut", Measured.rounded(gamut.perSecond(), 1));
    }
    if (peer != null) {
      fields.put("peer", Measured.rounded(peer.perSecond(), 1));
    }
    if (gamut != null && peer != null) {
      fields.put("ratio", Measured.rounded(gamut.perSecond() / peer.perSecond(), 100));
    }
    row.byName().forEach((name, measured) -> fields.put(name + "Detail", measured.toMap()));
    row.splits()
        .forEach(
            (name, micros) -> {
              Map<String, Object> layers = new LinkedHashMap<>();
              micros.forEach(
                  (layer, value) -> layers.put(layer.label(), Measured.rounded(value, 10)));
              fields.put(name + "CpuMicrosByLayer", layers);
            });
    return fields;
  }

  private static @Nullable Measured peer(Row row) {
    for (Map.Entry<String, Measured> entry : row.byName().entrySet()) {
      if (!entry.getKey().equals("gamut")) {
        return entry.getValue();
      }
    }
    return null;
  }

  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Contestant system : systems) {
      text.append("%s %s: %s%n".formatted(system.name(), system.version(), system.setting()));
    }
    LoadPlan load = plan.load();
    text.append(
        "%d clients, %d-byte keys (%d of them), %d-byte values; medians of %d rounds of %.0f s%n%n"
            .formatted(
                load.clients(),
                LoadPlan.KEY_SIZE,
                load.keys(),
                load.valueSize(),
                plan.rounds(),
                load.duration().toMillis() / 1e3));
    text.append(
        "%-7s %-9s %10s %21s %9s %9s %14s%n"
            .formatted(
                "work", "system", "op/s", "lowest–highest", "p50 ms", "p99 ms", "CPU µs/op"));
    rows.forEach(row -> append(text, row));
    rows.forEach(row -> appendSplits(text, row));
    return text.toString().stripTrailing();
  }

  private static void appendSplits(StringBuilder text, Row row) {
    row.splits()
        .forEach(
            (name, micros) -> {
              text.append(
                  "%n%s %s, CPU µs/op: client %.0f"
                      .formatted(name, row.work().label(), clientMicros(row, name)));
              micros.forEach(
                  (layer, value) ->
                      text.append(String.format(Locale.ROOT, ", %s %.1f", layer.label(), value)));
            });
  }

  private static double clientMicros(Row row, String name) {
    Measured measured = row.byName().get(name);
    return measured == null ? 0 : measured.clientCpuMicros();
  }

  private static void append(StringBuilder text, Row row) {
    row.byName()
        .forEach(
            (name, m) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%-7s %-9s %10.0f %10.0f–%-10.0f %9.2f %9.2f %6.0f + %-5.0f%s%n",
                        row.work().label(),
                        name,
                        m.perSecond(),
                        m.lowest(),
                        m.highest(),
                        m.p50Millis(),
                        m.p99Millis(),
                        m.clientCpuMicros(),
                        m.serverCpuMicros(),
                        m.failures() == 0 ? "" : "  " + m.failures() + " FAILED")));
    if (toMap(row).get("ratio") instanceof Double ratio) {
      text.append(String.format(Locale.ROOT, "%-7s ratio     %10.2f%n", "", ratio));
    }
  }
}
