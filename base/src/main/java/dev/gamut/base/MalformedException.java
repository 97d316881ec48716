package dev.gamut.base;

/// Bytes from outside that do not have the form they should: cut short, out of range, or foreign.
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedException(String message) {
    super(message);
  }

  public MalformedException(String message, Throwable cause) {
    super(message, cause);
  }
}
