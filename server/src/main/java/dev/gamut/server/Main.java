package dev.gamut.server;

import ch.qos.logback.classic.LoggerContext;
import dev.gamut.base.LogLine;
import dev.gamut.node.request.Mode;
import dev.gamut.server.config.LogConfig;
import dev.gamut.server.config.NodeConfig;
import dev.gamut.server.config.NodeConfigFile;
import dev.gamut.server.http.HttpDoor;
import dev.gamut.server.log.NodeLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
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
  private static final long SERVING_SECONDS_MAX = 5;
  private static final long SERVING_PROBE_NANOS = 10_000_000;

  /// For whoever ends this process, so that its last words are written.
  private static final AtomicReference<@Nullable NodeLog> LOG_FILE = new AtomicReference<>();

  private Main() {}

  private static void closeLog() {
    NodeLog open = LOG_FILE.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }

  @SuppressWarnings("SystemOut") // Before the log is open, standard error is what people see.
  public static void main(String[] arguments) {
    if (arguments.length != 2 || !List.of(arguments).getFirst().equals("--config")) {
      System.err.println("usage: --config FILE");
      System.exit(UNUSABLE);
    }
    try {
      run(NodeConfigFile.read(Path.of(arguments[1])));
    } catch (IOException | RuntimeException e) {
      LOG.error(
          LogLine.of("start-failed", "reason", e.getMessage()),
          e instanceof RuntimeException ? e : null);
      closeLog();
      System.err.println("the node cannot start: " + e.getMessage());
      System.exit(UNUSABLE);
    }
  }

  private static void run(NodeConfig config) throws IOException {
    LogConfig log = config.log();
    if (log != null && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      LOG_FILE.set(NodeLog.open(context, log));
    }
    LOG.info(starts(config));
    Thread.ofPlatform().daemon().name("prepare").start(HttpDoor::prepare);
    ServerNode node = ServerNode.start(config, Main::halt);
    // Opening that door takes the processor for a second, and the replicas need it first.
    awaitServing(node);
    HttpDoor http = HttpDoor.open(node);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info(LogLine.of("stopping"));
                  http.close();
                  stop(node);
                  LOG.info(LogLine.of("stopped"));
                  closeLog();
                },
                "shutdown"));
  }

  private static void awaitServing(ServerNode node) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SERVING_SECONDS_MAX);
    while (node.mode().equals(Mode.RECOVERING.label()) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(SERVING_PROBE_NANOS);
    }
  }

  private static String starts(NodeConfig config) {
    return LogLine.of(
        "start",
        "node",
        config.nodeId(),
        "cluster",
        config.clusterName(),
        "process",
        ProcessHandle.current().pid(),
        "frames",
        config.self().host() + ":" + config.self().framePort(),
        "http",
        config.self().host() + ":" + config.self().httpPort(),
        "data",
        config.dataDirectory(),
        "loops",
        config.loops(),
        "memoryMebibytes",
        config.memoryMebibytes(),
        "java",
        Runtime.version());
  }

  private static void stop(ServerNode node) {
    try {
      node.close();
    } catch (IOException e) {
      LOG.error(LogLine.of("stop-failed", "reason", e.getMessage()), e);
    }
  }

  /// Nothing more may be done in this process: not even its shutdown hooks.
  private static void halt(String where, Throwable cause) {
    LOG.error(LogLine.of("halt", "where", where, "reason", cause), cause);
    closeLog();
    Runtime.getRuntime().halt(HALTED);
  }
}
