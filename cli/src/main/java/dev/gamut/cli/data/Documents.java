package dev.gamut.cli.data;

import dev.gamut.base.Bytes;
import dev.gamut.model.Limits;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON documents token by token, only as far as a command needs to know them.
final class Documents {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Limits.DOCUMENT_DEPTH_MAX).build())
          .build();

  private Documents() {}

  /// What a document's fields say: its keys, or why there are none.
  ///
  /// @param key null when there is trouble
  /// @param sort null when none was asked for
  record Keyed(@Nullable String key, @Nullable String sort, String trouble) {
    static Keyed wrong(String trouble) {
      return new Keyed(null, null, trouble);
    }
  }

  /// Why these bytes are not one JSON value and nothing else; null when they are.
  static @Nullable String trouble(Bytes bytes) {
    try (JsonParser parser = parser(bytes)) {
      if (parser.nextToken() == null) {
        return "there is nothing";
      }
      parser.skipChildren();
      return parser.nextToken() == null ? null : "something follows its end";
    } catch (JacksonException wrong) {
      return firstLine(wrong);
    }
  }

  /// The fields of an object that are to be its keys: text, or a number as it is written.
  static Keyed keyOf(Bytes line, String keyField, @Nullable String sortField) {
    String key = null;
    String sort = null;
    try (JsonParser parser = parser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Keyed.wrong("not a JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        boolean isKey = name.equals(keyField);
        boolean isSort = name.equals(sortField);
        JsonToken value = parser.nextToken();
        if ((isKey || isSort) && !value.isNumeric() && value != JsonToken.VALUE_STRING) {
          return Keyed.wrong("its field " + name + " is neither text nor a number");
        }
        key = isKey ? parser.getString() : key;
        sort = isSort ? parser.getString() : sort;
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        return Keyed.wrong("something follows the JSON object");
      }
    } catch (JacksonException wrong) {
      return Keyed.wrong("not JSON: " + firstLine(wrong));
    }
    if (key == null || key.isEmpty()) {
      return Keyed.wrong(
          key == null ? "no field " + keyField : "its field " + keyField + " is empty");
    }
    return sortField != null && sort == null
        ? Keyed.wrong("no field " + sortField)
        : new Keyed(key, sort, "");
  }

  private static JsonParser parser(Bytes bytes) {
    return JSON.createParser(
        ObjectReadContext.empty(), bytes.array(), bytes.offset(), bytes.length());
  }

  private static String firstLine(JacksonException wrong) {
    String message = wrong.getOriginalMessage();
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }
}
