package dev.gamut.cli;

import dev.gamut.cli.bench.BenchCommand;
import dev.gamut.cli.check.CheckCommand;
import dev.gamut.cli.data.ConflictsCommand;
import dev.gamut.cli.data.DeleteCommand;
import dev.gamut.cli.data.GetCommand;
import dev.gamut.cli.data.ImportCommand;
import dev.gamut.cli.data.PutCommand;
import dev.gamut.cli.data.RepairCommand;
import dev.gamut.cli.data.ScanCommand;
import dev.gamut.cli.data.TableCommand;
import dev.gamut.cli.local.DownCommand;
import dev.gamut.cli.local.KillCommand;
import dev.gamut.cli.local.LogsCommand;
import dev.gamut.cli.local.PauseCommand;
import dev.gamut.cli.local.ResumeCommand;
import dev.gamut.cli.local.StartCommand;
import dev.gamut.cli.local.StatusCommand;
import dev.gamut.cli.local.UpCommand;
import dev.gamut.cli.simulate.SimulateCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `gamut` command.
@Command(
    name = "gamut",
    description = {
      "A distributed database whose tables each choose their place on the consistency,"
          + " availability and latency trade-off, and prove what each choice gives."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Exit codes: 0 done; 1 refused, not found, or a check that says no; 2 wrong usage or"
          + " unreadable input; 3 unknown outcome, or undecided; 4 something needed is"
          + " unavailable.",
      "Each command explains itself: gamut COMMAND --help"
    })
public final class Main implements Runnable {
  /// All commands, in the order of the page of help.
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("up", UpCommand.class);
    COMMANDS.put("down", DownCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("start", StartCommand.class);
    COMMANDS.put("kill", KillCommand.class);
    COMMANDS.put("pause", PauseCommand.class);
    COMMANDS.put("resume", ResumeCommand.class);
    COMMANDS.put("logs", LogsCommand.class);
    COMMANDS.put("table", TableCommand.class);
    COMMANDS.put("repair", RepairCommand.class);
    COMMANDS.put("conflicts", ConflictsCommand.class);
    COMMANDS.put("import", ImportCommand.class);
    COMMANDS.put("get", GetCommand.class);
    COMMANDS.put("put", PutCommand.class);
    COMMANDS.put("delete", DeleteCommand.class);
    COMMANDS.put("scan", ScanCommand.class);
    COMMANDS.put("simulate", SimulateCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("bench", BenchCommand.class);
    COMMANDS.put("test", TestCommand.class);
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which command");
  }

  /// The commands, ready to execute these arguments; what they print goes to the two writers. Only
  /// what the first argument names is there, or all if it names none: to learn the options of every
  /// command takes longer than most of them.
  static CommandLine commandLine(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine commandLine = new CommandLine(new Main());
    Class<?> named = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    if (named == null) {
      COMMANDS.forEach(commandLine::addSubcommand);
    } else {
      commandLine.addSubcommand(arguments[0], named);
    }
    commandLine.getCommandSpec().version("gamut " + version());
    commandLine
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
    explain(commandLine);
    commandLine.setOut(out).setErr(err);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setAbbreviatedOptionsAllowed(false);
    // A value @FILE is what is in the file, and not more of the command line.
    commandLine.setExpandAtFiles(false);
    Errors.install(commandLine);
    return commandLine;
  }

  /// Gives a command and all below it their `--help`.
  private static void explain(CommandLine commandLine) {
    commandLine
        .getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    commandLine.getSubcommands().values().forEach(Main::explain);
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(from sources)" : version;
  }

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(commandLine(out, err, arguments).execute(arguments));
  }
}
