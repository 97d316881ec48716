package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands behind a [Model]: which operations it knows, which objects a history is about, and
/// how the operations on one become a [Problem].
interface Specification {
  /// One object and the operations on it.
  record Partition(@Nullable Object key, List<Operation> operations) {}

  /// The functions it knows.
  List<String> functions();

  /// Why an operation with a known function cannot be understood, or null.
  @Nullable String objection(Operation operation);

  Problem compile(List<Operation> operations, CheckOptions options);

  /// Whether it matters to how other operations are understood that there is this one, wherever it
  /// stands and however it ends.
  default boolean colours(Operation operation) {
    return false;
  }

  /// The objects of a history, each of which can be judged by itself (Herlihy and Wing,
  /// "Linearizability", 1990, §3.2: locality).
  default List<Partition> partition(History history) {
    Map<@Nullable Object, List<Operation>> byKey = new LinkedHashMap<>();
    for (Operation operation : history.operations()) {
      byKey.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
    }
    List<Partition> partitions = new ArrayList<>(byKey.size());
    byKey.forEach((key, operations) -> partitions.add(new Partition(key, operations)));
    return partitions;
  }
}
