package dev.gamut.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.gamut.server.log.LineEncoder;

/// What is logged, and where, in every process of the launcher: Logback finds it as a service. Of
/// libraries only what is wrong is heard. In code, because reading a configuration would take a
/// command a tenth of its time.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {
  /// The system property that says `node` in a node's process.
  public static final String PROPERTY = "gamut.log";

  public static final String NODE = "node";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    boolean isNode = NODE.equals(System.getProperty(PROPERTY));
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(isNode ? nodeConsole(context) : commandConsole(context));
    if (isNode) {
      context.getLogger("dev.gamut").setLevel(Level.INFO);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// A node says what matters, a line each, until its configuration names a file.
  private static ConsoleAppender<ILoggingEvent> nodeConsole(LoggerContext context) {
    return console(context, "System.out", new LineEncoder());
  }

  /// A command speaks through its own output.
  private static ConsoleAppender<ILoggingEvent> commandConsole(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern("%level %logger{20} %msg%n");
    return console(context, "System.err", encoder);
  }

  private static ConsoleAppender<ILoggingEvent> console(
      LoggerContext context, String target, PatternLayoutEncoder encoder) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(target);
    console.setEncoder(encoder);
    console.start();
    return console;
  }
}
