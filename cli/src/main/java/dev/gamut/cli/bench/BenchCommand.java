package dev.gamut.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gamut bench`.
@Command(
    name = "bench",
    description = "Measure.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {PeersCommand.class})
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to measure");
  }
}
