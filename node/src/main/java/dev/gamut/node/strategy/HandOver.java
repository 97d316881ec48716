package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.storage.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads items of a leaderless partition in the form in which other replicas get them: with all
/// that this replica has seen in their contexts.
final class HandOver {
  /// Keys of one answer: their items are read one after the other.
  private static final int KEYS_MAX = 512;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final LeaderlessMachine machine;

  HandOver(ReplicaHost host, PartitionDescriptor descriptor, LeaderlessMachine machine) {
    this.host = host;
    this.descriptor = descriptor;
    this.machine = machine;
  }

  /// An item shows what was seen when it was read, no less and no more: what it superseded is not
  /// in its context any more but below what was seen. A late answer may be of before or after a
  /// change of the item, so then it is read again.
  void item(Bytes place, Consumer<Item> answer) {
    Frontier bases = machine.rules().known(machine.seen());
    Looks.Look look = machine.looks().begin(place);
    host.store()
        .get(
            StoreKeys.item(descriptor.table(), place),
            found -> {
              if (machine.looks().end(look)) {
                item(place, answer);
                return;
              }
              Item stored = found == null ? Item.NOTHING : TableMachine.decodeItem(found);
              answer.accept(stored.fill(bases));
            });
  }

  /// Reads the items of the keys of some dots, as many as there is room for.
  void read(LeaderlessEffect.ReadMissed missed, Consumer<List<Handed>> answer) {
    Frontier wanted = missed.wanted().meet(machine.seen());
    new Reading(
            machine.dotLog().find(wanted, KEYS_MAX).entrySet().iterator(),
            missed.bytesMax(),
            answer)
        .run();
  }

  /// Reads items in the order of their places, as many as there is room for. Which keys there are
  /// is read first, and then each item like any other: it may change meanwhile.
  void walk(LeaderlessEffect.ReadWalk walk, Walked answer) {
    Bytes from =
        walk.from().isEmpty()
            ? StoreKeys.itemsFrom(descriptor)
            : StoreKeys.item(descriptor.table(), walk.from());
    host.store()
        .scan(
            new Store.Range(from, StoreKeys.itemsTo(descriptor), KEYS_MAX, walk.bytesMax()),
            page -> {
              Map<Bytes, Frontier> places = new LinkedHashMap<>();
              for (Store.Entry entry : page.entries()) {
                places.put(StoreKeys.placeOf(entry.key()), Frontier.EMPTY);
              }
              Bytes next = page.next();
              Bytes place = next == null ? null : StoreKeys.placeOf(next);
              new Reading(
                      places.entrySet().iterator(),
                      Integer.MAX_VALUE,
                      items -> answer.take(withTheirDots(items), place))
                  .run();
            });
  }

  /// Hears of some items, and of the place where there are more.
  interface Walked {
    void take(List<Handed> items, @Nullable Bytes next);
  }

  private static List<Handed> withTheirDots(List<Handed> items) {
    List<Handed> all = new ArrayList<>(items.size());
    for (Handed handed : items) {
      all.add(Handed.of(handed.place(), handed.item()));
    }
    return all;
  }

  /// One answer on its way.
  private final class Reading {
    private final Iterator<Map.Entry<Bytes, Frontier>> keys;
    private final Consumer<List<Handed>> answer;
    private final List<Handed> items = new ArrayList<>();
    private long room;
    private boolean asked;
    private boolean running;

    Reading(
        Iterator<Map.Entry<Bytes, Frontier>> keys, int bytesMax, Consumer<List<Handed>> answer) {
      this.keys = keys;
      this.answer = answer;
      this.room = bytesMax;
    }

    /// One item after the other, in a loop as long as they are in memory.
    void run() {
      if (running) {
        return;
      }
      running = true;
      while (!asked && room > 0 && keys.hasNext()) {
        Map.Entry<Bytes, Frontier> key = keys.next();
        asked = true;
        item(key.getKey(), item -> took(new Handed(key.getKey(), item, key.getValue())));
      }
      running = false;
      if (!asked) {
        answer.accept(items);
      }
    }

    private void took(Handed handed) {
      items.add(handed);
      room -= handed.sizeBytes();
      asked = false;
      run();
    }
  }
}
