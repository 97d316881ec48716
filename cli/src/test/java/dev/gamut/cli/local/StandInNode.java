package dev.gamut.cli.local;

import com.sun.net.httpserver.HttpServer;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import dev.gamut.server.config.NodeConfigFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// A process that looks like a node from outside: it reads a node's configuration, answers for its
/// health, and has a file of its own data. A data file `broken` keeps it from starting.
final class StandInNode {
  private StandInNode() {}

  public static void main(String[] arguments) throws IOException {
    NodeConfig config = NodeConfigFile.read(Path.of(arguments[1]));
    if (Files.exists(config.dataDirectory().resolve("broken"))) {
      System.out.println("the data is broken");
      System.exit(3);
    }
    Files.writeString(config.dataDirectory().resolve("mine"), config.clusterName());
    Member self = config.self();
    HttpServer server = HttpServer.create(new InetSocketAddress(self.host(), self.httpPort()), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    System.out.println(config.nodeId() + " serves");
  }
}
