package dev.gamut.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What one command line gave.
public record Run(int exit, String out, String err) {
  public static Run gamut(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter to = new PrintWriter(out);
    int exit = Main.commandLine(to, new PrintWriter(err), arguments).execute(arguments);
    return new Run(exit, out.toString(), err.toString());
  }
}
