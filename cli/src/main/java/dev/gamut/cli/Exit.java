package dev.gamut.cli;

/// What a command's exit code says; the same for every command.
public enum Exit {
  /// It is done, or the answer is yes.
  DONE(0),
  /// It was refused, what it names does not exist, or a check says no. Nothing changed.
  REFUSED(1),
  /// The command line or a file given to it cannot be read.
  USAGE(2),
  /// It may or may not have happened, or a check could not decide.
  UNKNOWN(3),
  /// Something that it needs cannot be reached or used now.
  UNAVAILABLE(4);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
