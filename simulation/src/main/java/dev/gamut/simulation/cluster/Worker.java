package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.checker.history.History;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.ClientCore;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Outcome;
import dev.gamut.simulation.world.SimulatedProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A logical process of the load: one call after the other. Most are about one item; some are
/// batches, and some scan. All enter the history as operations on one key each: the items of a
/// batch with the times of the batch, and every key that a page of a scan covered, found or not, as
/// a read between the request of the page and its answer.
final class Worker {
  private static final int BATCH_MAX = 4;

  private final Load load;
  private final SimulatedProcess process;
  private final ClientCore core;
  private final Entropy entropy;
  private final ItemSteps steps;
  private final Map<String, ItemSteps.Seen> seen = new HashMap<>();

  Worker(Load load, SimulatedProcess process, ClientCore core, Entropy entropy) {
    this.load = load;
    this.process = process;
    this.core = core;
    this.entropy = entropy;
    this.steps = new ItemSteps(load, entropy);
  }

  /// One operation in the history.
  private record Open(ItemSteps.Step step, History.Pending pending) {}

  void pause() {
    long mean = load.meanPauseNanos();
    process
        .loops()
        .getFirst()
        .schedule(process.clock().monotonicNanos() + entropy.between(1, 2 * mean), this::next);
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
    if (dice < 85) {
      single();
    } else if (dice < 89) {
      getMany();
    } else if (dice < 93) {
      putMany();
    } else {
      scan(load.drawRange(), null);
    }
  }

  private ItemSteps.Seen known(String key) {
    return seen.getOrDefault(key, ItemSteps.NOTHING);
  }

  private Open open(ItemSteps.Step step) {
    return new Open(step, load.invoke(step.key(), step.function(), step.argument()));
  }

  private void single() {
    String key = load.drawKey();
    Open open = open(steps.draw(key, known(key)));
    submit(
        open.step().call(),
        reply -> {
          finish(open, reply);
          pause();
        });
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

  private void getMany() {
    List<Open> opens = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (String key : drawKeys()) {
      opens.add(open(steps.get(key)));
      keys.add(Key.of(key));
    }
    submitBatch(new Call.GetMany(load.table(), keys, terms()), opens);
  }

  private void putMany() {
    List<Open> opens = new ArrayList<>();
    List<Call.Entry> entries = new ArrayList<>();
    for (String key : drawKeys()) {
      ItemSteps.Step step = steps.drawPut(key, known(key));
      if (step.call() instanceof Call.Put put) {
        opens.add(open(step));
        entries.add(new Call.Entry(put.key(), put.value(), put.condition()));
      }
    }
    submitBatch(new Call.PutMany(load.table(), entries, Load.TIMEOUT_NANOS), opens);
  }

  private void submit(Call call, Consumer<Reply> answer) {
    load.called();
    core.submit(call, answer);
  }

  private void submitBatch(Call batch, List<Open> opens) {
    submit(
        batch,
        reply -> {
          List<Reply> replies = reply instanceof Reply.Many(var each) ? each : List.of();
          for (int i = 0; i < opens.size(); i++) {
            finish(opens.get(i), replies.isEmpty() ? reply : replies.get(i));
          }
          pause();
        });
  }

  private static ReadTerms terms() {
    return ReadTerms.within(Load.TIMEOUT_NANOS);
  }

  private void finish(Open open, Reply reply) {
    long now = load.nowNanos();
    String key = open.step().key();
    load.settled();
    switch (reply) {
      case Reply.Read(Item item, _) -> {
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
          Reply.Granted _,
          Reply.Page _,
          Reply.Many _,
          Reply.Statuses _,
          Reply.Explained _,
          Reply.Part _ ->
          throw new IllegalStateException("not an answer to an item's operation: " + reply);
    }
  }

  private void saw(Open open, ItemSteps.Seen found) {
    seen.put(open.step().key(), found);
    open.pending().ok(found.value(), found.token(), load.nowNanos());
  }

  /// Reads a page, and the next one, until the range is done. Which keys a page covers is known
  /// when it is there; what it might cover is opened before.
  private void scan(ScanRange range, @Nullable PageRequest request) {
    PageRequest page = request == null ? PageRequest.first(1 + entropy.below(BATCH_MAX)) : request;
    List<Open> opens = new ArrayList<>();
    for (String key : load.keysFrom(range, page.resume())) {
      opens.add(open(steps.get(key)));
    }
    submit(
        new Call.Scan(load.table(), range, page, terms()),
        reply -> answered(range, page, opens, reply));
  }

  private void answered(ScanRange range, PageRequest page, List<Open> opens, Reply reply) {
    load.settled();
    if (!(reply instanceof Reply.Page(var rows, var resume))) {
      opens.forEach(open -> open.pending().fail("no page", load.nowNanos()));
      pause();
      return;
    }
    load.succeeded(1);
    Map<String, ItemSteps.Seen> found = new HashMap<>();
    for (Reply.Row row : rows) {
      found.put(row.key().partitionKey().toUtf8(), ItemSteps.Seen.of(row.item()));
    }
    for (Open open : opens) {
      String key = open.step().key();
      if (found.containsKey(key) || resume == null || !load.isFrom(resume, key)) {
        saw(open, found.getOrDefault(key, ItemSteps.NOTHING));
      } else {
        open.pending().fail("beyond the page", load.nowNanos());
      }
      found.remove(key);
    }
    if (!found.isEmpty()) {
      throw new IllegalStateException("a page of " + range + " holds other keys: " + found);
    }
    if (resume == null || !load.isRunning()) {
      pause();
    } else {
      scan(range, page.after(resume));
    }
  }
}
