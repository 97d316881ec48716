package dev.gamut.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JsonTest {
  @Test
  void writesWhatAnotherReaderReadsBack() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "quote \" backslash \\ line\n tab\t bell \u0007 Zürich 東京 🦑");
    value.put("numbers", List.of(1, -2L, 0.5));
    value.put("truth", true);
    value.put("nested", Map.of("empty", List.of()));
    JsonNode read = new JsonMapper().readTree(Json.write(value));
    assertEquals(value.get("text"), read.get("text").asString());
    assertEquals(0.5, read.get("numbers").get(2).asDouble());
    assertEquals(true, read.get("truth").asBoolean());
    assertEquals(0, read.get("nested").get("empty").size());
  }

  @Test
  void writesWhatJsonCannotHoldAsNull() {
    List<Object> values = new ArrayList<>();
    values.add(null);
    values.add(Double.NaN);
    assertEquals("[null,null]", Json.write(values));
  }

  @Test
  void escapesHalfACharacter() {
    assertEquals("\"\\ud83e\"", Json.write("\ud83e"));
  }
}
