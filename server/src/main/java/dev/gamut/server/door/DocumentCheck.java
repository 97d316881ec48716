package dev.gamut.server.door;

import dev.gamut.base.Bytes;
import dev.gamut.model.Limits;
import dev.gamut.model.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// That a document is one, and not deeper than is allowed, is checked at the doors.
public final class DocumentCheck {
  private static final JsonFactory DOCUMENTS =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(Limits.DOCUMENT_DEPTH_MAX).build())
          .build();

  private DocumentCheck() {}

  /// The document as it is written; refuses what is not one JSON value.
  public static Value document(byte[] json) {
    try (JsonParser parser = DOCUMENTS.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() == null) {
        throw DoorException.invalid("nothing, where a JSON document should be");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw DoorException.invalid("more than one JSON value, where a document should be");
      }
    } catch (JacksonException e) {
      throw DoorException.invalid("not a JSON document: " + e.getOriginalMessage());
    }
    return new Value(Value.Kind.DOCUMENT, Bytes.wrap(json));
  }
}
