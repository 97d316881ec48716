package dev.gamut.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/// Does what commands do, for the launcher's cache of loaded classes: shows every page of help,
/// asks a cluster that is not there, and one of one node, which it starts in a temporary folder and
/// ends again.
final class Training {
  private static final int LINES = 5_000;
  private static final int TIMES = 5;
  private static final int PORT_MAX = 65_000;
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  private Training() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("gamut-training");
    try {
      String data = folder.resolve("cluster").toString();
      help(Main.commandLine(NOWHERE, NOWHERE), List.of());
      run("--help");
      run("no-such-command", "--output", "json");
      run("status", "--data", data);
      String absent = "127.0.0.1:1";
      run("get", "table", "key", "--server", absent, "--timeout", "0.3", "--receipt");
      run("put", "table", "key", "{}", "--document", "--server", absent, "--timeout", "0.1");
      run("table", "list", "--server", absent, "--timeout", "0.1", "--output", "json");
      run("scan", "table", "--server", absent, "--timeout", "0.1");
      try {
        run("up", "--nodes", "1", "--port", Integer.toString(freePort()), "--data", data);
        use(data, folder.resolve("lines"));
      } finally {
        run("down", "--data", data);
      }
    } finally {
      NodeTraining.remove(folder);
    }
    System.exit(0);
  }

  private static void use(String data, Path lines) throws IOException {
    run("table", "create", "t", "--partition-by", "range", "--replicas", "1", "--data", data);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      text.append("{\"id\":\"%05d\",\"name\":\"line %d\",\"size\":%d}%n".formatted(i, i, i * i));
    }
    Files.writeString(lines, text);
    run("import", "t", lines.toString(), "--data", data);
    for (int i = 0; i < TIMES; i++) {
      run("get", "t", "%05d".formatted(i), "--data", data);
      run("get", "t", "%05d".formatted(i), "--data", data, "--receipt", "--output", "json");
      run("put", "t", "key", "{}", "--document", "--data", data);
      run("scan", "t", "--limit", "10", "--data", data);
      run("delete", "t", "key", "--data", data);
    }
    run("table", "list", "--data", data);
    run("table", "show", "t", "--data", data);
    run("status", "--data", data);
    run("status", "--data", data, "--output", "json");
    run("kill", "n1", "--data", data);
    run("start", "n1", "--data", data);
  }

  /// One of which the next is probably free as well.
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Math.min(socket.getLocalPort(), PORT_MAX);
    }
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
