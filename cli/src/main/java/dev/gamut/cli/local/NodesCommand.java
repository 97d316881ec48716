package dev.gamut.cli.local;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// A command that does the same to each of the nodes it names.
public abstract class NodesCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Parameters(arity = "1..*", paramLabel = "NODE", description = "Such as n2.")
  private List<String> names = new ArrayList<>();

  NodesCommand() {}

  /// Does it, and says in a word what the node now is.
  abstract String act(LocalCluster cluster, LocalNode node)
      throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.open(data.directory());
    try (FolderLock _ = FolderLock.take(cluster.folder())) {
      List<LocalNode> nodes = names.stream().map(cluster::node).toList();
      for (LocalNode node : nodes) {
        String done = act(cluster, node);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", node.name());
        fields.put("done", done);
        output.say(node.name() + " " + done, fields);
      }
    }
    return Exit.DONE.code();
  }

  static void requireRunning(LocalNode node) throws IOException {
    if (node.process().isEmpty()) {
      throw CommandException.refused(
          node.name() + " does not run", "Start it with `gamut start " + node.name() + "`.");
    }
  }
}
