package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import dev.gamut.server.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What `up` refuses before it starts anything.
final class UpCommandTest {
  @TempDir private Path folder = Path.of("replaced");

  private CommandException refused(String... more) {
    UpCommand command = new UpCommand();
    CommandLine line = new CommandLine(command);
    line.parseArgs("--data", folder.toString());
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--data";
    arguments[1] = folder.toString();
    System.arraycopy(more, 0, arguments, 2, more.length);
    line.parseArgs(arguments);
    return assertThrows(CommandException.class, command::call);
  }

  @Test
  void aFolderOfSomebodyElseStaysAsItIs() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "");
    CommandException refused = refused();
    assertEquals(Exit.REFUSED, refused.exit());
    assertEquals(
        folder + " is not a cluster's folder: it holds thesis.tex and no cluster.json",
        refused.text());
    assertTrue(Files.exists(folder.resolve("thesis.tex")));
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "");
    folder = file;
    CommandException refused = refused();
    assertEquals(Exit.REFUSED, refused.exit());
    assertEquals(file + " is a file, not a folder", refused.text());
  }

  @Test
  void flagsOutOfTheirRangeMakeNothing() {
    folder = folder.resolve("fresh");
    record Wrong(String flag, String value, String message) {}
    for (Wrong wrong :
        List.of(
            new Wrong("--nodes", "0", "--nodes is 0, not from 1 to 32"),
            new Wrong("--nodes", "99", "--nodes is 99, not from 1 to 32"),
            new Wrong("--loops", "0", "--loops is 0, not from 1 to 64"),
            new Wrong("--memory", "1", "--memory is 1, not from 64 to 1048576"),
            new Wrong("--port", "70000", "framePort of n1 is 70000, not from 1 to 65535"))) {
      CommandException refused = refused(wrong.flag(), wrong.value());
      assertEquals(Exit.USAGE, refused.exit());
      assertEquals(wrong.message(), refused.text());
      assertFalse(Files.exists(folder));
    }
  }

  @Test
  void aTakenPortIsNamedAndMakesNothing() throws IOException {
    folder = folder.resolve("fresh");
    try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(stranger.getLocalPort());
      CommandException refused = refused("--nodes", "1", "--port", port);
      assertEquals(Exit.UNAVAILABLE, refused.exit());
      assertEquals("another program listens on port " + port + " (n1)", refused.text());
      assertFalse(Files.exists(folder));
    }
  }

  @Test
  void aClusterFileThatCannotBeReadIsNamedAndStaysAsItIs() throws IOException {
    Path file = folder.resolve("cluster.json");
    for (byte[] content :
        List.of(
            "{\"format\":1".getBytes(StandardCharsets.UTF_8),
            "{\"format\":9}".getBytes(StandardCharsets.UTF_8),
            "[]".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0xff, 1})) {
      Files.write(file, content);
      UpCommand command = new UpCommand();
      new CommandLine(command).parseArgs("--data", folder.toString());
      IOException unreadable = assertThrows(ConfigException.class, command::call);
      String message = String.valueOf(unreadable.getMessage());
      assertTrue(message.startsWith(file + ": "), message);
      assertFalse(message.contains("REDACTED"), message);
      assertEquals(content.length, Files.size(file));
    }
  }

  @Test
  void anotherSizeThanTheClusterHasIsRefused() throws IOException {
    new ClusterFile("00c0ffee00c0ffee", ClusterFile.membersFrom(7400, 3), 1, 256).write(folder);
    CommandException refused = refused("--nodes", "5");
    assertEquals(Exit.REFUSED, refused.exit());
    assertEquals(folder + " holds a cluster of 3 nodes from port 7400", refused.text());
  }

  @Test
  void portsThatDoNotExistAreWrongUsage() {
    CommandException refused = refused("--port", "65535");
    assertEquals(Exit.USAGE, refused.exit());
    assertEquals("httpPort of n1 is 65536, not from 1 to 65535", refused.text());
  }
}
