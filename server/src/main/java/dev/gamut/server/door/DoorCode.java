package dev.gamut.server.door;

import com.linecorp.armeria.common.HttpStatus;
import io.grpc.Status;
import java.util.Locale;

/// Why a call was not done, for programs. The words are part of the public interface: docs/http.md
/// lists them.
public enum DoorCode {
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, Status.Code.INVALID_ARGUMENT, "correct the request"),
  LIMIT_EXCEEDED(
      HttpStatus.REQUEST_ENTITY_TOO_LARGE,
      Status.Code.INVALID_ARGUMENT,
      "stay within the limit that the reason names"),
  NOT_FOUND(HttpStatus.NOT_FOUND, Status.Code.NOT_FOUND, "put the item first"),
  NO_SUCH_TABLE(
      HttpStatus.NOT_FOUND,
      Status.Code.NOT_FOUND,
      "create the table first, or list the tables to see their names"),
  TABLE_EXISTS(
      HttpStatus.CONFLICT,
      Status.Code.ALREADY_EXISTS,
      "use the table that is there, or choose another name"),
  CONDITION_NOT_MET(
      HttpStatus.PRECONDITION_FAILED,
      Status.Code.FAILED_PRECONDITION,
      "read the item, decide anew, and write with its current version"),
  CONDITION_REQUIRED(
      HttpStatus.PRECONDITION_REQUIRED,
      Status.Code.INVALID_ARGUMENT,
      "read the item, and write with its version, or if it is absent"),
  LEVEL_NOT_OFFERED(
      HttpStatus.BAD_REQUEST, Status.Code.INVALID_ARGUMENT, "ask for a level that is offered"),
  FORBIDDEN(HttpStatus.FORBIDDEN, Status.Code.PERMISSION_DENIED, "ask for what this caller may do"),
  OVERLOADED(
      HttpStatus.TOO_MANY_REQUESTS,
      Status.Code.RESOURCE_EXHAUSTED,
      "nothing was done: wait a moment and send it again, or send less at once"),
  READ_ONLY(
      HttpStatus.INSUFFICIENT_STORAGE,
      Status.Code.RESOURCE_EXHAUSTED,
      "nothing was done: delete what is not needed, or give the node a larger disk"),
  UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE,
      Status.Code.UNAVAILABLE,
      "nothing was done: send it again, here or to another node"),
  UNKNOWN_OUTCOME(
      HttpStatus.GATEWAY_TIMEOUT,
      Status.Code.UNKNOWN,
      "it may have taken effect: send it again with the same operation id, or read the item"),
  INTERNAL(
      HttpStatus.INTERNAL_SERVER_ERROR,
      Status.Code.INTERNAL,
      "this is a defect: the node's log says more");

  private final int http;
  private final Status.Code grpc;
  private final String advice;

  DoorCode(HttpStatus http, Status.Code grpc, String advice) {
    this.http = http.code();
    this.grpc = grpc;
    this.advice = advice;
  }

  public int http() {
    return http;
  }

  public Status.Code grpc() {
    return grpc;
  }

  public String advice() {
    return advice;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether it certainly did not and never will take effect, or may have.
  public String outcome() {
    return this == UNKNOWN_OUTCOME || this == INTERNAL ? "unknown" : "refused";
  }

  /// Whether the same may succeed later.
  public boolean isTransient() {
    return this == OVERLOADED || this == UNAVAILABLE;
  }
}
