package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Frontier;
import dev.gamut.model.Item;
import dev.gamut.model.LostValue;
import dev.gamut.model.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What comes of a log record: a function of it, of the items that it touches and of what was seen
/// before.
///
/// @param items the new items of the keys that changed, as they are stored: nothing for a key that
///   is gone
/// @param seen by the replica, with this record
/// @param minted for a [LogRecord.Mint] that was applied, the write as the others get it
/// @param lost values that are not held any more, though nobody wrote who had seen them; here or
///   where they were noted before
public record Application(
    Map<Bytes, Item> items, Frontier seen, @Nullable Write minted, List<LostValue> lost) {
  /// Nothing is lost.
  private Application(Map<Bytes, Item> items, Frontier seen, @Nullable Write minted) {
    this(items, seen, minted, List.of());
  }

  /// Applies a record.
  ///
  /// @param held the stored item of each of the record's keys; nothing for a key that is not there
  public static Application of(
      LogRecord record, Function<Bytes, Item> held, Frontier seen, ItemRules rules) {
    return switch (record) {
      case LogRecord.Mint mint -> minted(mint, held.apply(mint.place()), seen, rules);
      case LogRecord.Take(Write write) -> taken(write, held.apply(write.place()), seen, rules);
      case LogRecord.Merge(List<Handed> items) -> merged(items, held, seen, rules);
      case LogRecord.Collect(List<Bytes> places, Frontier collected) ->
          rules.home()
              ? collected(places, collected, held, seen)
              : released(places, collected, held, seen);
      case LogRecord.Caught(Frontier caught) ->
          new Application(Collections.emptyMap(), seen.join(caught), null);
      case LogRecord.Floor _ -> new Application(Collections.emptyMap(), seen, null);
      case LogRecord.Note(List<LostValue> lost) ->
          new Application(Collections.emptyMap(), seen, null, lost);
    };
  }

  private static Application minted(
      LogRecord.Mint mint, Item stored, Frontier seen, ItemRules rules) {
    Item held = stored.fill(rules.known(seen));
    Frontier after = seen.with(mint.dot());
    Write write = rules.mint(mint, held);
    if (write == null) {
      return new Application(Collections.emptyMap(), after, null);
    }
    return taking(write, held, after, rules).minting(write);
  }

  private Application minting(Write write) {
    return new Application(items, seen, write, lost);
  }

  /// What is left of an item and a write that was not seen before.
  private static Application taking(Write write, Item held, Frontier after, ItemRules rules) {
    Item known = held.merge(write.item());
    Item item = rules.settle(known).strip(rules.known(after));
    Map<Bytes, Item> changed = Collections.singletonMap(write.place(), item);
    return new Application(changed, after, null, rules.lost(write.place(), known));
  }

  /// A write that was seen before is in the item, or is superseded there.
  private static Application taken(Write write, Item stored, Frontier seen, ItemRules rules) {
    if (seen.covers(write.dot())) {
      return new Application(Collections.emptyMap(), seen, null);
    }
    Frontier after =
        Defect.SKIP_GAP_OF_FRONTIER.isPlanted()
            ? seen.join(Frontier.ofRange(write.dot().origin(), 1, write.dot().sequence()))
            : seen.with(write.dot());
    if (Defect.LOSE_TAKEN_VALUE.isPlanted() && write.dot().sequence() % 4 == 0) {
      return new Application(Collections.emptyMap(), after, null);
    }
    Item held =
        Defect.IGNORE_CONTEXT_OF_HELD.isPlanted()
            ? new Item(stored.siblings(), Frontier.EMPTY)
            : stored.fill(rules.known(seen));
    return taking(kept(write), held, after, rules);
  }

  private static Write kept(Write write) {
    Item.Sibling sibling = write.sibling();
    boolean spared = sibling.value().isTombstone() || write.dot().sequence() % 4 != 0;
    if (spared || !Defect.CORRUPT_TAKEN_VALUE.isPlanted()) {
      return write;
    }
    Value other = Value.bytes(Bytes.utf8("another"));
    return new Write(
        write.place(), new Item.Sibling(sibling.version(), other, sibling.name()), write.context());
  }

  private static Application merged(
      List<Handed> items, Function<Bytes, Item> held, Frontier seen, ItemRules rules) {
    Map<Bytes, Item> changed = new LinkedHashMap<>();
    List<LostValue> lost = new ArrayList<>();
    // Joined among themselves first: after half a walk what was seen has thousands of gaps.
    Frontier came = Frontier.EMPTY;
    for (Handed handed : items) {
      Item before = changed.getOrDefault(handed.place(), Item.NOTHING);
      before = changed.containsKey(handed.place()) ? before : held.apply(handed.place());
      Item known = before.fill(rules.known(seen)).merge(handed.item());
      changed.put(handed.place(), rules.settle(known));
      lost.addAll(rules.lost(handed.place(), known));
      came = came.join(handed.dots());
    }
    Frontier after = seen.join(came);
    Frontier bases = rules.known(after);
    changed.replaceAll((_, item) -> item.strip(bases));
    return new Application(changed, after, null, lost);
  }

  /// What every home has a fallback forgets. It has seen that as well then: it will not take it
  /// again.
  private static Application released(
      List<Bytes> places, Frontier released, Function<Bytes, Item> held, Frontier seen) {
    Map<Bytes, Item> changed = new LinkedHashMap<>();
    for (Bytes place : places) {
      Item before = held.apply(place);
      Item after = before.without(released);
      if (!after.equals(before)) {
        changed.put(place, after.siblings().isEmpty() ? Item.NOTHING : after);
      }
    }
    return new Application(changed, seen.join(released), null);
  }

  private static Application collected(
      List<Bytes> places, Frontier collected, Function<Bytes, Item> held, Frontier seen) {
    Map<Bytes, Item> changed = new LinkedHashMap<>();
    for (Bytes place : places) {
      Item before = held.apply(place);
      Item after = before.withoutTombstones(collected).strip(seen.bases());
      if (!after.equals(before)) {
        changed.put(place, after);
      }
    }
    return new Application(changed, seen, null);
  }
}
