package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.gamut.server.ServerNode;
import dev.gamut.server.door.DoorClient;
import dev.gamut.server.door.DoorGate;
import dev.gamut.server.grpc.GrpcDoor;
import dev.gamut.server.metrics.Metrics;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The door for everybody else, on the node's second port: HTTP with JSON, gRPC, and health.
///
/// It is a client of the cluster that happens to live in a node: it speaks to this node, and to the
/// others when they lead, through frames like every client, and so passes the same request chain,
/// as *anonymous*.
public final class HttpDoor implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int CONNECTIONS_MAX = 4_096;
  private static final long BYTES_MAX = 64L << 20;
  private static final long BODY_MAX = 64 << 10;
  private static final Duration IDLE_MAX = Duration.ofMinutes(2);

  /// Longer than the longest time of a call, which ends by itself.
  private static final Duration TIME_MAX = Duration.ofSeconds(310);

  /// A key of 4 KiB may take three characters a byte in a path.
  private static final int FIRST_LINE_MAX = 32 << 10;

  private static final long CLOSE_SECONDS_MAX = 10;
  private static final long LOOK_NANOS = 1_000_000;

  private final Server server;
  private final EventLoopGroup workers;
  private final DoorClient client;
  private final Metrics metrics;

  private HttpDoor(Server server, EventLoopGroup workers, DoorClient client, Metrics metrics) {
    this.server = server;
    this.workers = workers;
    this.client = client;
    this.metrics = metrics;
  }

  /// Loads what the door is made of, which takes about as long as opening a journal: for a thread
  /// that has nothing else to do meanwhile.
  public static void prepare() {
    var _ =
        Server.builder()
            .meterRegistry(NoopMeterRegistry.get())
            .service("/health", (_, _) -> health("recovering"))
            .build();
  }

  /// Blocks until the port is open.
  public static HttpDoor open(ServerNode node) throws IOException {
    DoorClient client = DoorClient.open(node.config());
    var self = node.config().self();
    DoorGate gate = new DoorGate(BYTES_MAX);
    Metrics metrics = new Metrics(node, gate);
    EventLoopGroup workers = EventLoopGroups.newEventLoopGroup(WORKERS);
    Server server = server(node, new Routes(client, gate), workers, metrics);
    try {
      server.start().join();
    } catch (RuntimeException e) {
      end(workers);
      metrics.close();
      client.close();
      throw new IOException(
          "port "
              + self.httpPort()
              + " for HTTP cannot be opened: is it taken? Choose another with --port",
          e);
    }
    return new HttpDoor(server, workers, client, metrics);
  }

  private static Server server(
      ServerNode node, Routes routes, EventLoopGroup workers, Metrics metrics) {
    var self = node.config().self();
    ServerBuilder builder =
        Server.builder()
            .http(new InetSocketAddress(self.host(), self.httpPort()))
            .workerGroup(workers, false)
            .maxNumConnections(CONNECTIONS_MAX)
            .maxRequestLength(BODY_MAX)
            .http1MaxInitialLineLength(FIRST_LINE_MAX)
            .http1MaxHeaderSize(FIRST_LINE_MAX)
            .idleTimeout(IDLE_MAX)
            .requestTimeout(TIME_MAX)
            .disableServerHeader()
            .meterRegistry(NoopMeterRegistry.get())
            .errorHandler(new JsonErrors())
            .service("/health", (_, _) -> health(node));
    new MetricRoutes(routes, metrics).install(builder);
    new ItemRoutes(routes).install(builder);
    new BatchRoutes(routes).install(builder);
    new ClusterRoutes(routes).install(builder);
    builder.service(GrpcDoor.service(routes.client()), routes::forGrpc);
    return builder.build();
  }

  private static HttpResponse health(ServerNode node) {
    return HttpResponse.of(node.modeSoon().thenApply(HttpDoor::health));
  }

  private static HttpResponse health(String mode) {
    boolean serves = mode.equals("serving") || mode.startsWith("read-only");
    return HttpResponse.of(
        serves ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        MediaType.JSON,
        "{\"mode\":\"%s\"}",
        mode);
  }

  /// Returns when the port and all its connections are closed. The server says only seconds later
  /// that it has stopped, because the thread of its port waits for two seconds of quiet.
  @Override
  public void close() {
    var _ = server.stop();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS_MAX);
    while (isOpen() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    end(workers);
    client.close();
    metrics.close();
  }

  private boolean isOpen() {
    return !server.activePorts().isEmpty() || server.numConnections() > 0;
  }

  private static void end(EventLoopGroup workers) {
    workers
        .shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
  }
}
