package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import java.util.function.Consumer;

/// Somebody who looks at the catalog now and then while there is load, and may change something.
final class Operator {
  private final Turns.Seat seat;
  private final Entropy entropy;
  private final long fromNanos;
  private final long toNanos;
  private final Consumer<Catalog> act;

  /// @param fromNanos how long it rests at least, and at most: drawn each time
  /// @param act calls [#rest] when it is done
  Operator(Turns.Seat seat, Entropy entropy, long fromNanos, long toNanos, Consumer<Catalog> act) {
    this.seat = seat;
    this.entropy = entropy;
    this.fromNanos = fromNanos;
    this.toNanos = toNanos;
    this.act = act;
  }

  void rest() {
    long now = seat.process().clock().monotonicNanos();
    seat.process()
        .loops()
        .getFirst()
        .schedule(now + entropy.between(fromNanos, toNanos), this::look);
  }

  private void look() {
    if (!seat.load().isRunning()) {
      return;
    }
    seat.core()
        .submit(
            new Call.GetCatalog(Load.TIMEOUT_NANOS),
            reply -> {
              if (reply instanceof Reply.CatalogIs(Catalog catalog)
                  && seat.load().created()
                  && !catalog.partitions().isEmpty()) {
                act.accept(catalog);
              } else {
                rest();
              }
            });
  }
}
