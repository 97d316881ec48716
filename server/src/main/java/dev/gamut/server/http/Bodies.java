package dev.gamut.server.http;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Value;
import dev.gamut.server.door.DoorException;
import dev.gamut.server.door.Doors;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what callers send in JSON. A field that nobody knows is an error: a misspelt condition
/// must not become a write without one.
final class Bodies {
  /// The bodies of batches wrap documents in a few levels of their own.
  private static final int WRAPPING = 4;

  private static final JsonMapper BODIES =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(Limits.DOCUMENT_DEPTH_MAX + WRAPPING)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Bodies() {}

  static JsonNode object(byte[] body) {
    try {
      JsonNode node = BODIES.readTree(body);
      if (node == null || !node.isObject()) {
        throw DoorException.invalid("the body is not a JSON object");
      }
      return node;
    } catch (JacksonException e) {
      throw DoorException.invalid("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  static void allow(JsonNode object, List<String> names) {
    for (String name : object.propertyNames()) {
      if (!names.contains(name)) {
        throw DoorException.invalid(
            "'" + name + "' is no field here; there are " + String.join(", ", names));
      }
    }
  }

  static String text(JsonNode object, String name) {
    JsonNode node = object.get(name);
    if (node == null || !node.isString()) {
      throw DoorException.invalid("'" + name + "' is missing, or not a text");
    }
    return node.stringValue();
  }

  static String textOr(JsonNode object, String name, String otherwise) {
    return object.has(name) ? text(object, name) : otherwise;
  }

  static long number(JsonNode object, String name) {
    JsonNode node = object.get(name);
    if (node == null) {
      return 0;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw DoorException.invalid("'" + name + "' is not a whole number");
    }
    return node.longValue();
  }

  static List<JsonNode> list(JsonNode object, String name) {
    JsonNode node = object.get(name);
    if (node == null || !node.isArray()) {
      throw DoorException.invalid("'" + name + "' is missing, or not a list");
    }
    return List.copyOf(node.values());
  }

  static Key key(JsonNode object) {
    if (object.isString()) {
      return Key.of(object.stringValue());
    }
    return new Key(bytes(object, "key"), bytes(object, "sort"));
  }

  private static Bytes bytes(JsonNode object, String name) {
    String coded = name + "Base64";
    return object.has(coded)
        ? base64(coded, text(object, coded))
        : Bytes.utf8(textOr(object, name, ""));
  }

  private static Bytes base64(String name, String text) {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw DoorException.invalid(name + " is not base64: " + e.getMessage());
    }
  }

  /// One of `document`, `text` and `base64`.
  static Value value(JsonNode object) {
    int given = 0;
    for (String name : List.of("document", "text", "base64")) {
      given += object.has(name) ? 1 : 0;
    }
    if (given != 1) {
      throw DoorException.invalid("a value is one of 'document', 'text' and 'base64'");
    }
    JsonNode document = object.get("document");
    if (document != null) {
      return Value.document(document.toString());
    }
    return Value.bytes(
        object.has("text")
            ? Bytes.utf8(text(object, "text"))
            : base64("base64", text(object, "base64")));
  }

  /// `ifAbsent`, `ifPresent`, `ifVersion` or `context`.
  static Condition condition(JsonNode object) {
    boolean absent = flag(object, "ifAbsent");
    boolean present = flag(object, "ifPresent");
    boolean hasVersion = object.has("ifVersion");
    boolean hasContext = object.has("context");
    int given = (absent ? 1 : 0) + (present ? 1 : 0) + (hasVersion ? 1 : 0) + (hasContext ? 1 : 0);
    if (given > 1) {
      throw DoorException.invalid(
          "more than one of 'ifAbsent', 'ifPresent', 'ifVersion' and 'context'");
    }
    if (hasContext) {
      return Doors.seen(text(object, "context"));
    }
    if (hasVersion) {
      return new Condition.VersionIs(version(text(object, "ifVersion")));
    }
    if (present) {
      return new Condition.Present();
    }
    return absent ? new Condition.Absent() : new Condition.Always();
  }

  static boolean flag(JsonNode object, String name) {
    JsonNode node = object.get(name);
    if (node != null && !node.isBoolean()) {
      throw DoorException.invalid("'" + name + "' is not true or false");
    }
    return node != null && node.booleanValue();
  }

  static Version version(String token) {
    try {
      return Version.parse(token);
    } catch (MalformedException e) {
      throw DoorException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// What the headers `If-Match`, `If-None-Match` and `Gamut-Context` of a write ask for.
  static Condition condition(Exchange exchange) {
    String match = exchange.header("if-match");
    String noneMatch = exchange.header("if-none-match");
    String context = exchange.header(Exchange.CONTEXT);
    int given = (match == null ? 0 : 1) + (noneMatch == null ? 0 : 1) + (context == null ? 0 : 1);
    if (given > 1) {
      throw DoorException.invalid("more than one of If-Match, If-None-Match and Gamut-Context");
    }
    if (context != null) {
      return Doors.seen(context);
    }
    if (noneMatch != null) {
      if (!noneMatch.equals("*")) {
        throw DoorException.invalid("If-None-Match of a write is *, for an item that is not there");
      }
      return new Condition.Absent();
    }
    if (match == null) {
      return new Condition.Always();
    }
    return match.equals("*")
        ? new Condition.Present()
        : new Condition.VersionIs(version(match.replaceAll("^\"|\"$", "")));
  }
}
