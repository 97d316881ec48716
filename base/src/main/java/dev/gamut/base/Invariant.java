package dev.gamut.base;

import com.google.errorprone.annotations.FormatMethod;

/// Checks that are always on. One that fails means that the program is wrong, not the world: the
/// node ends, because every further step could lose data. Costly checks are `assert` instead.
public final class Invariant {
  private Invariant() {}

  /// Thrown by [Invariant]; never caught but to end the node (or fail the simulation).
  public static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message) {
      super(message);
    }
  }

  public static void check(boolean condition, String message) {
    if (!condition) {
      throw new Violation(message);
    }
  }

  @FormatMethod
  public static void check(boolean condition, String format, long first) {
    if (!condition) {
      throw new Violation(String.format(format, first));
    }
  }

  @FormatMethod
  public static void check(boolean condition, String format, long first, long second) {
    if (!condition) {
      throw new Violation(String.format(format, first, second));
    }
  }

  @FormatMethod
  public static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new Violation(String.format(format, arguments));
    }
  }

  /// For the checks of a constructor: a wrong argument is a wrong caller.
  @FormatMethod
  public static void require(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(format, arguments));
    }
  }

  @FormatMethod
  public static void require(boolean condition, String format, long first) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(format, first));
    }
  }

  @FormatMethod
  public static void require(boolean condition, String format, long first, long second) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(format, first, second));
    }
  }

  public static Violation unreachable(String message) {
    return new Violation(message);
  }
}
