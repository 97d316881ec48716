package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServerBuilder;
import dev.gamut.base.Bytes;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableSpec;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorCode;
import dev.gamut.server.door.DoorError;
import dev.gamut.server.door.DoorException;
import dev.gamut.server.door.DoorTables;
import dev.gamut.server.door.OperationNames;
import dev.gamut.wire.NodeStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Tables, the state of the nodes, and client ids.
final class ClusterRoutes {
  private static final long BODY_MAX = 256 << 10;
  private static final String TABLES = "/v1/tables";
  private static final String TABLE = "/v1/tables/{table}";
  private static final long LIFETIME_MILLIS = 600_000;
  private static final long LIFETIME_MILLIS_MIN = 10_000;
  private static final long LIFETIME_MILLIS_MAX = 86_400_000;

  private final Routes routes;

  ClusterRoutes(Routes routes) {
    this.routes = routes;
  }

  void install(ServerBuilder server) {
    server.route().get(TABLES).build(routes.service(BODY_MAX, this::list));
    server
        .route()
        .post(TABLES)
        .maxRequestLength(BODY_MAX)
        .build(routes.service(BODY_MAX, this::create));
    server.route().get(TABLE).build(routes.service(BODY_MAX, this::describe));
    server.route().delete(TABLE).build(routes.service(BODY_MAX, this::drop));
    server.route().get("/v1/status").build(routes.service(BODY_MAX, this::status));
    server
        .route()
        .post("/v1/clients")
        .maxRequestLength(BODY_MAX)
        .build(routes.service(BODY_MAX, this::grant));
  }

  private static long timeout(Exchange exchange) {
    return exchange.timeoutNanos(DoorClient.CHANGE_TIMEOUT_NANOS_DEFAULT);
  }

  private static HttpResponse unexpected(Reply reply) {
    return Answers.error(DoorError.of(DoorCode.INTERNAL, "a reply to something else: " + reply));
  }

  private CompletableFuture<HttpResponse> list(Exchange exchange) {
    return routes.answer(
        exchange,
        new Call.GetCatalog(timeout(exchange)),
        reply ->
            reply instanceof Reply.CatalogIs(Catalog catalog)
                ? Answers.ok(json -> tables(json, catalog))
                : unexpected(reply));
  }

  private static void tables(JsonGenerator json, Catalog catalog) {
    json.writeName("tables");
    json.writeStartArray();
    for (Table table : catalog.tables().values()) {
      json.writeStartObject();
      spec(json, table.spec());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void spec(JsonGenerator json, TableSpec spec) {
    json.writeStringProperty("name", spec.name());
    json.writeStringProperty("strategy", spec.strategy().label());
    json.writeStringProperty("partitionBy", DoorTables.word(spec.partitionBy()));
    json.writeNumberProperty("partitions", spec.partitionCount());
    json.writeNumberProperty("replicas", spec.replicaCount());
    if (spec.strategy() == StrategyKind.LEADERLESS) {
      json.writeNumberProperty("readQuorum", spec.quorums().read());
      json.writeNumberProperty("writeQuorum", spec.quorums().write());
      json.writeBooleanProperty("sloppy", spec.quorums().sloppy());
      json.writeStringProperty("conflict", spec.quorums().conflict().label());
      json.writeBooleanProperty("conditionalOnly", spec.quorums().conditionalOnly());
    }
  }

  private CompletableFuture<HttpResponse> describe(Exchange exchange) {
    return routes.answer(
        exchange,
        new Call.GetTable(exchange.table(), timeout(exchange)),
        reply ->
            reply instanceof Reply.TableIs(Table table)
                ? Answers.ok(json -> description(json, table))
                : unexpected(reply));
  }

  private static void description(JsonGenerator json, Table table) {
    spec(json, table.spec());
    json.writeName("parts");
    json.writeStartArray();
    for (PartitionDescriptor partition : table.partitions()) {
      json.writeStartObject();
      json.writeNumberProperty("id", partition.id().value());
      json.writeStringProperty("fromHex", partition.from().toHex());
      json.writeName("replicas");
      json.writeStartArray();
      partition.replicas().forEach(node -> json.writeString(node.toString()));
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private CompletableFuture<HttpResponse> create(Exchange exchange) {
    JsonNode body = Bodies.object(exchange.body());
    Bodies.allow(
        body,
        List.of(
            "name",
            "strategy",
            "partitionBy",
            "partitions",
            "replicas",
            "splitAt",
            "readQuorum",
            "writeQuorum",
            "sloppy",
            "conflict",
            "conditionalOnly"));
    List<Bytes> splitAt =
        body.has("splitAt")
            ? Bodies.list(body, "splitAt").stream().map(ClusterRoutes::split).toList()
            : List.of();
    DoorTables wanted =
        new DoorTables(
            Bodies.text(body, "name"),
            Bodies.textOr(body, "strategy", ""),
            Bodies.textOr(body, "partitionBy", ""),
            Bodies.number(body, "partitions"),
            Bodies.number(body, "replicas"),
            splitAt,
            new DoorTables.Quorate(
                Bodies.number(body, "readQuorum"),
                Bodies.number(body, "writeQuorum"),
                Bodies.flag(body, "sloppy"),
                Bodies.textOr(body, "conflict", ""),
                Bodies.flag(body, "conditionalOnly")));
    long timeout = timeout(exchange);
    return routes
        .client()
        .ask(new Call.GetCatalog(timeout))
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.CatalogIs(Catalog catalog))) {
                return routes.answer(
                    exchange, CompletableFuture.completedFuture(reply), ClusterRoutes::unexpected);
              }
              TableSpec spec = wanted.spec(catalog.members().size());
              return routes.answer(
                  exchange, new Call.CreateTable(spec, timeout), _ -> changed(spec));
            });
  }

  private static Bytes split(JsonNode node) {
    if (!node.isString()) {
      throw DoorException.invalid("an element of 'splitAt' is not a text");
    }
    return Bytes.utf8(node.stringValue());
  }

  private static HttpResponse changed(TableSpec spec) {
    return Answers.ok(
        json -> {
          json.writeStringProperty("outcome", "done");
          spec(json, spec);
        });
  }

  private CompletableFuture<HttpResponse> drop(Exchange exchange) {
    return routes.answer(
        exchange,
        new Call.DropTable(exchange.table(), timeout(exchange)),
        _ -> Answers.ok(json -> json.writeStringProperty("outcome", "done")));
  }

  private CompletableFuture<HttpResponse> status(Exchange exchange) {
    return routes.answer(
        exchange,
        new Call.GetStatus(exchange.timeoutNanos(DoorClient.TIMEOUT_NANOS_DEFAULT)),
        reply ->
            reply instanceof Reply.Statuses(var members)
                ? Answers.ok(json -> nodes(json, members))
                : unexpected(reply));
  }

  private static void nodes(JsonGenerator json, List<Reply.MemberStatus> members) {
    json.writeName("nodes");
    json.writeStartArray();
    for (Reply.MemberStatus member : members) {
      json.writeStartObject();
      json.writeStringProperty("node", member.member().id().toString());
      json.writeStringProperty("address", member.member().address());
      json.writeStringProperty("httpAddress", member.member().httpAddress());
      NodeStatus status = member.status();
      if (status == null) {
        json.writeNullProperty("mode");
        json.writeStringProperty("trouble", member.trouble());
      } else {
        json.writeStringProperty("mode", status.mode());
        json.writeNumberProperty("uptimeMillis", status.uptimeMillis());
        json.writeNumberProperty("replicas", status.replicas().size());
        json.writeNumberProperty(
            "leading", status.replicas().stream().filter(r -> r.role().equals("leader")).count());
        json.writeName("figures");
        json.writeStartObject();
        status.figures().forEach(json::writeNumberProperty);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private CompletableFuture<HttpResponse> grant(Exchange exchange) {
    long lifetime = LIFETIME_MILLIS;
    if (exchange.hasQuery("lifetimeMillis")) {
      lifetime = Exchange.number("lifetimeMillis", exchange.query("lifetimeMillis"));
    }
    if (lifetime < LIFETIME_MILLIS_MIN || lifetime > LIFETIME_MILLIS_MAX) {
      throw DoorException.invalid(
          "lifetimeMillis is %d, not from %d to %d"
              .formatted(lifetime, LIFETIME_MILLIS_MIN, LIFETIME_MILLIS_MAX));
    }
    long granted = lifetime;
    return routes.answer(
        exchange,
        new Call.GrantClient(lifetime, timeout(exchange)),
        reply ->
            reply instanceof Reply.Granted(long client, var expires)
                ? Answers.ok(
                    json -> {
                      json.writeStringProperty("client", OperationNames.client(client, expires));
                      json.writeNumberProperty("lifetimeMillis", granted);
                    })
                : unexpected(reply));
  }
}
