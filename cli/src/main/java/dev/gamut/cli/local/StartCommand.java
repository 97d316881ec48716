package dev.gamut.cli.local;

import dev.gamut.cli.CommandException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "start",
    description = {
      "Start nodes of the local cluster that were killed.",
      "",
      "The node recovers from its own data and catches up. Returns when it serves."
    },
    footer = {
      "",
      "Example:",
      "  gamut start n2",
      "",
      "Exit codes: 0 it serves; 1 it runs already, or there is no such node; 4 it did not come up."
    })
public final class StartCommand extends NodesCommand {
  private static final long SERVE_SECONDS = 60;

  @Override
  String act(LocalCluster cluster, LocalNode node) throws IOException, InterruptedException {
    if (node.state() != LocalNode.State.STOPPED) {
      throw CommandException.refused(
          node.name() + " runs already", "See it with `gamut status`, or `gamut kill` it first.");
    }
    cluster.start(node);
    cluster.awaitServing(List.of(node), SERVE_SECONDS);
    return "started";
  }
}
