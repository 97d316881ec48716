package dev.gamut.client.core;

import dev.gamut.model.Catalog;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.Receipt;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// What became of a [Call].
public sealed interface Reply {
  /// The outcome of a write, as the replicated state knows it, or unknown. An unknown outcome also
  /// answers a change of the catalog that may or may not have been made.
  record Written(Outcome outcome, @Nullable Receipt receipt) implements Reply {}

  /// What a read found: null when there is no such item.
  record Read(@Nullable Item item, @Nullable Receipt receipt) implements Reply {}

  /// The catalog is as the call wanted it, and this is its version.
  record Changed(long catalogVersion) implements Reply {}

  record CatalogIs(Catalog catalog) implements Reply {}

  /// An answer that is only a part of a reply: within the client, never seen by a caller.
  record Part(Result result) implements Reply {}

  /// Certainly not carried out.
  record Failed(Failure failure) implements Reply {
    static Failed of(Failure.Reason reason, String message) {
      return new Failed(new Failure(reason, message));
    }
  }
}
