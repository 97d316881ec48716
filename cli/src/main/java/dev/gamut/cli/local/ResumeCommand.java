package dev.gamut.cli.local;

import java.io.IOException;
import picocli.CommandLine.Command;

@Command(
    name = "resume",
    description = {
      "Let paused nodes of the local cluster go on.",
      "",
      "SIGCONT: the node goes on where it was, and finds that time has passed."
    },
    footer = {
      "",
      "Example:",
      "  gamut resume n2",
      "",
      "Exit codes: 0 resumed; 1 it does not run, or there is no such node."
    })
public final class ResumeCommand extends NodesCommand {
  @Override
  String act(LocalCluster cluster, LocalNode node) throws IOException, InterruptedException {
    requireRunning(node);
    cluster.resume(node);
    return "resumed";
  }
}
