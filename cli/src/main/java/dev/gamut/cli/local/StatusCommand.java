package dev.gamut.cli.local;

import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    description = {
      "Show the local cluster.",
      "",
      "A node is serving, starting (its process runs and does not answer), paused or stopped."
    },
    footer = {
      "",
      "Examples:",
      "  gamut status",
      "  gamut status --output json",
      "",
      "Exit codes: 0 every node serves; 1 there is no cluster in the folder; 4 some do not."
    })
public final class StatusCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Override
  public Integer call() throws IOException {
    LocalCluster cluster = LocalCluster.open(data.directory());
    List<NodeView> views = new ArrayList<>();
    for (LocalNode node : cluster.nodes()) {
      views.add(NodeView.of(node));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cluster", cluster.file().clusterName());
    fields.put("data", cluster.folder().toString());
    fields.put("nodes", views.stream().map(NodeView::toMap).toList());
    output.say(String.join("\n", views.stream().map(NodeView::toText).toList()), fields);
    boolean all = views.stream().allMatch(view -> view.state().equals("serving"));
    return (all ? Exit.DONE : Exit.UNAVAILABLE).code();
  }
}
