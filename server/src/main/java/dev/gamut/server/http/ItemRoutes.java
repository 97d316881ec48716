package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerBuilder;
import dev.gamut.base.Bytes;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Condition;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Limits;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.server.door.DocumentCheck;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Items: one, and those of a range.
final class ItemRoutes {
  private static final String ITEM = "/v1/tables/{table}/items/{key}";

  /// A value, and some room for what surrounds it.
  private static final long BODY_MAX = Limits.VALUE_SIZE_MAX + (64 << 10);

  /// What a call without a body is counted with: most values are smaller, some larger.
  private static final long READ_HELD = 128 << 10;

  /// Two values, of which base64 makes a third more.
  private static final long SWAP_BODY_MAX = 3L * Limits.VALUE_SIZE_MAX + (64 << 10);

  private static final int PAGE_COUNT = 100;

  private final Routes routes;

  ItemRoutes(Routes routes) {
    this.routes = routes;
  }

  void install(ServerBuilder server) {
    server.route().get(ITEM).build(routes.service(READ_HELD, this::get));
    server.route().put(ITEM).maxRequestLength(BODY_MAX).build(routes.service(BODY_MAX, this::put));
    server.route().delete(ITEM).build(routes.service(READ_HELD, this::delete));
    server
        .route()
        .post(ITEM + "/compare-and-set")
        .maxRequestLength(SWAP_BODY_MAX)
        .build(routes.service(SWAP_BODY_MAX, this::compareAndSet));
    server
        .route()
        .get("/v1/tables/{table}/items")
        .build(routes.service(2L * Limits.PAGE_SIZE_MAX, this::scan));
  }

  static ReadTerms terms(Exchange exchange) {
    return DoorClient.terms(
        exchange.query("level"), exchange.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT));
  }

  private CompletableFuture<HttpResponse> get(Exchange exchange) {
    Call call = new Call.Get(exchange.table(), exchange.key(), terms(exchange));
    return routes.answer(exchange, call, reply -> found(exchange, reply));
  }

  private static HttpResponse found(Exchange exchange, Reply reply) {
    if (!(reply instanceof Reply.Read(Item item, _)) || item == null) {
      return Answers.error(
          DoorError.of(DoorCode.NOT_FOUND, "there is no such item in '" + exchange.table() + "'"));
    }
    return item.siblings().size() == 1 ? single(exchange, item) : several(item);
  }

  private static HttpResponse single(Exchange exchange, Item item) {
    Value value = item.single().value();
    String etag = Answers.etag(item.single().version());
    boolean isDocument = value.kind() == Value.Kind.DOCUMENT;
    boolean isKnown = etag.equals(exchange.header("if-none-match"));
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(isKnown ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .contentType(isDocument ? MediaType.JSON : MediaType.OCTET_STREAM)
            .set(HttpHeaderNames.ETAG, etag);
    if (!item.context().isEmpty()) {
      headers.set(Exchange.CONTEXT, Context.of(item).token());
    }
    return isKnown
        ? HttpResponse.of(headers.build())
        : HttpResponse.of(headers.build(), HttpData.wrap(value.bytes().toByteArray()));
  }

  /// Concurrent values, of which none may be taken for the only one: the caller chooses.
  private static HttpResponse several(Item item) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.MULTIPLE_CHOICES)
            .contentType(MediaType.JSON)
            .set(Exchange.CONTEXT, Context.of(item).token())
            .build();
    return HttpResponse.of(headers, Answers.json(json -> Answers.write(json, item)));
  }

  private CompletableFuture<HttpResponse> put(Exchange exchange) {
    MediaType type = exchange.request().contentType();
    boolean isDocument = type != null && type.isJson();
    byte[] body = exchange.body();
    if (body.length > Limits.VALUE_SIZE_MAX) {
      throw new DoorException(
          DoorError.of(
              DoorCode.LIMIT_EXCEEDED,
              "the value has %d bytes, and %d is the limit"
                  .formatted(body.length, Limits.VALUE_SIZE_MAX)));
    }
    Value value = isDocument ? DocumentCheck.document(body) : Value.bytes(Bytes.wrap(body));
    long timeout = exchange.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT);
    Condition condition = Bodies.condition(exchange);
    return write(
        exchange, new Call.Put(exchange.table(), exchange.key(), value, condition, timeout));
  }

  private CompletableFuture<HttpResponse> delete(Exchange exchange) {
    long timeout = exchange.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT);
    Condition condition = Bodies.condition(exchange);
    return write(exchange, new Call.Delete(exchange.table(), exchange.key(), condition, timeout));
  }

  private CompletableFuture<HttpResponse> compareAndSet(Exchange exchange) {
    JsonNode body = Bodies.object(exchange.body());
    Bodies.allow(body, List.of("expected", "value"));
    if (!body.has("expected") || !body.has("value")) {
      throw DoorException.invalid("'expected' and 'value' are both needed");
    }
    Condition condition = new Condition.ValueIs(Bodies.value(body.get("expected")));
    Value value = Bodies.value(body.get("value"));
    long timeout = exchange.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT);
    return write(
        exchange, new Call.Put(exchange.table(), exchange.key(), value, condition, timeout));
  }

  private CompletableFuture<HttpResponse> write(Exchange exchange, Call write) {
    return routes.answer(
        exchange,
        named(exchange, write),
        reply ->
            reply instanceof Reply.Written(Outcome.Applied(var version), _)
                ? Answers.written(version)
                : unexpected(reply));
  }

  static Call named(Exchange exchange, Call write) {
    OperationId name = exchange.operation();
    return name == null ? write : new Call.Named(write, name);
  }

  static HttpResponse unexpected(Reply reply) {
    return Answers.error(DoorError.of(DoorCode.INTERNAL, "a reply to something else: " + reply));
  }

  private CompletableFuture<HttpResponse> scan(Exchange exchange) {
    long limit = exchange.hasQuery("limit") ? Exchange.number("limit", exchange.query("limit")) : 0;
    if (limit < 0 || limit > Limits.PAGE_COUNT_MAX) {
      throw DoorException.invalid(
          "limit is %d, not from 1 to %d".formatted(limit, Limits.PAGE_COUNT_MAX));
    }
    Bytes resume = exchange.hasQuery("token") ? token(exchange.query("token")) : null;
    PageRequest page =
        new PageRequest(limit == 0 ? PAGE_COUNT : (int) limit, Limits.PAGE_SIZE_MAX, resume);
    Call call = new Call.Scan(exchange.table(), range(exchange), page, terms(exchange));
    return routes.answer(
        exchange,
        call,
        reply ->
            reply instanceof Reply.Page found
                ? Answers.ok(json -> page(json, found))
                : unexpected(reply));
  }

  private static Bytes token(String text) {
    try {
      return Bytes.wrap(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw DoorException.invalid("token is not one that a scan returned: " + e.getMessage());
    }
  }

  private static ScanRange range(Exchange exchange) {
    boolean hasPrefix = exchange.hasQuery("prefix");
    boolean hasBetween = exchange.hasQuery("from") || exchange.hasQuery("to");
    boolean hasWithin = exchange.hasQuery("within");
    if ((hasPrefix ? 1 : 0) + (hasBetween ? 1 : 0) + (hasWithin ? 1 : 0) > 1) {
      throw DoorException.invalid("more than one of prefix, from and to, and within");
    }
    if (hasPrefix) {
      return new ScanRange.Prefix(exchange.bytes("prefix", exchange.query("prefix")));
    }
    if (hasWithin) {
      return new ScanRange.Within(
          exchange.bytes("within", exchange.query("within")),
          exchange.bytes("sort", exchange.query("sort")));
    }
    if (!hasBetween) {
      return new ScanRange.All();
    }
    @Nullable Bytes to =
        exchange.hasQuery("to") ? exchange.bytes("to", exchange.query("to")) : null;
    return new ScanRange.Between(exchange.bytes("from", exchange.query("from")), to);
  }

  private static void page(JsonGenerator json, Reply.Page page) {
    json.writeName("items");
    json.writeStartArray();
    for (Reply.Row row : page.rows()) {
      json.writeStartObject();
      Answers.write(json, row.key());
      Answers.write(json, row.item());
      json.writeEndObject();
    }
    json.writeEndArray();
    Bytes resume = page.resume();
    if (resume == null) {
      json.writeNullProperty("token");
    } else {
      json.writeStringProperty(
          "token", Base64.getUrlEncoder().withoutPadding().encodeToString(resume.toByteArray()));
    }
  }
}
