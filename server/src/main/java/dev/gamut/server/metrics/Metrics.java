package dev.gamut.server.metrics;

import dev.gamut.base.Bytes;
import dev.gamut.server.ServerFigures;
import dev.gamut.server.ServerNode;
import dev.gamut.server.door.DoorGate;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A node's metrics for Prometheus. What the node counts it counts in plain fields of its loops,
/// which are asked at every scrape; nothing is registered, and nothing is kept between scrapes.
/// What the JVM and the process tell comes from Micrometer.
public final class Metrics implements AutoCloseable {
  private final ServerNode node;
  private final DoorGate gate;
  private final PrometheusMeterRegistry process =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final ExpositionFormats formats = ExpositionFormats.init();

  public Metrics(ServerNode node, DoorGate gate) {
    this.node = node;
    this.gate = gate;
    new JvmInfoMetrics().bindTo(process);
    new JvmMemoryMetrics().bindTo(process);
    new JvmThreadMetrics().bindTo(process);
    new ProcessorMetrics().bindTo(process);
    new UptimeMetrics().bindTo(process);
    new FileDescriptorMetrics().bindTo(process);
    collections.bindTo(process);
  }

  /// A scrape as it is sent.
  public record Page(String contentType, Bytes content) {}

  /// @param accept the header of that name, by which the format is chosen; null for none
  /// @param executor does what may take a moment: the JVM's figures, and the text
  public CompletableFuture<Page> scrape(@Nullable String accept, Executor executor) {
    return node.figures().thenApplyAsync(figures -> page(accept, figures), executor);
  }

  private Page page(@Nullable String accept, ServerFigures figures) {
    Families families = new Families();
    families.gauge(
        "gamut_node_info",
        "1: which node of which cluster this is.",
        1,
        "cluster",
        node.config().clusterName(),
        "node",
        node.config().nodeId().toString());
    NodeMetrics.add(figures.node(), families);
    DiskMetrics.add(figures, families);
    NetworkMetrics.add(figures, gate, families);
    List<MetricSnapshot> all = new ArrayList<>(families.snapshots());
    process.getPrometheusRegistry().scrape().forEach(all::add);
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    try {
      writer.write(out, new MetricSnapshots(all));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return new Page(writer.getContentType(), Bytes.wrap(out.toByteArray()));
  }

  @Override
  public void close() {
    collections.close();
    process.close();
  }
}
