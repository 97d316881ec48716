package dev.gamut.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gamut.base.NodeId;
import dev.gamut.server.config.Member;
import dev.gamut.server.config.NodeConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeIdentityFileTest {
  private static final String NEW_DIRECTORY =
      "start the version that wrote it, or give this node an empty directory";
  private static final String RESTORE =
      "restore the directory whole, or empty it and let the node be rebuilt under a new number";

  @TempDir private Path data = Path.of("replaced");

  private NodeConfig config(long cluster, int node) {
    List<Member> members =
        List.of(
            new Member(new NodeId(1), "127.0.0.1", 7400, 7401),
            new Member(new NodeId(2), "127.0.0.1", 7402, 7403));
    return new NodeConfig(cluster, new NodeId(node), members, data, 1, 256);
  }

  private String refused(long cluster, int node) throws IOException {
    Path file = data.resolve("identity");
    byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    NodeConfig config = config(cluster, node);
    IOException failure = assertThrows(IOException.class, () -> NodeIdentityFile.claim(config));
    byte[] after = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    assertEquals(
        new String(before, StandardCharsets.ISO_8859_1),
        new String(after, StandardCharsets.ISO_8859_1));
    return failure.getMessage() + "";
  }

  @Test
  void aDirectoryIsClaimedOnceAndKnownAgain() throws IOException {
    NodeIdentityFile.claim(config(10, 1));
    NodeIdentityFile.claim(config(10, 1));
  }

  @Test
  void theDirectoryOfAnotherNodeOrClusterIsRefused() throws IOException {
    NodeIdentityFile.claim(config(10, 1));
    String end =
        ": it is another node's data directory, or the configuration was changed; point the node"
            + " to its own";
    assertEquals(
        data + " is marked 'node n1', but this node is configured as 'node n2'" + end,
        refused(10, 2));
    assertEquals(
        data
            + " is marked 'cluster 000000000000000a', but this node is configured as 'cluster"
            + " 000000000000000b'"
            + end,
        refused(11, 1));
  }

  @Test
  void anotherFormatIsRefused() throws IOException {
    NodeIdentityFile.claim(config(10, 1));
    Path file = data.resolve("identity");
    for (String format : List.of("0", "2")) {
      Files.writeString(
          file, Files.readString(file).replaceFirst("gamut data .", "gamut data " + format));
      assertEquals(
          data
              + " is of data format "
              + format
              + ", and this version of Gamut knows format 1 alone: nothing was changed; "
              + NEW_DIRECTORY,
          refused(10, 1));
    }
  }

  @Test
  void whatIsTruncatedOrNoMarkAtAllIsDamaged() throws IOException {
    Path file = data.resolve("identity");
    for (byte[] content :
        List.of(new byte[0], new byte[] {(byte) 0xff, 1}, "gam".getBytes(StandardCharsets.UTF_8))) {
      Files.write(file, content);
      assertEquals(file + " is damaged: " + RESTORE, refused(10, 1));
    }
  }

  @Test
  void dataWithoutItsMarkIsNotTakenForNew() throws IOException {
    Files.createFile(data.resolve("journal-000001"));
    assertEquals(
        data
            + " holds journal-000001 but no file 'identity': it is damaged or was copied in part; "
            + RESTORE,
        refused(10, 1));
  }
}
