package dev.gamut.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.bench.LoadPlan;
import dev.gamut.bench.Work;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  private static final ComparisonPlan PLAN =
      new ComparisonPlan(
          new LoadPlan(4, 50, 32, Duration.ofMillis(20), 1),
          Duration.ofMillis(10),
          3,
          Duration.ofMillis(1),
          List.of(Work.PUT, Work.GET, Work.GET_ONE));

  /// A peer without processes: a map.
  private static final class MapPeer implements Peer {
    private final String name;
    private final boolean forgets;
    private final Map<String, byte[]> map = new ConcurrentHashMap<>();

    MapPeer(String name, boolean forgets) {
      this.name = name;
      this.forgets = forgets;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public String setting() {
      return "a map";
    }

    @Override
    public void start() {}

    @Override
    public CompletableFuture<@Nullable Void> put(int client, byte[] key, byte[] value) {
      map.put(new String(key, StandardCharsets.UTF_8), value);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<byte @Nullable []> get(int client, byte[] key) {
      byte[] value = forgets ? null : map.get(new String(key, StandardCharsets.UTF_8));
      return CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletableFuture<byte @Nullable []> getOne(int client, byte[] key) {
      return get(client, key);
    }

    @Override
    public double cpuSeconds() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void reportsBothSidesAndTheirRatio() throws InterruptedException {
    List<String> progress = new ArrayList<>();
    ComparisonReport report =
        new Comparison(
                PLAN,
                List.of(new MapPeer("gamut", false), new MapPeer("other", false)),
                progress::add)
            .run();
    assertTrue(report.isRight());
    assertEquals(3, report.rows().size());
    assertTrue(progress.stream().anyMatch(line -> line.startsWith("other get, round 3 of 3")));
    String rows = String.valueOf(report.toMap().get("rows"));
    assertTrue(rows.matches("\\[\\{work=put, gamut=[0-9.E]+, peer=[0-9.E]+, ratio=.*"), rows);
    assertTrue(report.toText().contains("ratio"), report.toText());
  }

  @Test
  void aPeerThatForgetsIsSeen() throws InterruptedException {
    ComparisonReport report =
        new Comparison(PLAN, List.of(new MapPeer("other", true)), _ -> {}).run();
    assertFalse(report.isRight());
    assertTrue(report.toText().contains("FAILED"), report.toText());
  }
}
