package dev.gamut.checker.linearizability;

import java.util.List;

/// What a check came to, as a whole and key by key.
///
/// @param keys in the order in which the history first mentions them
/// @param steps how many transitions were tried
public record CheckResult(Model model, Verdict verdict, List<KeyResult> keys, long steps) {
  public CheckResult {
    keys = List.copyOf(keys);
  }

  /// The keys that are not linearizable.
  public List<KeyResult> violated() {
    return keys.stream().filter(key -> key.verdict() == Verdict.NOT_LINEARIZABLE).toList();
  }
}
