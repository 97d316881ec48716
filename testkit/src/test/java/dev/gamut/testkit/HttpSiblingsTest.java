package dev.gamut.testkit;

import static dev.gamut.testkit.HttpCalls.assertError;
import static dev.gamut.testkit.HttpCalls.field;
import static dev.gamut.testkit.HttpCalls.get;
import static dev.gamut.testkit.HttpCalls.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.client.EmbeddedCluster;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Leaderless tables at the HTTP door: several values of a key, and contexts.
@GamutCluster(http = true)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class HttpSiblingsTest {
  private final String root;

  HttpSiblingsTest(EmbeddedCluster cluster) {
    this.root = "http://" + cluster.httpAddresses().getFirst() + "/v1";
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
  void aReadNamesItsLevel() throws Exception {
    String carts = leaderless("levels");
    send("PUT", carts + "/items/k", "1");
    for (String level : new String[] {"linearizable", "atomic", "regular,eventual", "eventual"}) {
      assertEquals("1", get(carts + "/items/k?level=" + level).body());
    }
    String batch = "{\"keys\": [\"k\"]}";
    String text = send("POST", carts + "/batch/get?level=atomic", batch).body();
    assertTrue(text.contains("\"text\":\"1\""), text);
    assertError(400, "invalid_request", get(carts + "/items/k?level=best"));
    assertError(400, "level_not_offered", get(carts + "/items?level=atomic"));
  }

  @Test
  void aTableOfConditionalWritesOnlyRefusesOthers() throws Exception {
    String body =
        "{\"name\": \"stock\", \"strategy\": \"leaderless\", \"conditionalOnly\": true%s}";
    HttpResponse<String> made = send("POST", root + "/tables", body.formatted(""));
    assertEquals("true", field(made, "conditionalOnly"));
    assertEquals("true", field(get(root + "/tables/stock"), "conditionalOnly"));
    String item = root + "/tables/stock/items/k";
    assertError(428, "condition_required", send("PUT", item, "1"));
    assertError(428, "condition_required", send("DELETE", item, ""));
    assertEquals(200, send("PUT", item, "1", "if-none-match", "*").statusCode());
    assertEquals("1", get(item).body());
    for (String wrong :
        new String[] {"\"writeQuorum\": 1", "\"sloppy\": true", "\"conflict\": \"siblings\""}) {
      String refused = body.formatted(", " + wrong);
      assertError(400, "invalid_request", send("POST", root + "/tables", refused));
    }
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
}
