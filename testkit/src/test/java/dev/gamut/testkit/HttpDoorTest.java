package dev.gamut.testkit;

import static dev.gamut.testkit.HttpCalls.assertError;
import static dev.gamut.testkit.HttpCalls.field;
import static dev.gamut.testkit.HttpCalls.get;
import static dev.gamut.testkit.HttpCalls.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.Table;
import dev.gamut.model.PartitionBy;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The HTTP door, as somebody with curl uses it.
@GamutCluster(http = true)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HttpDoorTest {
  private final String root;
  private final String items;
  private final String table;

  HttpDoorTest(EmbeddedCluster cluster, Table table) {
    this.root = "http://" + cluster.httpAddresses().getFirst() + "/v1";
    this.table = root + "/tables/" + table.name();
    this.items = this.table + "/items";
  }

  @Test
  void aDocumentIsKeptAsItWasWritten() throws Exception {
    String document = "{ \"price\": 1.10, \"count\": 12345678901234567890 }";
    HttpResponse<String> put =
        send("PUT", items + "/alice", document, "content-type", "application/json");
    assertEquals(200, put.statusCode(), put.body());
    assertEquals("done", field(put, "outcome"));
    HttpResponse<String> got = get(items + "/alice");
    assertEquals(document, got.body());
    assertEquals("application/json", got.headers().firstValue("content-type").orElse(""));
    assertEquals("\"" + field(put, "version") + "\"", got.headers().firstValue("etag").orElse(""));
    assertEquals(200, send("DELETE", items + "/alice", "").statusCode());
    assertError(404, "not_found", get(items + "/alice"));
  }

  @Test
  void conditionsAreHeaders() throws Exception {
    String item = items + "/bob";
    HttpResponse<String> first = send("PUT", item, "1", "if-none-match", "*");
    assertEquals(200, first.statusCode(), first.body());
    HttpResponse<String> second = send("PUT", item, "2", "if-none-match", "*");
    assertError(412, "condition_not_met", second);
    assertEquals(field(first, "version"), field(second, "currentVersion"));
    assertEquals("refused", field(second, "outcome"));
    String etag = "\"" + field(first, "version") + "\"";
    assertEquals(200, send("PUT", item, "3", "if-match", etag).statusCode());
    assertError(412, "condition_not_met", send("DELETE", item, "", "if-match", etag));
    assertEquals("3", get(item).body());
    assertError(400, "invalid_request", send("PUT", item, "4", "if-match", "abc"));
    assertError(412, "condition_not_met", send("PUT", items + "/nobody", "1", "if-match", "*"));
  }

  @Test
  void compareAndSetComparesValues() throws Exception {
    String item = items + "/counter";
    send("PUT", item, "1");
    String swap = "{\"expected\":{\"text\":\"1\"},\"value\":{\"text\":\"2\"}}";
    assertEquals(200, send("POST", item + "/compare-and-set", swap).statusCode());
    assertError(412, "condition_not_met", send("POST", item + "/compare-and-set", swap));
    assertEquals("2", get(item).body());
  }

  @Test
  void aWriteThatIsNamedTakesEffectOnce() throws Exception {
    String client = field(send("POST", root + "/clients", ""), "client");
    String item = items + "/once";
    String[] name = {"gamut-operation-id", client + ".1", "if-none-match", "*"};
    HttpResponse<String> first = send("PUT", item, "1", name);
    assertEquals(200, first.statusCode(), first.body());
    HttpResponse<String> again = send("PUT", item, "1", name);
    assertEquals(first.body(), again.body());
    assertError(412, "condition_not_met", send("PUT", item, "1", "if-none-match", "*"));
    assertError(400, "invalid_request", send("PUT", item, "1", "gamut-operation-id", "nonsense.1"));
  }

  @Test
  void batchesAnswerEachItem() throws Exception {
    String put =
        """
        {"items": [
          {"key": "a", "text": "1"},
          {"key": "b", "document": {"n": 1.50}},
          {"key": "c", "sort": "1", "base64": "/wA="},
          {"key": "d", "text": "x", "ifPresent": true}]}
        """;
    HttpResponse<String> written = send("POST", table + "/batch/put", put);
    assertEquals(200, written.statusCode(), written.body());
    assertTrue(written.body().contains("condition_not_met"), written.body());
    String keys = "{\"keys\": [\"a\", \"b\", {\"key\": \"c\", \"sort\": \"1\"}, \"d\"]}";
    String read = send("POST", table + "/batch/get", keys).body();
    assertTrue(read.contains("\"text\":\"1\""), read);
    assertTrue(read.contains("\"document\":{\"n\":1.50}"), read);
    assertTrue(read.contains("\"base64\":\"/wA=\""), read);
    assertTrue(read.contains("\"found\":false"), read);
    assertError(
        400,
        "invalid_request",
        send("POST", table + "/batch/put", "{\"items\": [{\"key\": \"a\", \"txt\": \"1\"}]}"));
  }

  @Test
  void limitsHoldAtTheLimitAndNotBeyond() throws Exception {
    byte[] largest = new byte[1 << 20];
    assertEquals(200, send("PUT", items + "/big", largest).statusCode());
    assertError(413, "limit_exceeded", send("PUT", items + "/big", new byte[(1 << 20) + 1]));
    assertError(413, "limit_exceeded", send("PUT", items + "/big", new byte[2 << 20]));
    assertEquals(200, send("PUT", items + "/" + "k".repeat(4096), "v").statusCode());
    assertError(413, "limit_exceeded", send("PUT", items + "/" + "k".repeat(4097), "v"));
    assertEquals(200, send("POST", table + "/batch/get", keys(1000)).statusCode());
    assertError(413, "limit_exceeded", send("POST", table + "/batch/get", keys(1001)));
    assertError(413, "limit_exceeded", send("POST", table + "/batch/get", new byte[9 << 20]));
  }

  private static String keys(int count) {
    return "{\"keys\": [\"k\"" + ",\"k\"".repeat(count - 1) + "]}";
  }

  @Test
  void aScanGoesOnWhereItEnded(
      @NewTable(partitionBy = PartitionBy.RANGE, splitAt = "b") Table cities) throws Exception {
    for (String city : new String[] {"a/1", "a 2", "a?3", "b4", "c5"}) {
      cities.put(city, city);
    }
    String scan = root + "/tables/" + cities.name() + "/items";
    HttpResponse<String> first = get(scan + "?limit=2");
    assertTrue(first.body().contains("\"key\":\"a 2\""), first.body());
    assertTrue(first.body().contains("\"key\":\"a/1\""), first.body());
    HttpResponse<String> rest = get(scan + "?token=" + field(first, "token"));
    assertTrue(rest.body().contains("\"key\":\"c5\""), rest.body());
    assertFalse(rest.body().contains("\"key\":\"a/1\""), rest.body());
    assertTrue(rest.body().contains("\"token\":null"), rest.body());
    HttpResponse<String> startsWithB = get(scan + "?prefix=b");
    assertTrue(startsWithB.body().contains("\"key\":\"b4\""), startsWithB.body());
    assertFalse(startsWithB.body().contains("\"key\":\"c5\""), startsWithB.body());
    assertEquals("a/1", get(scan + "/a%2F1").body());
    assertEquals("a?3", get(scan + "/a%3F3").body());
    assertEquals("c5", get(scan + "/YzU?encoding=base64url").body());
    assertError(400, "invalid_request", get(scan + "?limit=10001"));
    assertError(400, "invalid_request", get(scan + "?token=AAAA"));
  }

  @Test
  void tablesAreMadeListedAndDropped() throws Exception {
    String body = "{\"name\": \"made-here\", \"partitionBy\": \"range\", \"splitAt\": [\"m\"]}";
    HttpResponse<String> made = send("POST", root + "/tables", body);
    assertEquals(200, made.statusCode(), made.body());
    assertEquals("2", field(made, "partitions"));
    assertError(409, "table_exists", send("POST", root + "/tables", body));
    assertTrue(get(root + "/tables").body().contains("made-here"));
    assertEquals("range", field(get(root + "/tables/made-here"), "partitionBy"));
    assertEquals(200, send("DELETE", root + "/tables/made-here", "").statusCode());
    assertError(404, "no_such_table", get(root + "/tables/made-here"));
    assertError(404, "no_such_table", get(root + "/tables/made-here/items/k"));
    assertError(400, "invalid_request", send("POST", root + "/tables", "{\"name\": \"No\"}"));
    assertError(400, "invalid_request", send("POST", root + "/tables", "no json"));
  }

  @Test
  void statusAndHealthAnswer() throws Exception {
    assertEquals("serving", field(get(root + "/status"), "mode"));
    assertEquals(200, get(root.replace("/v1", "/health")).statusCode());
    assertError(404, "invalid_request", get(root + "/nothing"));
  }

  @Test
  void aTimeIsKeptAndChecked() throws Exception {
    assertError(400, "invalid_request", send("GET", items + "/k", "", "gamut-timeout-millis", "0"));
    assertError(
        400, "invalid_request", send("GET", items + "/k", "", "gamut-timeout-millis", "300001"));
    assertError(404, "not_found", send("GET", items + "/k", "", "gamut-timeout-millis", "2000"));
  }

  @Test
  void whatIsNoDocumentIsRefused() throws Exception {
    String[] json = {"content-type", "application/json"};
    assertError(400, "invalid_request", send("PUT", items + "/k", "{\"a\":", json));
    assertError(400, "invalid_request", send("PUT", items + "/k", "{} {}", json));
    String deep = "[".repeat(33) + "]".repeat(33);
    assertError(400, "invalid_request", send("PUT", items + "/k", deep, json));
    assertError(404, "not_found", get(items + "/k"));
  }
}
