package dev.gamut.server.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import org.jspecify.annotations.Nullable;

/// What the HTTP server itself refuses, in the same form as everything else.
final class JsonErrors implements ServerErrorHandler {
  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    return null;
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    DoorCode code =
        switch (status.code()) {
          case 413 -> DoorCode.LIMIT_EXCEEDED;
          case 503 -> DoorCode.UNAVAILABLE;
          default -> status.isServerError() ? DoorCode.INTERNAL : DoorCode.INVALID_REQUEST;
        };
    String path = headers == null ? "" : ": " + headers.method() + " " + headers.path();
    DoorError error = DoorError.of(code, status.reasonPhrase() + path);
    return AggregatedHttpResponse.of(status, MediaType.JSON, Answers.errorBody(error));
  }
}
