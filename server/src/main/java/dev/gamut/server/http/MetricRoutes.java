package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import dev.gamut.server.metrics.Metrics;
import java.util.concurrent.CompletableFuture;

/// The metrics, for Prometheus.
final class MetricRoutes {
  /// More than the page of a node with a thousand tables.
  private static final long BYTES_HELD = 1 << 20;

  private final Routes routes;
  private final Metrics metrics;

  MetricRoutes(Routes routes, Metrics metrics) {
    this.routes = routes;
    this.metrics = metrics;
  }

  void install(ServerBuilder server) {
    server.route().get("/metrics").build(routes.service(BYTES_HELD, this::scrape));
  }

  private CompletableFuture<HttpResponse> scrape(Exchange exchange) {
    return metrics
        .scrape(exchange.header("accept"), exchange.context().blockingTaskExecutor())
        .thenApply(
            page ->
                HttpResponse.of(
                    HttpStatus.OK,
                    MediaType.parse(page.contentType()),
                    HttpData.wrap(page.content().toByteArray())));
  }
}
