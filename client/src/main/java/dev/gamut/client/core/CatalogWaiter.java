package dev.gamut.client.core;

/// Something that can go on only with a catalog newer than the moment at which it asked.
abstract class CatalogWaiter extends Timed {
  /// A catalog as new as any node's at that moment is there.
  abstract void catalogRefreshed(long nowNanos);

  /// Whether it still waits; its time may have run out.
  abstract boolean awaitsCatalog();
}
