package dev.gamut.server;

import dev.gamut.server.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a data directory belongs to, written once into the file `identity`. A directory of another
/// cluster or node is refused before anything of it is read: its votes and entries are not ours.
///
///     gamut data 1
///     cluster 0123456789abcdef
///     node n1
///     loops 1
final class NodeIdentityFile {
  private static final String NAME = "identity";

  private NodeIdentityFile() {}

  /// Marks an empty directory, or checks what a used one is marked with.
  static void claim(NodeConfig config) throws IOException {
    Path directory = config.dataDirectory();
    Files.createDirectories(directory);
    Path file = directory.resolve(NAME);
    List<String> expected = lines(config);
    if (!Files.exists(file)) {
      claimNew(directory, file, expected);
      return;
    }
    List<String> found = Files.readAllLines(file);
    if (found.equals(expected)) {
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      String line = i < found.size() ? found.get(i) : "nothing";
      if (!line.equals(expected.get(i))) {
        throw new IOException(
            "%s is marked '%s', but this node is configured as '%s': it is another node's data"
                    .formatted(directory, line, expected.get(i))
                + " directory, or the configuration was changed; point the node to its own");
      }
    }
    throw new IOException(file + " has " + found.size() + " lines where 4 are expected");
  }

  private static void claimNew(Path directory, Path file, List<String> lines) throws IOException {
    try (var entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (name.startsWith("journal-") || name.startsWith("store")) {
          throw new IOException(
              "%s holds %s but no file '%s': it is damaged or was copied in part; restore it whole,"
                      .formatted(directory, name, NAME)
                  + " or empty it and let the node be rebuilt under a new number");
        }
      }
    }
    Files.write(file, lines);
  }

  private static List<String> lines(NodeConfig config) {
    return List.of(
        "gamut data 1",
        "cluster " + config.clusterName(),
        "node " + config.nodeId(),
        "loops " + config.loops());
  }
}
