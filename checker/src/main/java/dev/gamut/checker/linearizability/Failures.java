package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import java.util.Set;

/// What a failed conditional operation says.
final class Failures {
  /// Errors that say that the comparison did not hold; any other says that something else was in
  /// the way (a timeout before sending, a node not available) and nothing was compared.
  private static final Set<String> COMPARED =
      Set.of(
          "did-not-succeed",
          "precondition-failed",
          "condition-failed",
          "compare-failed",
          "cas-failed",
          "mismatch",
          "value-mismatch",
          "version-mismatch",
          "already-exists",
          "not-found");

  private Failures() {}

  /// Whether this failure is an observation: its condition did not hold.
  static boolean condition(Operation operation, CheckOptions options) {
    Object error = operation.completion().error();
    return switch (options.failedConditions()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case UNLESS_ERROR -> error == null || COMPARED.contains(bare(error.toString()));
    };
  }

  private static String bare(String error) {
    return error.startsWith(":") ? error.substring(1) : error;
  }
}
