package dev.gamut.server.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.Server;
import dev.gamut.server.ServerNode;
import java.io.IOException;
import java.net.InetSocketAddress;

/// Serves HTTP on the node's second port.
public final class HttpDoor implements AutoCloseable {
  private final Server server;

  private HttpDoor(Server server) {
    this.server = server;
  }

  /// Blocks until the port is open.
  public static HttpDoor open(ServerNode node) throws IOException {
    var self = node.config().self();
    Server server =
        Server.builder()
            .http(new InetSocketAddress(self.host(), self.httpPort()))
            .service("/health", (_, _) -> health(node))
            .build();
    try {
      server.start().join();
    } catch (RuntimeException e) {
      throw new IOException(
          "port "
              + self.httpPort()
              + " for HTTP cannot be opened: is it taken? Choose another with --port",
          e);
    }
    return new HttpDoor(server);
  }

  private static HttpResponse health(ServerNode node) throws IOException {
    String mode = node.mode();
    boolean serves = mode.equals("serving") || mode.startsWith("read-only");
    return HttpResponse.of(
        serves ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        MediaType.JSON,
        "{\"mode\":\"%s\"}",
        mode);
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
