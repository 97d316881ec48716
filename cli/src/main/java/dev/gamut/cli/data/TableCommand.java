package dev.gamut.cli.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gamut table`.
@Command(
    name = "table",
    description = "Create, list, show, move, rebuild and drop tables.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TableCreateCommand.class,
      TableListCommand.class,
      TableShowCommand.class,
      TableMoveCommand.class,
      TableRebuildCommand.class,
      TableDropCommand.class
    })
public final class TableCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do with which table");
  }
}
