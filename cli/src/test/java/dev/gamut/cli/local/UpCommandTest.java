package dev.gamut.cli.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
