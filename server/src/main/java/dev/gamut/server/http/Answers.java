package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.gamut.base.Bytes;
import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Value;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.Doors;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// What the HTTP door says, in JSON.
final class Answers {
  static final JsonMapper JSON = new JsonMapper();

  private Answers() {}

  static HttpData json(Consumer<JsonGenerator> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
    out.write('\n');
    return HttpData.wrap(out.toByteArray());
  }

  static HttpResponse ok(Consumer<JsonGenerator> fields) {
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON, json(fields));
  }

  static HttpResponse written(Version version) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.ETAG, etag(version))
            .build();
    return HttpResponse.of(
        headers,
        json(
            json -> {
              json.writeStringProperty("outcome", "done");
              json.writeStringProperty("version", version.token());
            }));
  }

  static String etag(Version version) {
    return '"' + version.token() + '"';
  }

  static HttpResponse error(DoorError error) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(error.code().http()))
            .contentType(MediaType.JSON);
    if (error.code().isTransient()) {
      headers.set(HttpHeaderNames.RETRY_AFTER, "1");
    }
    return HttpResponse.of(headers.build(), errorBody(error));
  }

  static HttpData errorBody(DoorError error) {
    return json(json -> write(json, error));
  }

  /// The fields of an error, alone or as an item of a batch.
  static void write(JsonGenerator json, DoorError error) {
    json.writeStringProperty("outcome", error.code().outcome());
    json.writeStringProperty("code", error.code().word());
    json.writeStringProperty("reason", error.reason());
    json.writeStringProperty("advice", error.code().advice());
    Version current = error.current();
    if (current != null) {
      if (current.equals(Version.NONE)) {
        json.writeNullProperty("currentVersion");
      } else {
        json.writeStringProperty("currentVersion", current.token());
      }
    }
  }

  static void write(JsonGenerator json, Key key) {
    writeText(json, "key", key.partitionKey());
    if (!key.sortKey().isEmpty()) {
      writeText(json, "sort", key.sortKey());
    }
  }

  static void writeText(JsonGenerator json, String name, Bytes bytes) {
    Optional<String> text = Doors.text(bytes);
    if (text.isPresent()) {
      json.writeStringProperty(name, text.get());
    } else {
      json.writeStringProperty(name + "Base64", base64(bytes));
    }
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// The version and the value; several values as siblings, each with its own, and then the context
  /// always, since a write needs it to replace them.
  static void write(JsonGenerator json, Item item) {
    boolean isSingle = item.siblings().size() == 1;
    if (isSingle) {
      write(json, item.single());
    } else {
      json.writeName("siblings");
      json.writeStartArray();
      for (Item.Sibling sibling : item.siblings()) {
        json.writeStartObject();
        write(json, sibling);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!isSingle || !item.context().isEmpty()) {
      json.writeStringProperty("context", Context.of(item).token());
    }
  }

  /// A document as it is, bytes as text where they are.
  private static void write(JsonGenerator json, Item.Sibling sibling) {
    json.writeStringProperty("version", sibling.version().token());
    Value value = sibling.value();
    if (value.kind() == Value.Kind.DOCUMENT) {
      json.writeName("document");
      json.writeRawValue(value.bytes().toUtf8());
      return;
    }
    Optional<String> text = Doors.text(value.bytes());
    if (text.isPresent()) {
      json.writeStringProperty("text", text.get());
    } else {
      json.writeStringProperty("base64", base64(value.bytes()));
    }
  }
}
