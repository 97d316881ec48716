package dev.gamut.server.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.gamut.base.Bytes;
import dev.gamut.model.Key;
import dev.gamut.model.OperationId;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorException;
import dev.gamut.server.door.OperationNames;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One request, whole, and what all routes read of it.
record Exchange(ServiceRequestContext context, AggregatedHttpRequest request) {
  static final String TIMEOUT = "gamut-timeout-millis";
  static final String OPERATION = "gamut-operation-id";
  static final String LOWEST = "gamut-lowest-unfinished";
  static final String CONTEXT = "gamut-context";

  String table() {
    return path("table");
  }

  private String path(String name) {
    String value = context.pathParam(name);
    return value == null ? "" : value;
  }

  /// The key in the path, with the sort key in the query.
  Key key() {
    return new Key(bytes("key", path("key")), bytes("sort", query("sort")));
  }

  /// A key of the request, which may be in base64 for the sake of bytes that are no text.
  Bytes bytes(String name, String text) {
    return switch (query("encoding")) {
      case "" -> Bytes.utf8(text);
      case "base64url" -> fromBase64(name, text);
      default -> throw DoorException.invalid("encoding is not base64url, and nothing else is");
    };
  }

  private static Bytes fromBase64(String name, String text) {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw DoorException.invalid(name + " is not base64url: " + e.getMessage());
    }
  }

  /// Empty when it is not there.
  String query(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  boolean hasQuery(String name) {
    return context.queryParam(name) != null;
  }

  @Nullable String header(String name) {
    return request.headers().get(name);
  }

  byte[] body() {
    return request.content().array();
  }

  /// Time left for the call.
  long timeoutNanos(long defaultNanos) {
    String text = header(TIMEOUT);
    if (text == null) {
      return defaultNanos;
    }
    long millis = number(TIMEOUT, text);
    long most = TimeUnit.NANOSECONDS.toMillis(DoorClient.TIMEOUT_NANOS_MAX);
    if (millis < 1 || millis > most) {
      throw DoorException.invalid(TIMEOUT + " is " + millis + ", not from 1 to " + most);
    }
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  static long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw DoorException.invalid(name + " is '" + text + "', not a number");
    }
  }

  /// What the caller calls its write; null when it leaves that to the node.
  @Nullable OperationId operation() {
    String text = header(OPERATION);
    if (text == null) {
      return null;
    }
    int dot = text.lastIndexOf('.');
    if (dot < 0) {
      throw DoorException.invalid(
          OPERATION + " is '" + text + "', not a client id, a dot and the write's number");
    }
    String lowest = header(LOWEST);
    return OperationNames.parse(
        text.substring(0, dot),
        number(OPERATION, text.substring(dot + 1)),
        lowest == null ? 0 : number(LOWEST, lowest));
  }
}
