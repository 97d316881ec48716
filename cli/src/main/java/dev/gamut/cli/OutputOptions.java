package dev.gamut.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `--output`: every command that says something says it as text for people or as one JSON value a
/// line for programs. Progress and errors go to the error stream in both.
public final class OutputOptions {
  /// How an answer is written.
  public enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "text|json",
      defaultValue = "text",
      description = "How to write the answer: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.text;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

  /// Whether a line on the terminal waits to be replaced.
  private boolean open;

  public boolean isJson() {
    return format == Format.json;
  }

  /// Writes the one or the other form of the same answer.
  public void say(String text, Map<String, ?> json) {
    PrintWriter out = mixee.commandLine().getOut();
    out.println(isJson() ? Json.write(json) : text);
    out.flush();
  }

  /// A line for whoever waits; never part of the answer.
  public void progress(String line) {
    endProgress();
    PrintWriter err = mixee.commandLine().getErr();
    err.println(line);
    err.flush();
  }

  /// Like [#progress], but the next one takes its place on a terminal.
  public void progressInPlace(String line) {
    if (!isTerminal()) {
      progress(line);
      return;
    }
    PrintWriter err = mixee.commandLine().getErr();
    err.print("\r\033[K" + line);
    err.flush();
    open = true;
  }

  /// Leaves the last line that was shown in place.
  public void endProgress() {
    if (open) {
      open = false;
      mixee.commandLine().getErr().println();
    }
  }

  /// The JDK may be told to have no console, though by default it always has one.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
