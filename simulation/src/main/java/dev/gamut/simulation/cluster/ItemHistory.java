package dev.gamut.simulation.cluster;

import dev.gamut.checker.history.History;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Outcome;
import java.util.HashMap;
import java.util.Map;

/// What a logical process did to items and saw of them, as it enters the history that must be
/// linearizable: an operation on one key each.
final class ItemHistory {
  private final Load load;
  private final Map<String, ItemSteps.Seen> seen = new HashMap<>();

  ItemHistory(Load load) {
    this.load = load;
  }

  /// One operation in the history.
  record Open(ItemSteps.Step step, History.Pending pending) {}

  /// What the process last knew of a key.
  ItemSteps.Seen known(String key) {
    return seen.getOrDefault(key, ItemSteps.NOTHING);
  }

  Open open(ItemSteps.Step step) {
    return new Open(step, load.invoke(step.key(), step.function(), step.argument()));
  }

  void finish(Open open, Reply reply) {
    long now = load.nowNanos();
    String key = open.step().key();
    load.settled();
    switch (reply) {
      case Reply.Read(var item, _) -> {
        load.succeeded(1);
        saw(open, item == null ? ItemSteps.NOTHING : ItemSteps.Seen.of(item));
      }
      case Reply.Written(Outcome.Applied(var version), _) -> {
        load.succeeded(1);
        ItemSteps.Seen written = open.step().written(version);
        seen.put(key, written);
        open.pending().ok(open.step().argument(), written.token(), now);
      }
      case Reply.Written(Outcome.Rejected _, _) -> {
        load.succeeded(1);
        seen.remove(key);
        open.pending().fail(now);
      }
      case Reply.Written(Outcome.Unknown _, _) -> open.pending().info(now);
      case Reply.Failed(var failure) -> open.pending().fail(failure.reason().toString(), now);
      case Reply.Changed _,
          Reply.CatalogIs _,
          Reply.TableIs _,
          Reply.Granted _,
          Reply.Page _,
          Reply.Many _,
          Reply.Statuses _,
          Reply.Conflicts _,
          Reply.Explained _,
          Reply.Part _ ->
          throw new IllegalStateException("not an answer to an item's operation: " + reply);
    }
  }

  void saw(Open open, ItemSteps.Seen found) {
    seen.put(open.step().key(), found);
    open.pending().ok(found.value(), found.token(), load.nowNanos());
  }
}
