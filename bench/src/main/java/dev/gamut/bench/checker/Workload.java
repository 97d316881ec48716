package dev.gamut.bench.checker;

import java.util.List;

/// What the clients of a [HardHistory] do.
///
/// @param model which of the checker's models judges it
/// @param functions what a client chooses from, each as often as it stands here
/// @param values how many different values are written; 0 for one of its own for each write
public record Workload(String name, String model, List<String> functions, int values) {
  /// Reads of a text tell in which order its parts were appended.
  static final Workload APPEND =
      new Workload("append", "kv", List.of("get", "append", "append", "append"), 0);

  /// Texts of few letters: many orders look the same.
  static final Workload APPEND_FEW =
      new Workload("append-few", "kv", List.of("get", "append", "append", "append"), 3);

  static final Workload KV =
      new Workload("kv", "kv", List.of("get", "get", "put", "append", "append"), 0);

  static final Workload KV_FEW =
      new Workload("kv-few", "kv", List.of("get", "get", "put", "append", "append"), 3);

  static final Workload REGISTER =
      new Workload("register", "register", List.of("read", "write"), 5);

  static final Workload CAS_REGISTER =
      new Workload("cas-register", "cas-register", List.of("read", "write", "cas"), 5);

  public static final List<Workload> ALL =
      List.of(APPEND, APPEND_FEW, KV, KV_FEW, REGISTER, CAS_REGISTER);

  public Workload {
    functions = List.copyOf(functions);
  }

  boolean isText() {
    return model.equals("kv");
  }
}
