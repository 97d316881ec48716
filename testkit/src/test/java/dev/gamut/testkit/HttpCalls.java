package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Requests as curl sends them, and what is looked for in the answers.
final class HttpCalls {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String[] NO_HEADERS = {};

  private HttpCalls() {}

  static HttpResponse<String> send(String method, String uri, String body, String... headers)
      throws IOException, InterruptedException {
    return send(method, uri, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), headers);
  }

  static HttpResponse<String> send(String method, String uri, byte[] body, String... headers)
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

  static HttpResponse<String> get(String uri) throws IOException, InterruptedException {
    return send("GET", uri, "", NO_HEADERS);
  }

  /// What a node counts; of its HTTP address.
  static Scrape metrics(String address) throws IOException, InterruptedException {
    return new Scrape(get("http://" + address + "/metrics").body());
  }

  static String field(HttpResponse<String> answer, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"?([^\",}]*)\"?").matcher(answer.body());
    assertTrue(found.find(), answer.body());
    return found.group(1);
  }

  static void assertError(int status, String code, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, field(answer, "code"));
    assertFalse(field(answer, "reason").isEmpty());
    assertFalse(field(answer, "advice").isEmpty());
    assertEquals(
        "application/json",
        answer.headers().firstValue("content-type").orElse("").replaceAll(";.*", ""));
  }
}
