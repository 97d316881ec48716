package dev.gamut.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.Bytes;
import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import dev.gamut.client.Table;
import dev.gamut.client.WriteOptions;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What nodes tell Prometheus, read as Prometheus reads it.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class MetricsTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([a-z0-9_]+)[`{].*?\\| (counter|gauge|histogram|summary) \\|.*");

  @TempDir private Path folder = Path.of("replaced");

  private HttpResponse<String> send(String address, String method, String accept)
      throws IOException, InterruptedException {
    return HttpCalls.send(method, "http://" + address + "/metrics", "", "accept", accept);
  }

  private Scrape scrape(String address) throws IOException, InterruptedException {
    HttpResponse<String> page = send(address, "GET", "text/plain");
    assertEquals(200, page.statusCode(), page.body());
    String type = page.headers().firstValue("content-type").orElse("");
    assertTrue(type.startsWith("text/plain; version=0.0.4"), type);
    return new Scrape(page.body());
  }

  private List<Scrape> scrapeAll(EmbeddedCluster cluster) throws IOException, InterruptedException {
    List<Scrape> all = new ArrayList<>();
    for (String address : cluster.httpAddresses()) {
      all.add(scrape(address));
    }
    return all;
  }

  private static double sum(List<Scrape> nodes, String sample) {
    return nodes.stream().mapToDouble(node -> node.value(sample)).sum();
  }

  private static TableSpec carts() {
    return new TableSpec("carts", StrategyKind.CONSENSUS, PartitionBy.HASH, 4, 3, List.of());
  }

  @Test
  void countersMoveWithWhatIsDone() throws IOException, InterruptedException {
    EmbeddedConfig config = EmbeddedConfig.onDisk(folder).withNodes(3).withHttp();
    try (EmbeddedCluster cluster = Gamut.embedded(config)) {
      Table table = cluster.client().createTable(carts());
      table.put("first", "x");
      List<Scrape> before = scrapeAll(cluster);
      for (int i = 0; i < 100; i++) {
        table.put("k" + i, "v" + i);
        table.get("k" + i);
      }
      assertFalse(putIfAbsent(table, "k1"));
      List<Scrape> after = scrapeAll(cluster);

      String puts = "gamut_requests_total{operation=\"put\",outcome=\"done\"}";
      String gets = "gamut_requests_total{operation=\"get\",outcome=\"done\"}";
      String notMet = "gamut_requests_total{operation=\"put\",outcome=\"condition_not_met\"}";
      assertEquals(100, sum(after, puts) - sum(before, puts));
      assertEquals(100, sum(after, gets) - sum(before, gets));
      assertEquals(1, sum(after, notMet) - sum(before, notMet));
      String putCount = "gamut_request_duration_seconds_count{operation=\"put\"}";
      assertTrue(sum(after, putCount) - sum(before, putCount) >= 101);
      String putTime = "gamut_request_duration_seconds_sum{operation=\"put\"}";
      assertTrue(sum(after, putTime) > sum(before, putTime));
      for (int i = 0; i < 3; i++) {
        rises(before.get(i), after.get(i), "gamut_journal_written_bytes_total");
        rises(before.get(i), after.get(i), "gamut_journal_sync_duration_seconds_count");
        rises(before.get(i), after.get(i), "gamut_peer_sent_bytes_total");
        rises(before.get(i), after.get(i), "gamut_peer_received_frames_total");
        assertEquals(2, after.get(i).sum("gamut_peer_reachable"));
        assertEquals(1, after.get(i).value("gamut_node_mode{state=\"normal\"}"));
        assertEquals(1, after.get(i).sum("gamut_node_mode"));
        assertEquals(1, after.get(i).value("gamut_journal_room{state=\"open\"}"));
        assertTrue(after.get(i).value("gamut_store_memtable_bytes{loop=\"0\"}") > 0);
        assertTrue(after.get(i).sum("jvm_memory_used_bytes") > 1 << 20);
      }
      rises(before, after, "gamut_client_received_bytes_total");
      assertEquals(4, sumOf(after, "gamut_replicas", "carts", "leader"));
      assertEquals(8, sumOf(after, "gamut_replicas", "carts", "follower"));
      assertTrue(after.stream().mapToDouble(n -> n.sum("gamut_raft_leaderships_total")).sum() >= 5);
    }
  }

  private static boolean putIfAbsent(Table table, String key) {
    Value value = Value.bytes(Bytes.utf8("again"));
    return table.put(Key.of(key), value, WriteOptions.ifAbsent()).isApplied();
  }

  private static double sumOf(List<Scrape> nodes, String name, String table, String role) {
    String sample = "%s{role=\"%s\",table=\"%s\"}".formatted(name, role, table);
    return nodes.stream().filter(n -> n.has(sample)).mapToDouble(n -> n.value(sample)).sum();
  }

  private static void rises(Scrape before, Scrape after, String name) {
    assertTrue(after.sum(name) > before.sum(name), name + " is still " + after.sum(name));
  }

  private static void rises(List<Scrape> before, List<Scrape> after, String name) {
    double was = before.stream().mapToDouble(n -> n.sum(name)).sum();
    assertTrue(after.stream().mapToDouble(n -> n.sum(name)).sum() > was, name);
  }

  @Test
  void everyMetricHasItsRowInTheManualAndEveryRowItsMetric()
      throws IOException, InterruptedException {
    EmbeddedConfig config = EmbeddedConfig.onDisk(folder).withNodes(3).withHttp();
    try (EmbeddedCluster cluster = Gamut.embedded(config)) {
      cluster.client().createTable(carts()).put("a", "b");
      Scrape page = scrape(cluster.httpAddresses().getFirst());
      Set<String> missing = new TreeSet<>();
      page.types().forEach((name, type) -> missing.add(name + " " + type));
      Set<String> superfluous = new TreeSet<>();
      for (String line : Files.readAllLines(PAGE)) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          boolean known = missing.remove(row.group(1) + " " + row.group(2));
          if (!known && row.group(1).startsWith("gamut_")) {
            superfluous.add(row.group(1) + " " + row.group(2));
          }
        }
      }
      assertEquals(Set.of(), missing, "docs/metrics.md has no row for these");
      assertEquals(Set.of(), superfluous, "docs/metrics.md has rows for these, which are not told");
    }
  }

  @Test
  void otherMethodsAreRefusedAndOtherFormatsServed() throws IOException, InterruptedException {
    try (EmbeddedCluster cluster = Gamut.embedded(EmbeddedConfig.inMemory().withHttp())) {
      String address = cluster.httpAddresses().getFirst();
      for (String method : List.of("POST", "PUT", "DELETE")) {
        HttpResponse<String> refused = send(address, method, "*/*");
        assertEquals(405, refused.statusCode(), method);
        assertTrue(refused.body().contains("\"code\":\"invalid_request\""), refused.body());
      }
      HttpResponse<String> head = send(address, "HEAD", "*/*");
      assertEquals(200, head.statusCode());
      assertEquals("", head.body());
      HttpResponse<String> open =
          send(address, "GET", "application/openmetrics-text;version=1.0.0");
      assertEquals(200, open.statusCode());
      assertTrue(open.body().endsWith("# EOF\n"));
    }
  }
}
