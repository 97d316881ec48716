package dev.gamut.checker.history;

import dev.gamut.checker.history.Assembler.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads one JSON object a line: `{"process":3,"type":"invoke","f":"cas","value":[1,2]}`, with
/// `key`, `version`, `error` and `time` where there are any. Other fields are read over.
final class JsonLines {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  private final Assembler assembler;
  private int line;

  JsonLines(Assembler assembler) {
    this.assembler = assembler;
  }

  void read(String text) throws HistoryFormatException {
    char[] all = text.toCharArray();
    int from = 0;
    while (from < all.length) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? all.length : end;
      line++;
      readLine(all, from, end - from);
      from = end + 1;
    }
  }

  private void readLine(char[] text, int from, int length) throws HistoryFormatException {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text, from, length)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return;
      }
      if (first != JsonToken.START_OBJECT) {
        throw fault("expected an operation, an object");
      }
      Fields fields = new Fields();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        fields.set(name, value(parser));
      }
      if (parser.nextToken() != null) {
        throw fault("something follows the operation on its line");
      }
      add(fields);
    } catch (JacksonException e) {
      throw fault("this is no JSON: " + e.getOriginalMessage());
    }
  }

  private static final class Fields {
    @Nullable Object process;
    @Nullable Object type;
    @Nullable Object function;
    @Nullable Object value = Unsaid.UNSAID;
    @Nullable Object key;
    @Nullable Object version;
    @Nullable Object error;
    @Nullable Object time;

    void set(String name, @Nullable Object to) {
      switch (name) {
        case "process" -> process = to;
        case "type" -> type = to;
        case "f" -> function = to;
        case "value" -> value = to;
        case "key" -> key = to;
        case "version" -> version = to;
        case "error" -> error = to;
        case "time" -> time = to;
        default -> {
          // Not ours.
        }
      }
    }
  }

  /// A process that is no number is no client, like Jepsen's nemesis.
  private void add(Fields fields) throws HistoryFormatException {
    if (fields.process == null) {
      throw fault("the operation has no process");
    }
    if (fields.process instanceof Long process) {
      assembler.add(
          new Event(
              line,
              HistoryReader.process(line, process),
              word("type", fields.type),
              word("f", fields.function),
              fields.value,
              fields.key,
              fields.version,
              fields.error,
              fields.time instanceof Number nanos ? nanos.longValue() : 0));
    }
  }

  private String word(String field, @Nullable Object word) throws HistoryFormatException {
    if (word instanceof String text) {
      return text;
    }
    throw fault(
        word == null
            ? "the operation has no " + field
            : field + " is " + Values.show(word) + ", not a string");
  }

  /// Depth is bounded by the parser.
  private @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_ARRAY -> array(parser);
      case START_OBJECT -> object(parser);
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Object whole(JsonParser parser) {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? EdnReader.normal(parser.getBigIntegerValue())
        : (Object) parser.getLongValue();
  }

  private List<@Nullable Object> array(JsonParser parser) {
    List<@Nullable Object> all = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      all.add(value(parser));
    }
    return Collections.unmodifiableList(all);
  }

  private Map<String, @Nullable Object> object(JsonParser parser) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      all.put(name, value(parser));
    }
    return Collections.unmodifiableMap(all);
  }

  private HistoryFormatException fault(String reason) {
    return new HistoryFormatException(line, reason);
  }
}
