package dev.gamut.cli;

import dev.gamut.server.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The one place where a failure becomes a message and an exit code.
final class Errors {
  private Errors() {}

  static void install(CommandLine commandLine) {
    commandLine.setParameterExceptionHandler((failure, _) -> usage(failure));
    commandLine.setExecutionExceptionHandler(Errors::execution);
  }

  private static int usage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof UnmatchedArgumentException unmatched) {
      message = unmatched(command, unmatched);
    }
    boolean json = List.of(arguments(command)).contains("json");
    return say(command.getErr(), json, Exit.USAGE, message, "See `" + name + " --help`.");
  }

  private static String[] arguments(CommandLine command) {
    ParseResult result = command.getParseResult();
    return result == null ? new String[0] : result.originalArgs().toArray(String[]::new);
  }

  private static String unmatched(CommandLine command, UnmatchedArgumentException failure) {
    String unknown = failure.getUnmatched().getFirst();
    List<String> known = new ArrayList<>();
    boolean option = unknown.startsWith("-");
    if (option) {
      command.getCommandSpec().options().forEach(o -> known.addAll(List.of(o.names())));
    } else {
      known.addAll(command.getSubcommands().keySet());
    }
    String what = option ? "unknown option " : known.isEmpty() ? "one too many: " : "no command ";
    return what + unknown + Nearest.hint(unknown, known);
  }

  private static int execution(Exception failure, CommandLine command, ParseResult result) {
    boolean json = result.originalArgs().contains("json");
    if (failure instanceof CommandException expected) {
      return say(command.getErr(), json, expected.exit(), expected.text(), expected.remedy());
    }
    if (failure instanceof ConfigException unreadable) {
      String remedy = "Correct that file, or name another one.";
      return say(command.getErr(), json, Exit.USAGE, text(unreadable), remedy);
    }
    if (failure instanceof IOException world) {
      String remedy = "See to that file, folder or address, and try again.";
      return say(command.getErr(), json, Exit.UNAVAILABLE, text(world), remedy);
    }
    // Nobody foresaw this: the stack is what a report of it needs.
    failure.printStackTrace(command.getErr());
    String message = "the command broke: " + failure;
    String remedy = "This is a defect of Gamut; please report it with the lines above.";
    return say(command.getErr(), json, Exit.UNKNOWN, message, remedy);
  }

  /// The exceptions of files say which file, and only their names say what is wrong with it.
  private static String text(IOException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "no permission for " + denied.getMessage();
      case NoSuchFileException missing -> "there is no " + missing.getMessage();
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static int say(
      PrintWriter err, boolean json, Exit exit, String message, @Nullable String remedy) {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("error", message);
      if (remedy != null) {
        fields.put("remedy", remedy);
      }
      fields.put("exit", exit.code());
      err.println(Json.write(fields));
    } else {
      err.println("gamut: " + message);
      if (remedy != null) {
        err.println("       " + remedy.replace("\n", "\n       "));
      }
    }
    err.flush();
    return exit.code();
  }
}
