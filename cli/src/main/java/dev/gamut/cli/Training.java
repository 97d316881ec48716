package dev.gamut.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// Does what commands do, for the launcher's cache of loaded classes: shows every page of help,
/// reads a cluster's files, and asks a cluster that is not there. Changes nothing in the world.
final class Training {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  private Training() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("gamut-training");
    try {
      Files.writeString(
          folder.resolve("cluster.json"),
          """
          {"format": 1, "clusterId": "00000000000000ff", "loops": 1, "memoryMebibytes": 64,
           "nodes": [{"id": 1, "host": "127.0.0.1", "framePort": 1, "httpPort": 2}]}
          """);
      String data = folder.toString();
      help(Main.commandLine(NOWHERE, NOWHERE), List.of());
      run("--help");
      run("no-such-command", "--output", "json");
      run("status", "--data", data);
      run("status", "--data", data, "--output", "json");
      run("get", "table", "key", "--data", data);
      String absent = "127.0.0.1:1";
      run("get", "table", "key", "--server", absent, "--timeout", "0.3", "--receipt");
      run("put", "table", "key", "{}", "--document", "--server", absent, "--timeout", "0.1");
      run("table", "list", "--server", absent, "--timeout", "0.1", "--output", "json");
      run("scan", "table", "--server", absent, "--timeout", "0.1");
    } finally {
      Files.deleteIfExists(folder.resolve("cluster.json"));
      Files.deleteIfExists(folder);
    }
    System.exit(0);
  }

  private static void help(CommandLine command, List<String> path) {
    for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
      List<String> longer = new ArrayList<>(path);
      longer.add(below.getKey());
      help(below.getValue(), longer);
      longer.add("--help");
      run(longer.toArray(String[]::new));
    }
  }

  private static void run(String... arguments) {
    Main.commandLine(NOWHERE, NOWHERE, arguments).execute(arguments);
  }
}
