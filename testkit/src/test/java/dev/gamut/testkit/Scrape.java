package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A page of Prometheus text, format 0.0.4, read strictly: every family has one help text and one
/// type before its samples, samples belong to it, none comes twice, and buckets only rise.
final class Scrape {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\[\\\\n\"])*\"";
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(%s)(\\{%s(?:,%s)*\\})? (NaN|[+-]Inf|-?[0-9.]+(?:E-?[0-9]+)?)"
              .formatted(NAME, LABEL, LABEL));
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private String helped = "";
  private String family = "";

  Scrape(String page) {
    assertTrue(page.endsWith("\n"), "the last line ends too");
    page.lines().forEach(this::read);
    buckets();
  }

  private void read(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      helped = help.group(1);
    } else if (type.matches()) {
      family = type.group(1);
      assertEquals(helped, family, "a type without a help text");
      assertNull(types.put(family, type.group(2)), "two types: " + line);
    } else {
      assertTrue(sample.matches(), "not Prometheus text: " + line);
      assertTrue(belongs(sample.group(1)), line + " among the samples of " + family);
      String labels = sample.group(2) == null ? "" : sample.group(2);
      assertNull(samples.put(sample.group(1) + labels, number(sample.group(3))), "twice: " + line);
    }
  }

  private boolean belongs(String name) {
    return switch (String.valueOf(types.get(family))) {
      case "histogram" ->
          List.of(family + "_bucket", family + "_sum", family + "_count").contains(name);
      case "summary" -> List.of(family, family + "_sum", family + "_count").contains(name);
      default -> name.equals(family);
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private void buckets() {
    Map<String, Double> highest = new LinkedHashMap<>();
    samples.forEach(
        (name, value) -> {
          if (name.contains("_bucket{")) {
            String series = name.replaceAll(",?le=\"[^\"]*\"", "");
            Double below = highest.put(series, value);
            assertTrue(below == null || below <= value, name);
            if (name.contains("le=\"+Inf\"")) {
              String count = series.replace("_bucket{", "_count{").replace("{}", "");
              assertEquals(samples.get(count), value, name);
            }
          }
        });
  }

  /// Names of families, and their types.
  Map<String, String> types() {
    return types;
  }

  /// A sample by its name and labels as they are written.
  double value(String sample) {
    @Nullable Double value = samples.get(sample);
    assertTrue(value != null, "no sample " + sample + " among " + samples.keySet());
    return value;
  }

  boolean has(String sample) {
    return samples.containsKey(sample);
  }

  /// The sum of all samples of that name.
  double sum(String name) {
    return samples.entrySet().stream()
        .filter(sample -> sample.getKey().replaceAll("\\{.*", "").equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
