package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A key of a store: `get`, `put`, `append`, `delete`, `cas`, `put-if-absent`.
///
/// Append adds a string to a string, or an element to a list. On a key that is ever appended to,
/// nothing, the empty string and the empty list are the same. A key that never is, is a cell.
final class KvSpecification implements Specification {
  private static final CellSpecification CELL =
      new CellSpecification(
          Map.of(
              "get", Verb.READ,
              "put", Verb.WRITE,
              "delete", Verb.DELETE,
              "cas", Verb.COMPARE_AND_SET,
              "put-if-absent", Verb.WRITE_IF_ABSENT));

  private static final String APPEND = "append";

  @Override
  public List<String> functions() {
    List<String> all = new ArrayList<>(CELL.functions());
    all.add(APPEND);
    return all.stream().sorted().toList();
  }

  @Override
  public @Nullable String objection(Operation operation) {
    return operation.function().equals(APPEND) ? null : CELL.objection(operation);
  }

  @Override
  public boolean colours(Operation operation) {
    return operation.function().equals(APPEND);
  }

  @Override
  public Problem compile(List<Operation> operations, CheckOptions options) {
    boolean appended = operations.stream().anyMatch(each -> each.function().equals(APPEND));
    return appended ? TextCompiler.compile(operations, options) : CELL.compile(operations, options);
  }
}
