package dev.gamut.cli.local;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.DataOptions;
import dev.gamut.cli.Exit;
import dev.gamut.cli.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    description = {
      "Show what a node of the local cluster said last.",
      "",
      "With --follow also what it says from now on, until interrupted, across restarts and changes"
          + " of files. A log has 8 files of 16 MiB at most, older ones packed; `log` in"
          + " n1/node.json says otherwise."
    },
    footer = {
      "",
      "Examples:",
      "  gamut logs n1",
      "  gamut logs n1 --lines 200",
      "  gamut logs n1 --follow",
      "",
      "Exit codes: 0 shown; 1 there is no such node, or it has said nothing yet."
    })
public final class LogsCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private DataOptions data = new DataOptions();

  @Parameters(paramLabel = "NODE", description = "Such as n2.")
  private String name = "";

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "40",
      description = "How many of the last lines. Default: 40.")
  private int lines = 40;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what it says from now on.")
  private boolean follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalNode node = LocalCluster.open(data.directory()).node(name);
    if (!Files.exists(node.log())) {
      throw CommandException.refused(
          node.name() + " has no log yet: " + node.log(),
          "Start it with `gamut start " + node.name() + "`.");
    }
    if (lines < 1) {
      throw CommandException.usage("--lines is " + lines, "At least 1; leave it out for 40.");
    }
    long end = Files.size(node.log());
    String text = Log.tail(node.log(), lines);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("node", node.name());
    fields.put("log", node.log().toString());
    fields.put("lines", text.lines().toList());
    output.say(text, fields);
    if (follow) {
      try (LogFollower follower = new LogFollower(node.log(), end)) {
        follower.follow(line -> output.say(line, Map.of("line", line)));
      }
    }
    return Exit.DONE.code();
  }
}
