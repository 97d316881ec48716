package dev.gamut.cli.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.cli.CommandException;
import dev.gamut.cli.Exit;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class CheckCommandTest {
  private static final String WRITE =
      """
      {"process": 0, "type": "invoke", "f": "write", "value": 1}
      {"process": 0, "type": "ok", "f": "write", "value": 1}
      {"process": 1, "type": "invoke", "f": "read", "value": null}
      """;

  private final StringWriter out = new StringWriter();

  @TempDir private Path folder = Path.of("replaced");

  private int run(String history, String... more) throws Exception {
    Path file = folder.resolve("history");
    Files.writeString(file, history);
    String[] arguments = java.util.Arrays.copyOf(more, more.length + 1);
    arguments[more.length] = file.toString();
    CheckCommand command = new CheckCommand();
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
    line.parseArgs(arguments);
    return command.call();
  }

  @Test
  void theVerdictIsTheExitCode() throws Exception {
    String right = WRITE + "{\"process\": 1, \"type\": \"ok\", \"f\": \"read\", \"value\": 1}\n";
    String wrong = WRITE + "{\"process\": 1, \"type\": \"ok\", \"f\": \"read\", \"value\": 2}\n";
    assertEquals(Exit.DONE.code(), run(right, "--model", "cas-register"));
    Path page = folder.resolve("why.html");
    assertEquals(
        Exit.REFUSED.code(), run(wrong, "--model", "cas-register", "--html", page.toString()));
    assertTrue(out.toString().contains("read"), out.toString());
    assertTrue(Files.readString(page).contains("read"), "nothing is drawn");
  }

  @Test
  void whatIsNoHistoryIsUnreadableInput() throws IOException {
    CommandException refused =
        assertThrows(CommandException.class, () -> run("dear diary", "--model", "register"));
    assertEquals(Exit.USAGE, refused.exit());
  }

  @Test
  void aLineThatIsNoOperationIsNamedWithWhatIsWrong() {
    CommandException refused =
        assertThrows(
            CommandException.class, () -> run(WRITE + "{\"process\": 1}\n", "--model", "register"));
    assertEquals(Exit.USAGE, refused.exit());
    assertTrue(refused.text().contains("line 4"), refused.text());
  }

  @Test
  void whatIsNotDecidedInTimeIsUndecided() throws Exception {
    assertEquals(Exit.UNKNOWN.code(), run(WRITE, "--model", "register", "--limit", "0.000001"));
  }

  @Test
  void aModelThatIsNoneIsAnsweredWithTheNearest() {
    CommandException refused =
        assertThrows(CommandException.class, () -> run(WRITE, "--model", "cas-registr"));
    assertEquals(Exit.USAGE, refused.exit());
    assertTrue(refused.text().contains("did you mean \"cas-register\"?"), refused.text());
  }

  @Test
  void aLimitIsAboveZero() {
    CommandException refused =
        assertThrows(
            CommandException.class, () -> run(WRITE, "--model", "register", "--limit", "0"));
    assertEquals(Exit.USAGE, refused.exit());
  }
}
