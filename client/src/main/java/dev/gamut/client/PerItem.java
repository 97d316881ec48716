package dev.gamut.client;

/// What became of one item of a batch: each stands for itself.
public sealed interface PerItem<T> {
  record Done<T>(T result) implements PerItem<T> {}

  record Failed<T>(GamutException exception) implements PerItem<T> {}

  /// The result, or the exception thrown.
  default T get() {
    return switch (this) {
      case Done<T>(T result) -> result;
      case Failed<T>(GamutException exception) -> throw exception;
    };
  }
}
