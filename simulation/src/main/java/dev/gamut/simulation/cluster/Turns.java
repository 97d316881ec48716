package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.simulation.world.SimulatedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The turns of a logical process: one call after the other, with a pause before each. Most are
/// about one item; some are batches, and some scan.
final class Turns {
  static final int BATCH_MAX = 4;
  private static final int SINGLE = 85;

  private final Load load;
  private final SimulatedProcess process;
  private final ClientCore core;
  private final Entropy entropy;
  private final Steps steps;

  /// What is done in a turn. Whoever does it asks for the next one when it has ended.
  interface Steps {
    /// @param dice below [#SINGLE]: which kind
    void single(int dice);

    void getMany(List<String> keys);

    void putMany(List<String> keys);

    void scan(ScanRange range);
  }

  /// Where the calls of a logical process go, and what they are drawn by.
  record Seat(Load load, SimulatedProcess process, ClientCore core, Entropy entropy) {}

  Turns(Seat seat, Steps steps) {
    this.load = seat.load();
    this.process = seat.process();
    this.core = seat.core();
    this.entropy = seat.entropy();
    this.steps = steps;
  }

  void pause() {
    long mean = load.meanPauseNanos();
    later(entropy.between(1, 2 * mean), this::next);
  }

  boolean isAt(Turns other) {
    return process.machine() == other.process.machine();
  }

  void later(long nanos, Runnable task) {
    process.loops().getFirst().schedule(process.clock().monotonicNanos() + nanos, task);
  }

  /// From wherever.
  void atOnce(Runnable task) {
    process.loops().getFirst().post(task);
  }

  private void next() {
    if (!load.isRunning()) {
      return;
    }
    if (!load.created()) {
      pause();
      return;
    }
    int dice = entropy.below(100);
    if (dice < SINGLE) {
      steps.single(dice);
    } else if (dice < 89) {
      steps.getMany(drawKeys());
    } else if (dice < 93) {
      steps.putMany(drawKeys());
    } else {
      steps.scan(load.drawRange());
    }
  }

  private List<String> drawKeys() {
    List<String> all = load.keys();
    int first = entropy.below(all.size());
    int count = 1 + entropy.below(Math.min(BATCH_MAX, all.size()));
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(all.get((first + i) % all.size()));
    }
    return keys;
  }

  void submit(Call call, Consumer<Reply> answer) {
    load.called();
    core.submit(call, answer);
  }

  /// Hands each item of a batch its reply, and ends the turn.
  ///
  /// @param ended hears the place in the batch, and the reply
  void submitBatch(Call batch, int count, Ended ended) {
    submit(
        batch,
        reply -> {
          List<Reply> replies = reply instanceof Reply.Many(var each) ? each : List.of();
          for (int i = 0; i < count; i++) {
            ended.item(i, replies.isEmpty() ? reply : replies.get(i));
          }
          pause();
        });
  }

  /// Hears of the items of a batch.
  @FunctionalInterface
  interface Ended {
    void item(int index, Reply reply);
  }
}
