package dev.gamut.cli;

import dev.gamut.client.EmbeddedCluster;
import dev.gamut.client.EmbeddedConfig;
import dev.gamut.client.Gamut;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Does what nodes do, for the launcher's cache of their loaded classes and of which code is hot:
/// three nodes on disk in this process serve a few seconds of mixed load. So a node that starts
/// later serves sooner, and compiles less while it does.
///
/// Takes the folder to work in, which must not exist and is removed again.
final class NodeTraining {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  private NodeTraining() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (EmbeddedCluster cluster =
        Gamut.embedded(EmbeddedConfig.onDisk(folder).withNodes(3).withHttp())) {
      String server = cluster.addresses().getFirst();
      run(server, "table", "create", "load", "--partitions", "4");
      run(server, "table", "create", "range", "--partition-by", "range", "--split-at", "m");
      run(server, "put", "range", "a", "{\"n\":1}", "--if-absent");
      run(server, "scan", "range");
      run(server, "bench", "load", "--seconds", "7", "--mix", "put=50,get=45,delete=5");
      run(server, "table", "create", "carts", "--strategy", "leaderless", "--partitions", "4");
      run(server, "put", "carts", "a", "{\"n\":1}", "--if-absent");
      run(server, "bench", "carts", "--seconds", "4", "--mix", "put=40,get=40,delete=20");
      run(server, "status");
    } finally {
      remove(folder);
    }
    System.exit(0);
  }

  private static void run(String server, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server));
    String[] array = all.toArray(String[]::new);
    Main.commandLine(NOWHERE, NOWHERE, array).execute(array);
  }

  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
