package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.Table;
import dev.gamut.model.PartitionBy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The HTTP door, as somebody with curl uses it.
@GamutCluster(http = true)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HttpDoorTest {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String[] NO_HEADERS = {};
  private final String root;
  private final String items;
  private final String table;

  HttpDoorTest(EmbeddedCluster cluster, Table table) {
    this.root = "http://" + cluster.httpAddresses().getFirst() + "/v1";
    this.table = root + "/tables/" + table.name();
    this.items = this.table + "/items";
  }

  private static HttpResponse<String> send(
      String method, String uri, String body, String... headers) throws Exception {
    return send(method, uri, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
  }

  private static HttpResponse<String> send(
      String method, String uri, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String uri) throws Exception {
    return send("GET", uri, "", NO_HEADERS);
  }

  private static String field(HttpResponse<String> answer, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)\"?").matcher(answer.body());
    assertTrue(found.find(), answer.body());
    return found.group(1);
  }

  private static void assertError(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, field(answer, "code"));
    assertFalse(field(answer, "reason").isEmpty());
    assertFalse(field(answer, "advice").isEmpty());
    assertEquals(
        "application/json",
        answer.headers().firstValue("content-type").orElse("").replaceAll(";.*", ""));
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
    assertFalse(get(scan + "?prefix=b").body().contains("c5"));
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

  private String leaderless(String name) throws Exception {
    String body =
        "{\"name\": \"%s\", \"strategy\": \"leaderless\", \"partitions\": 1}".formatted(name);
    HttpResponse<String> made = send("POST", root + "/tables", body);
    assertEquals(200, made.statusCode(), made.body());
    return root + "/tables/" + name;
  }

  private static String context(HttpResponse<String> answer) {
    return answer.headers().firstValue("gamut-context").orElseThrow();
  }

  @Test
  void concurrentValuesAreSeveralChoices() throws Exception {
    String all = leaderless("choices") + "/items";
    String item = all + "/u1";
    send("PUT", item, "one");
    HttpResponse<String> single = get(item);
    assertEquals(200, single.statusCode(), single.body());
    send("PUT", item, "{\"n\": 2}", "content-type", "application/json");
    HttpResponse<String> both = get(item);
    assertEquals(300, both.statusCode(), both.body());
    assertTrue(both.body().contains("\"text\":\"one\""), both.body());
    assertTrue(both.body().contains("\"document\":{\"n\": 2}"), both.body());
    assertEquals(context(both), field(both, "context"));
    assertEquals(200, send("PUT", item, "merged", "gamut-context", context(both)).statusCode());
    assertEquals("merged", get(item).body());
    // What the first read saw is less than what is there, so its write stays beside it.
    assertEquals(200, send("PUT", item, "late", "gamut-context", context(single)).statusCode());
    HttpResponse<String> again = get(item);
    assertEquals(300, again.statusCode(), again.body());
    assertEquals(200, send("DELETE", item, "", "gamut-context", context(again)).statusCode());
    assertError(404, "not_found", get(item));
    assertTrue(get(all).body().startsWith("{\"items\":[],"), get(all).body());
  }

  @Test
  void batchesAndScansShowConcurrentValuesAndTakeContexts() throws Exception {
    String carts = leaderless("carts-of-many");
    String put = "{\"items\": [{\"key\": \"a\", \"text\": \"%s\"%s}]}";
    send("POST", carts + "/batch/put", put.formatted("1", ""));
    send("POST", carts + "/batch/put", put.formatted("2", ""));
    HttpResponse<String> read = send("POST", carts + "/batch/get", "{\"keys\": [\"a\"]}");
    assertTrue(read.body().contains("\"siblings\":[{"), read.body());
    assertTrue(get(carts + "/items").body().contains("\"siblings\":[{"));
    String context = ", \"context\": \"" + field(read, "context") + "\"";
    String merged = put.formatted("3", context);
    assertEquals("done", field(send("POST", carts + "/batch/put", merged), "outcome"));
    assertEquals("3", get(carts + "/items/a").body());
    String two = put.formatted("4", context + ", \"ifAbsent\": true");
    assertError(400, "invalid_request", send("POST", carts + "/batch/put", two));
  }

  @Test
  void whatIsNoContextIsRefused() throws Exception {
    String item = leaderless("contexts") + "/items/k";
    HttpResponse<String> refused = send("PUT", item, "x", "gamut-context", "abcdefgh");
    assertError(400, "invalid_request", refused);
    assertTrue(field(refused, "reason").startsWith("not a context"), refused.body());
    assertError(
        400,
        "invalid_request",
        send("PUT", item, "x", "gamut-context", "abcdefgh", "if-none-match", "*"));
    assertError(404, "not_found", get(item));
  }

  @Test
  void quorumsAreOfLeaderlessTables() throws Exception {
    String body = "{\"name\": \"quorate\", \"strategy\": \"leaderless\", \"conflict\": \"%s\", %s}";
    String wins = body.formatted("last-writer-wins", "\"readQuorum\": 1");
    HttpResponse<String> made = send("POST", root + "/tables", wins);
    assertEquals("1", field(made, "readQuorum"));
    assertEquals("last-writer-wins", field(get(root + "/tables/quorate"), "conflict"));
    for (String wrong :
        new String[] {
          body.formatted("siblings", "\"readQuorum\": 2"),
          body.formatted("siblings", "\"writeQuorum\": -1"),
          body.formatted("coin", "\"replicas\": 1"),
          "{\"name\": \"quorate\", \"readQuorum\": 1}",
          "{\"name\": \"quorate\", \"conflict\": \"siblings\"}"
        }) {
      assertError(400, "invalid_request", send("POST", root + "/tables", wrong));
    }
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
