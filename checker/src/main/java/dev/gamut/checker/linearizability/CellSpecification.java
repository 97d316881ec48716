package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Registers, locks and keys of a store: objects that hold one value.
///
/// @param verbs what each function does
record CellSpecification(Map<String, Verb> verbs) implements Specification {
  CellSpecification {
    verbs = Map.copyOf(verbs);
  }

  @Override
  public List<String> functions() {
    return verbs.keySet().stream().sorted().toList();
  }

  @Override
  public @Nullable String objection(Operation operation) {
    return Objects.requireNonNull(verbs.get(operation.function())).objection(operation);
  }

  @Override
  public Problem compile(List<Operation> operations, CheckOptions options) {
    return CellCompiler.compile(verbs, operations, options);
  }
}
