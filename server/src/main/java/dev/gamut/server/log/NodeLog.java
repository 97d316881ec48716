package dev.gamut.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.gamut.server.config.LogConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a node's log into files of bounded size and number ([NumberedFiles]). A name always
/// stands for the same age, so that `node.log` can be followed by its name.
///
/// A thread of its own writes: a loop that logs must not wait for a disk, nor for a full file to be
/// packed. When that thread falls behind by thousands of lines, what comes on top is dropped.
public final class NodeLog implements AutoCloseable {
  private static final int QUEUE_LINES_MAX = 8_192;
  private static final int FLUSH_MILLIS_MAX = 2_000;

  private final AsyncAppender appender;

  private NodeLog(AsyncAppender appender) {
    this.appender = appender;
  }

  /// Everything that is logged from now on goes there, and nowhere else.
  public static NodeLog open(LoggerContext context, LogConfig config) throws IOException {
    Path folder = config.file().toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(config.file()) && !Files.isWritable(config.file())) {
      throw new IOException("no permission to write the log " + config.file());
    }
    AsyncAppender behind = new AsyncAppender();
    behind.setContext(context);
    behind.setName("log");
    behind.setQueueSize(QUEUE_LINES_MAX);
    behind.setDiscardingThreshold(0);
    behind.setNeverBlock(true);
    behind.setMaxFlushTime(FLUSH_MILLIS_MAX);
    behind.addAppender(files(context, config));
    behind.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(behind);
    return new NodeLog(behind);
  }

  private static RollingFileAppender<ILoggingEvent> files(LoggerContext context, LogConfig config) {
    LineEncoder encoder = new LineEncoder();
    encoder.setContext(context);
    encoder.start();
    RollingFileAppender<ILoggingEvent> files = new RollingFileAppender<>();
    files.setContext(context);
    files.setName("files");
    files.setFile(config.file().toString());
    files.setEncoder(encoder);
    NumberedFiles policy = new NumberedFiles(config.file().toAbsolutePath(), config.filesMax());
    policy.setContext(context);
    policy.setParent(files);
    policy.start();
    files.setRollingPolicy(policy);
    files.setTriggeringPolicy(size(context, config));
    files.start();
    return files;
  }

  private static SizeBasedTriggeringPolicy<ILoggingEvent> size(
      LoggerContext context, LogConfig config) {
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(config.fileBytesMax()));
    // At every line: there are few, and a bound that is looked at now and then is none.
    size.setCheckIncrement(Duration.buildByMilliseconds(0));
    size.start();
    return size;
  }

  /// Writes what waits, at most for two seconds; what is logged later is lost.
  @Override
  public void close() {
    appender.stop();
  }
}
