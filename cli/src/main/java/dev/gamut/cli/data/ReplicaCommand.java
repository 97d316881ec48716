package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.CommandException;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that changes who keeps a leaderless table, partition by partition, and waits for each.
abstract class ReplicaCommand extends DataCommand {
  static final long LOOK_MILLIS = 100;

  @Parameters(paramLabel = "TABLE", description = "The table's name.")
  String name = "";

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long to wait for each partition, 0 to only begin. Default: 600.")
  int waitSeconds;

  /// The table, which must be leaderless.
  ///
  /// @param otherwise what to do about one that is not
  Table table(TcpClient client, String otherwise) throws InterruptedException {
    if (waitSeconds < 0) {
      throw CommandException.usage("a wait of " + waitSeconds + " seconds", "Wait 0 or more.");
    }
    Table table = Tables.find(client, name, connection.timeoutNanos());
    if (table.spec().strategy() != StrategyKind.LEADERLESS) {
      throw CommandException.usage(
          "table '" + name + "' is " + table.spec().strategy().label() + ", not leaderless",
          otherwise);
    }
    return table;
  }

  /// When it has waited long enough for a change that began then.
  long untilNanos(long begunNanos) {
    return begunNanos + waitSeconds * 1_000_000_000L;
  }
}
