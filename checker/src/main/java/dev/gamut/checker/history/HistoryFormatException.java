package dev.gamut.checker.history;

/// A history that cannot be read, or that does not fit the model it is to be judged by: where and
/// why. Nothing was judged.
public final class HistoryFormatException extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;
  private final String reason;

  public HistoryFormatException(int line, String reason) {
    super(line > 0 ? "line " + line + ": " + reason : reason);
    this.line = line;
    this.reason = reason;
  }

  /// Counted from 1; 0 when no single line is to blame.
  public int line() {
    return line;
  }

  public String reason() {
    return reason;
  }
}
