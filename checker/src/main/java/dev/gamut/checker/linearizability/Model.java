package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryFormatException;
import dev.gamut.checker.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an object promises when one operation at a time is done on it, by the names the field uses.
public enum Model {
  /// `read`, `write`.
  REGISTER("register", Map.of("read", Verb.READ, "write", Verb.WRITE)),
  /// A register with `cas [expected new]`.
  CAS_REGISTER(
      "cas-register", Map.of("read", Verb.READ, "write", Verb.WRITE, "cas", Verb.COMPARE_AND_SET)),
  /// `acquire`, `release`.
  MUTEX("mutex", Map.of("acquire", Verb.ACQUIRE, "release", Verb.RELEASE)),
  /// A key of a store whose writes have versions that never come twice: `get`, `put`, `delete`,
  /// `cas [expected new]`, `put-if-absent`, `put-if-version [version value]`, `delete-if-version
  /// version`. Completions say the version that was written or seen, where it is known.
  ITEM(
      "item",
      Map.of(
          "get", Verb.READ,
          "put", Verb.WRITE,
          "delete", Verb.DELETE,
          "cas", Verb.COMPARE_AND_SET,
          "put-if-absent", Verb.WRITE_IF_ABSENT,
          "put-if-version", Verb.WRITE_IF_VERSION,
          "delete-if-version", Verb.DELETE_IF_VERSION));

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable.
  private final Map<String, Verb> verbs;

  Model(String word, Map<String, Verb> verbs) {
    this.word = word;
    this.verbs = verbs;
  }

  /// The model's name in the field.
  public String word() {
    return word;
  }

  /// @throws IllegalArgumentException when there is no such model; the message names those there
  ///   are
  public static Model named(String word) {
    for (Model model : values()) {
      if (model.word.equals(word)) {
        return model;
      }
    }
    String all = Arrays.stream(values()).map(Model::word).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no model is named " + word + "; there are: " + all);
  }

  /// Refuses a history that this model cannot judge, before anything is judged.
  public void accept(History history) throws HistoryFormatException {
    for (Operation operation : history.operations()) {
      String objection = objection(operation);
      if (objection != null) {
        throw new HistoryFormatException(operation.invocation().line(), objection);
      }
    }
  }

  @Nullable String objection(Operation operation) {
    Verb verb = verbs.get(operation.function());
    if (verb == null) {
      String all = verbs.keySet().stream().sorted().collect(Collectors.joining(", "));
      return "the model " + word + " has no " + operation.function() + "; it has: " + all;
    }
    return verb.objection(operation);
  }

  /// The objects of a history, each of which can be judged by itself (Herlihy and Wing,
  /// "Linearizability", 1990, §3.2: locality).
  List<Partition> partition(History history) {
    Map<@Nullable Object, List<Operation>> byKey = new LinkedHashMap<>();
    for (Operation operation : history.operations()) {
      byKey.computeIfAbsent(operation.key(), _ -> new ArrayList<>()).add(operation);
    }
    List<Partition> partitions = new ArrayList<>(byKey.size());
    byKey.forEach((key, operations) -> partitions.add(new Partition(key, operations)));
    return partitions;
  }

  /// Whether a failure of this operation is an observation and not only its absence.
  boolean failureObserves(Operation operation) {
    Verb verb = verbs.get(operation.function());
    return verb != null
        && verb.conditional()
        && Failures.condition(operation, CheckOptions.DEFAULT);
  }

  Problem compile(List<Operation> operations, CheckOptions options) {
    return CellCompiler.compile(verbs, operations, options);
  }

  /// One object and the operations on it.
  record Partition(@Nullable Object key, List<Operation> operations) {}
}
