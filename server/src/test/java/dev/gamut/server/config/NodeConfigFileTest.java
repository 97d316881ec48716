package dev.gamut.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeConfigFileTest {
  private static final String GOOD =
      """
      {
        "clusterId": "00c0ffee00c0ffee",
        "nodeId": 2,
        "nodes": [
          {"id": 1, "host": "127.0.0.1", "framePort": 7400, "httpPort": 7401},
          {"id": 2, "host": "127.0.0.1", "framePort": 7402, "httpPort": 7403}
        ],
        "dataDirectory": "data",
        "loops": 1,
        "memoryMebibytes": 256,
        "log": {"file": "log/node.log", "fileMebibytesMax": 4, "filesMax": 3}
      }
      """;

  @TempDir private Path folder = Path.of("replaced");
  private Path file = folder;

  @BeforeEach
  void name() {
    file = folder.resolve("node.json");
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Files.writeString(file, GOOD);
    NodeConfig config = NodeConfigFile.read(file);
    assertEquals(0x00c0ffee00c0ffeeL, config.clusterId());
    assertEquals(new Member(new NodeId(2), "127.0.0.1", 7402, 7403), config.self());
    assertEquals(folder.resolve("data"), config.dataDirectory());
    assertEquals(new LogConfig(folder.resolve("log/node.log"), 4, 3), config.log());
    NodeConfigFile.write(file, config);
    assertEquals(config, NodeConfigFile.read(file));
  }

  @Test
  void aNodeWithoutALogLogsToItsStandardOutput() throws IOException {
    Files.writeString(file, GOOD.replaceAll(",\\s*\"log\".*", ""));
    NodeConfig config = NodeConfigFile.read(file);
    assertNull(config.log());
    NodeConfigFile.write(file, config);
    assertEquals(config, NodeConfigFile.read(file));
  }

  /// A change to the good file, and what is said about it.
  record Mistake(String good, String bad, String message) {}

  @Test
  void everyMistakeIsNamedWithItsPlace() throws IOException {
    List<Mistake> mistakes =
        List.of(
            new Mistake("\"loops\": 1,", "", "loops is missing"),
            new Mistake("\"loops\": 1", "\"loops\": 0", "loops is 0, not from 1 to 64"),
            new Mistake(
                "\"loops\": 1", "\"loops\": \"x\"", "loops must be a whole number, but is \"x\""),
            new Mistake(
                "\"loops\"",
                "\"lops\"",
                "unknown field lops; known are clusterId, nodeId, nodes, dataDirectory, loops,"
                    + " memoryMebibytes, log"),
            new Mistake(
                "\"framePort\": 7402",
                "\"framePort\": 74020",
                "framePort of n2 is 74020, not from 1 to 65535"),
            new Mistake(
                "\"framePort\": 7402",
                "\"framePort\": 7401",
                "nodes has the address 127.0.0.1:7401 twice"),
            new Mistake(
                "\"filesMax\": 3", "\"filesMax\": 1", "log.filesMax is 1, not from 2 to 20"),
            new Mistake(
                "\"filesMax\"",
                "\"fileMax\"",
                "unknown field log.fileMax; known are file, fileMebibytesMax, filesMax"),
            new Mistake("\"id\": 2, ", "", "nodes[1].id is missing"),
            new Mistake("\"id\": 2", "\"id\": 1", "nodes has n1 twice"),
            new Mistake(
                "\"nodeId\": 2", "\"nodeId\": 3", "nodeId is n3, which is not one of nodes"),
            new Mistake(
                "00c0ffee00c0ffee",
                "coffee",
                "clusterId must be 16 hexadecimal digits, but is \"coffee\""));
    for (Mistake mistake : mistakes) {
      Files.writeString(file, GOOD.replace(mistake.good(), mistake.bad()));
      IOException refused = assertThrows(IOException.class, () -> NodeConfigFile.read(file));
      assertEquals(file + ": " + mistake.message(), refused.getMessage());
    }
  }

  @Test
  void whatIsNotJsonIsNamedWithItsLine() throws IOException {
    Files.writeString(file, GOOD.replace("\"nodeId\": 2,", "\"nodeId\": 2"));
    IOException refused = assertThrows(IOException.class, () -> NodeConfigFile.read(file));
    String place = file + ": line 4, column 3: ";
    assertTrue(String.valueOf(refused.getMessage()).startsWith(place), refused.getMessage());
  }

  @Test
  void aMissingFileIsSaidPlainly() {
    IOException refused = assertThrows(IOException.class, () -> NodeConfigFile.read(file));
    assertEquals(file + ": there is no such file", refused.getMessage());
  }
}
