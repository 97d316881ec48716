package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Item;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Two dots of one operation: its caller sent it again, and no replica that could be asked knew of
/// the first attempt. While both live, readers are shown one. Once one is superseded the operation
/// is, and the other must not come back: the replica that gave one of the dots deletes the other.
///
/// A replica is in *doubt* of a dot that it gave when it does not know that enough others have it:
/// its caller may have gone elsewhere. It asks them, until all have answered.
///
/// Where the last writer wins nothing comes back: the later stamp has won everywhere.
final class Twins {
  private static final int DOUBTS_MAX = 1_024;

  /// Rounds of questions, one with each idle exchange, after which nobody remembers anyway.
  private static final int ROUNDS_MAX = 12;

  private final Homes homes;
  private final long origin;
  private final Names names;
  private final Ids ids;
  private final Stamps stamps;
  private final boolean siblings;
  private final List<Doubt> doubts = new ArrayList<>();

  private static final class Doubt {
    final long id;
    final Bytes place;
    final WriteName name;
    final Dot dot;
    final Set<NodeId> answered = new HashSet<>();

    /// The other dot, once it is known.
    @Nullable Dot twin;

    int rounds;

    Doubt(long id, Bytes place, WriteName name, Dot dot) {
      this.id = id;
      this.place = place;
      this.name = name;
      this.dot = dot;
    }
  }

  Twins(LeaderlessStart start, Names names, Ids ids, Stamps stamps) {
    this.homes = start.homes();
    this.origin = start.origin();
    this.siblings = start.rules().keepsSiblings() && !Defect.IGNORE_TWINS.isPlanted();
    this.names = names;
    this.ids = ids;
    this.stamps = stamps;
  }

  /// A write of another replica is about to be applied, or was handed over.
  void came(Bytes place, Item.Sibling sibling, List<LeaderlessEffect> effects) {
    WriteName name = sibling.name();
    if (!siblings || name.isNone()) {
      return;
    }
    Version known = names.find(name, place);
    if (known != null && known.dot().origin() == origin && !known.dot().equals(sibling.dot())) {
      Doubt doubt = add(place, name, known.dot());
      if (doubt != null) {
        doubt.twin = sibling.dot();
        look(doubt, effects);
      }
    }
  }

  /// A write of this replica's reached too few in time, or the last process left it behind.
  void doubt(Bytes place, Item.Sibling sibling) {
    if (siblings && !sibling.name().isNone() && sibling.dot().origin() == origin) {
      add(place, sibling.name(), sibling.dot());
    }
  }

  private @Nullable Doubt add(Bytes place, WriteName name, Dot dot) {
    for (Doubt doubt : doubts) {
      if (doubt.dot.equals(dot)) {
        return doubt;
      }
    }
    if (doubts.size() >= DOUBTS_MAX) {
      return null;
    }
    Doubt added = new Doubt(ids.next(), place, name, dot);
    doubts.add(added);
    return added;
  }

  boolean isBusy() {
    return !doubts.isEmpty();
  }

  /// A while has passed: asks those that have not answered, and looks again at what waits for a
  /// twin to be seen.
  void goOn(List<LeaderlessEffect> effects) {
    doubts.removeIf(doubt -> doubt.rounds++ >= ROUNDS_MAX);
    for (Doubt doubt : doubts) {
      if (doubt.twin != null) {
        look(doubt, effects);
        continue;
      }
      LeaderlessMessage question =
          new LeaderlessMessage.AskName(doubt.id, doubt.place, doubt.name, 0);
      for (NodeId other : homes.askedOfNames()) {
        if (!doubt.answered.contains(other)) {
          effects.add(new LeaderlessEffect.Send(other, question));
        }
      }
    }
  }

  void answered(NodeId from, LeaderlessMessage.NameIs answer, List<LeaderlessEffect> effects) {
    Doubt doubt = find(answer.id());
    if (doubt == null || doubt.twin != null) {
      return;
    }
    doubt.answered.add(from);
    Dot dot = answer.version().dot();
    if (!answer.version().equals(Version.NONE) && !dot.equals(doubt.dot)) {
      doubt.twin = dot;
      look(doubt, effects);
    } else if (doubt.answered.containsAll(homes.askedOfNames())) {
      doubts.remove(doubt);
    }
  }

  private @Nullable Doubt find(long id) {
    for (Doubt doubt : doubts) {
      if (doubt.id == id) {
        return doubt;
      }
    }
    return null;
  }

  private static void look(Doubt doubt, List<LeaderlessEffect> effects) {
    effects.add(new LeaderlessEffect.ReadItem(doubt.place, new Purpose.Twins(doubt.id)));
  }

  /// The item that two dots were written to, as it is here now.
  void itemRead(long id, Item item, Now now, List<LeaderlessEffect> effects) {
    Doubt doubt = find(id);
    if (doubt == null || doubt.twin == null || !item.seen().covers(doubt.twin)) {
      return;
    }
    boolean superseded = isSuperseded(item, doubt.dot) || isSuperseded(item, doubt.twin);
    Frontier left = Frontier.EMPTY;
    for (Item.Sibling sibling : item.siblings()) {
      if (sibling.name().equals(doubt.name) && !sibling.value().isTombstone()) {
        left = left.with(sibling.dot());
      }
    }
    if (left.isEmpty()) {
      doubts.remove(doubt);
    } else if (superseded) {
      delete(doubt, item, left, now, effects);
    }
  }

  private static boolean isSuperseded(Item item, Dot dot) {
    return item.seen().covers(dot) && item.sibling(dot) == null;
  }

  private void delete(
      Doubt doubt, Item item, Frontier left, Now now, List<LeaderlessEffect> effects) {
    // One that leaves writes nothing any more.
    Version version = homes.isLeaving() ? null : stamps.next(item.time(), now);
    if (version != null) {
      doubts.remove(doubt);
      effects.add(
          new LeaderlessEffect.Log(
              new LogRecord.Mint(
                  doubt.place,
                  new Item.Sibling(version, Value.TOMBSTONE, WriteName.NONE),
                  new Context(left, item.time())),
              new Purpose.Housekeeping()));
    }
  }
}
