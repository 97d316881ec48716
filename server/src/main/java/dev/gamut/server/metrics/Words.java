package dev.gamut.server.metrics;

import java.util.Locale;

/// Constants as labels say them.
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
