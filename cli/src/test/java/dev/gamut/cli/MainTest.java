package dev.gamut.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
  @Test
  void everyCommandExplainsItselfWithAnExample() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    List<CommandLine> commands = new ArrayList<>();
    leaves(Main.commandLine(nowhere, nowhere), commands);
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      String[] path = name.substring("gamut ".length()).split(" ");
      List<String> arguments = new ArrayList<>(List.of(path));
      arguments.add("--help");
      Run run = Run.gamut(arguments.toArray(String[]::new));
      assertEquals(0, run.exit(), name);
      assertTrue(run.out().contains("gamut " + String.join(" ", path)), run.out());
      assertTrue(run.out().contains("Example"), name + " --help shows no example");
    }
  }

  @Test
  void everyCommandAnswersProgramsToo() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    List<CommandLine> commands = new ArrayList<>();
    leaves(Main.commandLine(nowhere, nowhere), commands);
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      assertTrue(command.getCommandSpec().findOption("--output") != null, name);
      assertTrue(command.getCommandSpec().findOption("--help") != null, name);
    }
  }

  private static void leaves(CommandLine command, List<CommandLine> found) {
    if (command.getSubcommands().isEmpty()) {
      found.add(command);
    }
    command.getSubcommands().values().forEach(below -> leaves(below, found));
  }

  @Test
  void noCommandAtAllIsWrongUsage() {
    Run run = Run.gamut();
    assertEquals(Exit.USAGE.code(), run.exit());
    assertTrue(run.err().contains("say which command"), run.err());
  }

  @Test
  void aSlipOfTheFingersIsAnsweredWithTheNearestName() {
    Run run = Run.gamut("tset");
    assertEquals(Exit.USAGE.code(), run.exit());
    assertEquals(
        "gamut: no command tset; did you mean \"test\"?\n       See `gamut --help`.\n", run.err());
    assertEquals("", run.out());
  }

  @Test
  void programsGetTheirErrorsAsJson() {
    Run run = Run.gamut("zzz", "--output", "json");
    assertEquals(
        "{\"error\":\"no command zzz\",\"remedy\":\"See `gamut --help`.\",\"exit\":2}\n",
        run.err());
  }
}
