package dev.gamut.server;

import dev.gamut.server.config.NodeConfig;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
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
  private static final String FORMAT_NAME = "gamut data ";
  private static final int FORMAT = 1;
  private static final String RESTORE =
      "restore the directory whole, or empty it and let the node be rebuilt under a new number";

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
    List<String> found = read(file);
    if (found.equals(expected)) {
      return;
    }
    checkFormat(directory, found);
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

  private static List<String> read(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new IOException(file + " is damaged: " + RESTORE, e);
    }
  }

  private static void checkFormat(Path directory, List<String> found) throws IOException {
    String first = found.isEmpty() ? "" : found.getFirst();
    if (first.equals(FORMAT_NAME + FORMAT)) {
      return;
    }
    if (!first.startsWith(FORMAT_NAME)) {
      throw new IOException(directory.resolve(NAME) + " is damaged: " + RESTORE);
    }
    throw new IOException(
        "%s is of data format %s, and this version of Gamut knows format %d alone: nothing was"
                .formatted(directory, first.substring(FORMAT_NAME.length()), FORMAT)
            + " changed; start the version that wrote it, or give this node an empty directory");
  }

  private static void claimNew(Path directory, Path file, List<String> lines) throws IOException {
    try (var entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (name.startsWith("journal-") || name.startsWith("store")) {
          throw new IOException(
              "%s holds %s but no file '%s': it is damaged or was copied in part; "
                      .formatted(directory, name, NAME)
                  + RESTORE);
        }
      }
    }
    Files.write(file, lines);
  }

  private static List<String> lines(NodeConfig config) {
    return List.of(
        FORMAT_NAME + FORMAT,
        "cluster " + config.clusterName(),
        "node " + config.nodeId(),
        "loops " + config.loops());
  }
}
