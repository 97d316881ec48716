package dev.gamut.server;

import dev.gamut.server.config.NodeConfig;
import dev.gamut.server.config.NodeConfigFile;
import dev.gamut.server.http.HttpDoor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node as a process of its own: `Main --config FILE`.
///
/// Exit codes: 0 stopped when asked to; 2 the configuration or the data directory is not usable; 70
/// the node found itself or its disk wrong, and halted.
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int UNUSABLE = 2;
  private static final int HALTED = 70;

  private Main() {}

  @SuppressWarnings("SystemOut") // Before the log is open, standard error is what people see.
  public static void main(String[] arguments) {
    if (arguments.length != 2 || !List.of(arguments).getFirst().equals("--config")) {
      System.err.println("usage: --config FILE");
      System.exit(UNUSABLE);
    }
    try {
      run(NodeConfigFile.read(Path.of(arguments[1])));
    } catch (IOException | RuntimeException e) {
      LOG.error("the node cannot start: {}", e.getMessage(), e);
      System.err.println("the node cannot start: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static void run(NodeConfig config) throws IOException {
    LOG.info("{} of cluster {} starts", config.nodeId(), config.clusterName());
    ServerNode node = ServerNode.start(config, Main::halt);
    HttpDoor http = HttpDoor.open(node);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("stopping");
                  http.close();
                  stop(node);
                  LOG.info("stopped");
                },
                "shutdown"));
  }

  private static void stop(ServerNode node) {
    try {
      node.close();
    } catch (IOException e) {
      LOG.error("not everything stopped in order; the journal recovers it", e);
    }
  }

  /// Nothing more may be done in this process: not even its shutdown hooks.
  private static void halt(String where, Throwable cause) {
    LOG.error("{} failed, the node halts", where, cause);
    Runtime.getRuntime().halt(HALTED);
  }
}
