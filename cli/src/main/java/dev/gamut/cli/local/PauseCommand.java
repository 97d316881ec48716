package dev.gamut.cli.local;

import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "pause",
    description = {
      "Freeze nodes of the local cluster.",
      "",
      "SIGSTOP: the node is alive and silent, as in a long garbage collection or a stalled disk,"
          + " until `gamut resume`."
    },
    footer = {
      "",
      "Example:",
      "  gamut pause n2",
      "",
      "Exit codes: 0 paused; 1 it does not run, or there is no such node."
    })
public final class PauseCommand extends NodesCommand {
  @Override
  String act(LocalCluster cluster, LocalNode node) throws IOException, InterruptedException {
    requireRunning(node);
    cluster.pause(node);
    return "paused";
  }
}
