package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;

/// Calls of a logical process that Paxos decides: conditional writes and linearizable reads of a
/// leaderless table, one a turn.
final class DecidedCalls {
  private final Load load;
  private final Turns turns;
  private final LeaderlessWrites writes;
  private final ItemSteps steps;
  private final ItemHistory history;

  DecidedCalls(Turns.Seat seat, Turns turns, LeaderlessWrites writes) {
    this.load = seat.load();
    this.turns = turns;
    this.writes = writes;
    Entropy entropy = seat.entropy();
    this.steps = new ItemSteps(load, entropy);
    this.history = new ItemHistory(load);
  }

  private KeyWrites of(String key) {
    return writes.key(load.place(key));
  }

  /// On a key that nothing else writes: it enters the history.
  void alone(String key) {
    ItemHistory.Open open = history.open(steps.drawDecided(key, history.known(key)));
    Decisions.Asked asked = ask(open.step());
    turns.submit(
        open.step().call(),
        reply -> {
          tell(asked, reply);
          history.finish(open, reply);
          turns.pause();
        });
  }

  /// On a key that has plain writes too.
  ///
  /// @param item what the process last read there
  void among(String key, Item item) {
    boolean single = item.siblings().size() == 1;
    ItemSteps.Seen known = single ? ItemSteps.Seen.of(item) : ItemSteps.NOTHING;
    ItemSteps.Step step = steps.drawDecided(key, known);
    Decisions.Asked asked = ask(step);
    turns.submit(
        step.call(),
        reply -> {
          tell(asked, reply);
          load.settled();
          load.succeeded(isDone(reply) ? 1 : 0);
          if (reply instanceof Reply.Read(Item found, _) && found != null) {
            of(key).checkShown(found.siblings());
          }
          turns.pause();
        });
  }

  private static boolean isDone(Reply reply) {
    return switch (reply) {
      case Reply.Read _ -> true;
      case Reply.Written(Outcome outcome, _) -> !(outcome instanceof Outcome.Unknown);
      default -> false;
    };
  }

  /// Reads ask for nothing that could be made.
  private Decisions.Asked ask(ItemSteps.Step step) {
    return switch (step.call()) {
      case Call.Put put -> of(step.key()).decisions().ask(put.value(), put.condition());
      case Call.Delete delete ->
          of(step.key()).decisions().ask(Value.TOMBSTONE, delete.condition());
      default -> new Decisions.Asked(Value.TOMBSTONE, new Condition.Absent());
    };
  }

  private static void tell(Decisions.Asked asked, Reply reply) {
    switch (reply) {
      case Reply.Written(Outcome outcome, _) -> asked.ended(outcome);
      case Reply.Failed _ -> asked.failed();
      default -> {}
    }
  }
}
