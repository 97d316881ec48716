package dev.gamut.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The launcher runs the suite itself, because it must work when nothing compiles; this is its page
/// of help, and its way in for whoever comes through Java.
@Command(
    name = "test",
    description = {
      "Run Gamut's own test suite.",
      "",
      "Builds everything with every check (formatting, Error Prone, NullAway, import and size"
          + " rules), runs every module's tests, and ends with Surefire's sum of them. Arguments"
          + " go to Maven."
    },
    footer = {
      "",
      "Examples:",
      "  ./gamut test                                   everything",
      "  ./gamut test -pl protocol -am                  one module and what it needs",
      "  ./gamut test -pl protocol -am -Dtest=Raft*     some classes",
      "  ./gamut test -Dformat.goal=apply               and format the sources",
      "  ./gamut test --output json                     and write the sum for a program",
      "",
      "Exit codes: 0 everything is green; 1 something is not; 2 a flag is wrong; 4 no JDK or Maven."
    })
final class TestCommand implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      description = "How to write the sum; before the arguments for Maven. Default: text.")
  private @Nullable String output;

  @Parameters(paramLabel = "ARGUMENT", description = "Arguments for Maven.", hidden = true)
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path launcher = Path.of(System.getProperty("gamut.home", ""), "gamut").toAbsolutePath();
    if (!Files.isExecutable(launcher)) {
      throw CommandException.unavailable(
          "the suite runs from a checkout, and " + launcher + " is not there",
          "Get the sources, and run `./gamut test` in them.");
    }
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "test"));
    if (output != null) {
      command.addAll(List.of("--output", output));
    }
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
