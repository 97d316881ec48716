package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The reads of items that are under way, so that one whose item changes meanwhile is known: its
/// answer may be of before or of after the change.
final class Looks {
  private final List<Look> all = new ArrayList<>();

  /// A read of an item, from when it is asked for until it is answered.
  static final class Look {
    private final Bytes place;
    private boolean changed;

    private Look(Bytes place) {
      this.place = place;
    }
  }

  /// The item of a place is about to be read from the store.
  Look begin(Bytes place) {
    Look look = new Look(place);
    all.add(look);
    return look;
  }

  /// Whether what was read may be of before or after a change; the look is over.
  boolean end(Look look) {
    all.remove(look);
    return look.changed;
  }

  /// Items of these places change in the store now.
  void changing(Set<Bytes> places) {
    for (Look look : all) {
      look.changed |= places.contains(look.place);
    }
  }
}
