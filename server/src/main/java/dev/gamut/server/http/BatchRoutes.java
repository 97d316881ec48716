package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Item;
import dev.gamut.model.Limits;
import dev.gamut.model.Outcome;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Several items at once, each for itself.
final class BatchRoutes {
  private static final long BATCH_BODY_MAX = 8L << 20;

  private final Routes routes;

  BatchRoutes(Routes routes) {
    this.routes = routes;
  }

  void install(ServerBuilder server) {
    server
        .route()
        .post("/v1/tables/{table}/batch/get")
        .maxRequestLength(BATCH_BODY_MAX)
        .build(routes.service(2 * BATCH_BODY_MAX, this::batchGet));
    server
        .route()
        .post("/v1/tables/{table}/batch/put")
        .maxRequestLength(BATCH_BODY_MAX)
        .build(routes.service(2 * BATCH_BODY_MAX, this::batchPut));
  }

  private CompletableFuture<HttpResponse> batchGet(Exchange exchange) {
    JsonNode body = Bodies.object(exchange.body());
    Bodies.allow(body, List.of("keys"));
    var keys = Bodies.list(body, "keys").stream().map(Bodies::key).toList();
    requireCount(keys.size());
    Call.GetMany call = new Call.GetMany(exchange.table(), keys, ItemRoutes.terms(exchange));
    return routes.answer(
        exchange,
        routes.client().readMany(call),
        reply -> reply instanceof Reply.Many many ? many(many) : ItemRoutes.unexpected(reply));
  }

  /// Refused before anything is read, and not only where the batch is cut into smaller ones.
  private static void requireCount(int count) {
    if (count > Limits.BATCH_COUNT_MAX) {
      throw new DoorException(
          DoorError.of(
              DoorCode.LIMIT_EXCEEDED,
              "the batch has %d items, and %d is the limit"
                  .formatted(count, Limits.BATCH_COUNT_MAX)));
    }
  }

  private CompletableFuture<HttpResponse> batchPut(Exchange exchange) {
    JsonNode body = Bodies.object(exchange.body());
    Bodies.allow(body, List.of("items"));
    List<Call.Entry> entries = new ArrayList<>();
    for (JsonNode item : Bodies.list(body, "items")) {
      if (!item.isObject()) {
        throw DoorException.invalid("an element of 'items' is not an object");
      }
      Bodies.allow(
          item,
          List.of(
              "key",
              "keyBase64",
              "sort",
              "sortBase64",
              "document",
              "text",
              "base64",
              "ifAbsent",
              "ifPresent",
              "ifVersion",
              "context"));
      entries.add(new Call.Entry(Bodies.key(item), Bodies.value(item), Bodies.condition(item)));
    }
    requireCount(entries.size());
    long timeout = exchange.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT);
    Call call = ItemRoutes.named(exchange, new Call.PutMany(exchange.table(), entries, timeout));
    return routes.answer(
        exchange,
        call,
        reply -> reply instanceof Reply.Many many ? many(many) : ItemRoutes.unexpected(reply));
  }

  /// Each item stands for itself, so the whole is always done.
  private static HttpResponse many(Reply.Many many) {
    return Answers.ok(
        json -> {
          json.writeName("results");
          json.writeStartArray();
          many.replies().forEach(reply -> one(json, reply));
          json.writeEndArray();
        });
  }

  private static void one(JsonGenerator json, Reply reply) {
    json.writeStartObject();
    DoorError error = DoorError.of(reply);
    if (error != null) {
      Answers.write(json, error);
    } else {
      json.writeStringProperty("outcome", "done");
      if (reply instanceof Reply.Written(Outcome.Applied(var version), _)) {
        json.writeStringProperty("version", version.token());
      } else if (reply instanceof Reply.Read(Item item, _)) {
        json.writeBooleanProperty("found", item != null);
        if (item != null) {
          Answers.write(json, item);
        }
      }
    }
    json.writeEndObject();
  }
}
