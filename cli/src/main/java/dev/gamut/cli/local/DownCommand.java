package dev.gamut.cli.local;

import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "down",
    description = {
      "End the local cluster.",
      "",
      "Asks every node to end, kills one that does not within 10 s, and keeps the data: `gamut up`"
          + " starts it again."
    },
    footer = {
      "",
      "Examples:",
      "  gamut down",
      "  gamut down --wipe          and remove the cluster's folder, data and all",
      "",
      "Exit codes: 0 no node runs any more; 1 there is no cluster in the folder."
    })
public final class DownCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Option(names = "--wipe", description = "Remove the cluster's nodes and their data as well.")
  private boolean wipe;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster cluster = LocalCluster.open(data.directory());
    List<String> ended = new ArrayList<>();
    try (FolderLock _ = FolderLock.take(cluster.folder())) {
      List<LocalNode> running = new ArrayList<>();
      for (LocalNode node : cluster.nodes()) {
        if (node.state() != LocalNode.State.STOPPED) {
          running.add(node);
          ended.add(node.name());
        }
      }
      cluster.end(running, output::progress);
      if (wipe) {
        for (LocalNode node : cluster.nodes()) {
          remove(node.folder());
        }
        Files.deleteIfExists(cluster.folder().resolve(ClusterFile.NAME));
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("ended", ended);
    fields.put("wiped", wipe);
    String what = ended.isEmpty() ? "No node was running" : "Ended " + String.join(", ", ended);
    output.say(what + (wipe ? "; its data is gone." : "."), fields);
    return Exit.DONE.code();
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
