package dev.gamut.simulation.cluster;

import dev.gamut.base.Entropy;
import dev.gamut.client.core.Call;
import dev.gamut.client.core.PageRequest;
import dev.gamut.client.core.ReadTerms;
import dev.gamut.client.core.Reply;
import dev.gamut.client.core.ScanRange;
import dev.gamut.model.Key;
import dev.gamut.simulation.cluster.ItemHistory.Open;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A logical process of the load on a table with one order of writes. All its calls enter the
/// history as operations on one key each: the items of a batch with the times of the batch, and
/// every key that a page of a scan covered, found or not, as a read between the request of the page
/// and its answer.
final class Worker implements Turns.Steps {
  private final Load load;
  private final Entropy entropy;
  private final Turns turns;
  private final ItemSteps steps;
  private final ItemHistory history;

  Worker(Turns.Seat seat) {
    this.load = seat.load();
    this.entropy = seat.entropy();
    this.turns = new Turns(seat, this);
    this.steps = new ItemSteps(load, entropy);
    this.history = new ItemHistory(load);
  }

  void begin() {
    turns.pause();
  }

  @Override
  public void single(int dice) {
    String key = load.drawKey();
    Open open = history.open(steps.draw(key, history.known(key)));
    turns.submit(
        open.step().call(),
        reply -> {
          history.finish(open, reply);
          turns.pause();
        });
  }

  @Override
  public void getMany(List<String> drawn) {
    List<Open> opens = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    for (String key : drawn) {
      opens.add(history.open(steps.get(key)));
      keys.add(Key.of(key));
    }
    submit(new Call.GetMany(load.table(), keys, terms()), opens);
  }

  @Override
  public void putMany(List<String> drawn) {
    List<Open> opens = new ArrayList<>();
    List<Call.Entry> entries = new ArrayList<>();
    for (String key : drawn) {
      ItemSteps.Step step = steps.drawPut(key, history.known(key));
      if (step.call() instanceof Call.Put put) {
        opens.add(history.open(step));
        entries.add(new Call.Entry(put.key(), put.value(), put.condition()));
      }
    }
    submit(new Call.PutMany(load.table(), entries, Load.TIMEOUT_NANOS), opens);
  }

  private void submit(Call batch, List<Open> opens) {
    turns.submitBatch(
        batch, opens.size(), (index, reply) -> history.finish(opens.get(index), reply));
  }

  private static ReadTerms terms() {
    return ReadTerms.within(Load.TIMEOUT_NANOS);
  }

  @Override
  public void scan(ScanRange range) {
    scan(range, null);
  }

  /// Reads a page, and the next one, until the range is done. Which keys a page covers is known
  /// when it is there; what it might cover is opened before.
  private void scan(ScanRange range, @Nullable PageRequest request) {
    PageRequest page =
        request == null ? PageRequest.first(1 + entropy.below(Turns.BATCH_MAX)) : request;
    List<Open> opens = new ArrayList<>();
    for (String key : load.keysFrom(range, page.resume())) {
      opens.add(history.open(steps.get(key)));
    }
    turns.submit(
        new Call.Scan(load.table(), range, page, terms()),
        reply -> answered(range, page, opens, reply));
  }

  private void answered(ScanRange range, PageRequest page, List<Open> opens, Reply reply) {
    load.settled();
    if (!(reply instanceof Reply.Page(var rows, var resume))) {
      opens.forEach(open -> open.pending().fail("no page", load.nowNanos()));
      turns.pause();
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
        history.saw(open, found.getOrDefault(key, ItemSteps.NOTHING));
      } else {
        open.pending().fail("beyond the page", load.nowNanos());
      }
      found.remove(key);
    }
    if (!found.isEmpty()) {
      throw new IllegalStateException("a page of " + range + " holds other keys: " + found);
    }
    if (resume == null || !load.isRunning()) {
      turns.pause();
    } else {
      scan(range, page.after(resume));
    }
  }
}
