package dev.gamut.cli.data;

import dev.gamut.bench.client.TcpClient;
import dev.gamut.cli.ConnectionOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/// A command that asks a cluster something.
abstract class DataCommand implements Callable<Integer> {
  @Mixin OutputOptions output = new OutputOptions();
  @Mixin ConnectionOptions connection = new ConnectionOptions();

  /// Asks, says what came of it, and returns how it ended.
  abstract Exit run(TcpClient client) throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    try (TcpClient client = connection.open()) {
      return run(client).code();
    }
  }
}
