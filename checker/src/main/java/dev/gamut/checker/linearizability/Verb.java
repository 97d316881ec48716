package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an operation does to a cell, whatever the history calls it.
enum Verb {
  READ,
  WRITE,
  DELETE,
  COMPARE_AND_SET,
  WRITE_IF_ABSENT,
  WRITE_IF_VERSION,
  DELETE_IF_VERSION,
  ACQUIRE,
  RELEASE;

  /// Why this operation cannot be understood, or null.
  @Nullable String objection(Operation operation) {
    return switch (this) {
      case COMPARE_AND_SET -> pair(operation, "[expected new]");
      case WRITE_IF_VERSION -> pair(operation, "[version value]");
      case READ, WRITE, DELETE, WRITE_IF_ABSENT, DELETE_IF_VERSION, ACQUIRE, RELEASE -> null;
    };
  }

  private static @Nullable String pair(Operation operation, String form) {
    return operation.argument() instanceof List<?> list && list.size() == 2
        ? null
        : operation.function() + " needs a value of the form " + form;
  }

  /// Whether a failure can mean that a condition did not hold. Not being granted a lock is no
  /// observation: a lock service may give up waiting.
  boolean conditional() {
    return switch (this) {
      case COMPARE_AND_SET, WRITE_IF_ABSENT, WRITE_IF_VERSION, DELETE_IF_VERSION -> true;
      case READ, WRITE, DELETE, ACQUIRE, RELEASE -> false;
    };
  }
}
