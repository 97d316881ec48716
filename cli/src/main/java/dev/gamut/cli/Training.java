package dev.gamut.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import picocli.CommandLine;

/// Loads what commands load, for the launcher's cache of classes; does nothing to the world.
final class Training {
  private Training() {}

  public static void main(String[] arguments) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandLine root = Main.commandLine(nowhere, nowhere);
    for (String name : List.copyOf(root.getSubcommands().keySet())) {
      Main.commandLine(nowhere, nowhere).execute(name, "--help");
    }
    Main.commandLine(nowhere, nowhere).execute("--help");
    Main.commandLine(nowhere, nowhere).execute("no-such-command", "--output", "json");
  }
}
