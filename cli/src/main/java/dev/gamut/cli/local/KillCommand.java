package dev.gamut.cli.local;

import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "kill",
    description = {
      "Kill nodes of the local cluster, as a power failure would.",
      "",
      "kill -9: nothing is flushed, nobody is told. What was acknowledged must survive. The node"
          + " stays down until `gamut start`."
    },
    footer = {
      "",
      "Example:",
      "  gamut kill n2",
      "",
      "Exit codes: 0 killed; 1 it does not run, or there is no such node."
    })
public final class KillCommand extends NodesCommand {
  @Override
  String act(LocalCluster cluster, LocalNode node) throws IOException, InterruptedException {
    requireRunning(node);
    cluster.kill(node);
    return "killed";
  }
}
