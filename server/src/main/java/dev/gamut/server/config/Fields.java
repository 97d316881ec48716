package dev.gamut.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object of a file, read with errors that name file, field and expectation.
///
/// @param place before a field's name in messages: `nodes[1].`, or empty at the top
public record Fields(Path file, String place, JsonNode node) {
  /// The object that a file holds.
  public static Fields read(Path file) throws IOException {
    try {
      return new Fields(file, "", JsonTree.read(Files.readString(file)));
    } catch (NoSuchFileException missing) {
      throw new ConfigException(file + ": there is no such file", missing);
    } catch (CharacterCodingException binary) {
      throw new ConfigException(file + ": is no text in UTF-8, and so no JSON", binary);
    } catch (JacksonException malformed) {
      throw new ConfigException(
          "%s: line %d, column %d: %s"
              .formatted(
                  file,
                  malformed.getLocation().getLineNr(),
                  malformed.getLocation().getColumnNr(),
                  reason(malformed)),
          malformed);
    }
  }

  /// Without the hint at a source, of which the parser says nothing here.
  private static String reason(JacksonException malformed) {
    return String.valueOf(malformed.getOriginalMessage()).replaceAll(" \\(start marker .*", "");
  }

  /// Refuses what is no object, and names that nobody knows.
  public void allow(List<String> names) throws ConfigException {
    if (!node.isObject()) {
      String where = place.isEmpty() ? "" : place.substring(0, place.length() - 1) + " ";
      throw new ConfigException("%s: %smust be an object {…}".formatted(file, where));
    }
    for (String name : node.propertyNames()) {
      if (!names.contains(name)) {
        throw new ConfigException(
            "%s: unknown field %s%s; known are %s"
                .formatted(file, place, name, String.join(", ", names)));
      }
    }
  }

  public String text(String name) throws ConfigException {
    JsonNode value = required(name);
    if (!value.isString() || value.asString().isBlank()) {
      throw wrong(name, "a text");
    }
    return value.asString();
  }

  public int integer(String name) throws ConfigException {
    JsonNode value = required(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(name, "a whole number");
    }
    return value.asInt();
  }

  public boolean has(String name) {
    return node.has(name);
  }

  public Fields object(String name) throws ConfigException {
    JsonNode value = required(name);
    if (!value.isObject()) {
      throw wrong(name, "an object {…}");
    }
    return new Fields(file, place + name + ".", value);
  }

  public List<Fields> list(String name) throws ConfigException {
    JsonNode value = required(name);
    if (!value.isArray()) {
      throw wrong(name, "a list […]");
    }
    List<Fields> elements = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      elements.add(new Fields(file, "%s%s[%d].".formatted(place, name, i), value.get(i)));
    }
    return elements;
  }

  public ConfigException wrong(String name, String expected) {
    return new ConfigException(
        "%s: %s%s must be %s, but is %s".formatted(file, place, name, expected, node.get(name)));
  }

  private JsonNode required(String name) throws ConfigException {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new ConfigException("%s: %s%s is missing".formatted(file, place, name));
    }
    return value;
  }
}
