package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.model.Item;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.machine.LeaderlessMachine;
import dev.gamut.node.machine.StoreKeys;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
    Frontier bases = machine.seen().bases();
    LeaderlessMachine.Look look = machine.look(place);
    host.store()
        .get(
            StoreKeys.item(descriptor.table(), place),
            found -> {
              if (machine.hasChanged(look)) {
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
        .next();
  }

  /// One answer on its way.
  private final class Reading {
    private final Iterator<Map.Entry<Bytes, Frontier>> keys;
    private final Consumer<List<Handed>> answer;
    private final List<Handed> items = new ArrayList<>();
    private long room;

    Reading(
        Iterator<Map.Entry<Bytes, Frontier>> keys, int bytesMax, Consumer<List<Handed>> answer) {
      this.keys = keys;
      this.answer = answer;
      this.room = bytesMax;
    }

    void next() {
      if (room <= 0 || !keys.hasNext()) {
        answer.accept(items);
        return;
      }
      Map.Entry<Bytes, Frontier> key = keys.next();
      item(
          key.getKey(),
          item -> {
            Handed handed = new Handed(key.getKey(), item, key.getValue());
            items.add(handed);
            room -= handed.sizeBytes();
            next();
          });
    }
  }
}
