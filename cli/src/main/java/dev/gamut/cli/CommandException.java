package dev.gamut.cli;

import org.jspecify.annotations.Nullable;

/// A command that ends without doing what was asked. It says what happened, why, and what to do:
/// whoever reads it has only this text.
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Exit exit;
  private final @Nullable String remedy;

  private CommandException(Exit exit, String message, @Nullable String remedy) {
    super(message);
    this.exit = exit;
    this.remedy = remedy == null || remedy.isEmpty() ? null : remedy;
  }

  public static CommandException refused(String message, String remedy) {
    return new CommandException(Exit.REFUSED, message, remedy);
  }

  public static CommandException usage(String message, String remedy) {
    return new CommandException(Exit.USAGE, message, remedy);
  }

  public static CommandException unknown(String message, String remedy) {
    return new CommandException(Exit.UNKNOWN, message, remedy);
  }

  public static CommandException unavailable(String message, String remedy) {
    return new CommandException(Exit.UNAVAILABLE, message, remedy);
  }

  public Exit exit() {
    return exit;
  }

  public @Nullable String remedy() {
    return remedy;
  }

  public String text() {
    return String.valueOf(getMessage());
  }
}
