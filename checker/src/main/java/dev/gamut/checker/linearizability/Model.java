package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.History;
import dev.gamut.checker.history.HistoryFormatException;
import dev.gamut.checker.history.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an object promises when one operation at a time is done on it, by the names the field uses.
/// Every key of a history is an object of its own.
public enum Model {
  /// `read`, `write`.
  REGISTER("register", new CellSpecification(Map.of("read", Verb.READ, "write", Verb.WRITE))),
  /// A register with `cas [expected new]`.
  CAS_REGISTER(
      "cas-register",
      new CellSpecification(
          Map.of("read", Verb.READ, "write", Verb.WRITE, "cas", Verb.COMPARE_AND_SET))),
  /// `txn [[:r key value] [:w key value] …]` on several registers at once.
  MULTI_REGISTER("multi-register", new MultiRegisterSpecification()),
  /// `acquire`, `release`.
  MUTEX("mutex", new CellSpecification(Map.of("acquire", Verb.ACQUIRE, "release", Verb.RELEASE))),
  /// A key of a store: `get`, `put`, `append`, `delete`, `cas [expected new]`, `put-if-absent`.
  KV("kv", new KvSpecification()),
  /// A key of a store whose writes have versions that never come twice: `get`, `put`, `delete`,
  /// `cas [expected new]`, `put-if-absent`, `put-if-version [version value]`, `delete-if-version
  /// version`. Completions say the version that was written or seen, where it is known. What was
  /// deleted has no version.
  ITEM(
      "item",
      new CellSpecification(
          Map.of(
              "get", Verb.READ,
              "put", Verb.WRITE,
              "delete", Verb.DELETE,
              "cas", Verb.COMPARE_AND_SET,
              "put-if-absent", Verb.WRITE_IF_ABSENT,
              "put-if-version", Verb.WRITE_IF_VERSION,
              "delete-if-version", Verb.DELETE_IF_VERSION))),
  /// `add`, `remove`, and `read` of all elements.
  SET("set", new SetSpecification()),
  /// First in, first out: `enqueue`, `dequeue`.
  QUEUE("queue", new QueueSpecification());

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // Specifications have no state.
  private final Specification specification;

  @SuppressWarnings("ImmutableEnumChecker") // Lists of functions are immutable.
  private final List<String> functions;

  Model(String word, Specification specification) {
    this.word = word;
    this.specification = specification;
    this.functions = specification.functions();
  }

  /// The model's name in the field.
  public String word() {
    return word;
  }

  /// All names, in the order of the models.
  public static List<String> words() {
    return Arrays.stream(values()).map(Model::word).toList();
  }

  /// @throws IllegalArgumentException when there is no such model; the message names those there
  ///   are
  public static Model named(String word) {
    for (Model model : values()) {
      if (model.word.equals(word)) {
        return model;
      }
    }
    throw new IllegalArgumentException(
        "no model is named " + word + "; there are: " + String.join(", ", words()));
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
    if (!functions.contains(operation.function())) {
      String all = String.join(", ", functions);
      return "the model " + word + " has no " + operation.function() + "; it has: " + all;
    }
    return specification.objection(operation);
  }

  Specification specification() {
    return specification;
  }
}
