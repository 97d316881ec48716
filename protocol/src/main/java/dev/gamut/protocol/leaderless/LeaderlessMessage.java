package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.WriteName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What replicas of a leaderless partition say to each other. Any of it may be lost, repeated or
/// overtaken. Ids are the asker's, and come back in the answer.
public sealed interface LeaderlessMessage {
  /// Whether taking it needs room in the journal; whoever sent it sends it again.
  default boolean isLogged() {
    return this instanceof Store
        || this instanceof Repair
        || this instanceof Fetched
        || this instanceof Walked;
  }

  /// Keep this write.
  record Store(long id, Write write) implements LeaderlessMessage {}

  /// The write is durable and applied here.
  record Stored(long id) implements LeaderlessMessage {}

  /// The write is stamped further ahead of this replica's clock than is believed: not kept.
  record ClockRefused(long id, long aheadMillis) implements LeaderlessMessage {}

  /// What is answered with what this replica holds, and changes nothing.
  sealed interface Question extends LeaderlessMessage {}

  /// Which siblings do you hold?
  record AskDots(long id, Bytes place) implements Question {}

  /// The dots of the siblings held, tombstones among them, rising.
  record DotsAre(long id, List<Dot> dots) implements LeaderlessMessage {
    /// Tombstones too: a reader must know of a delete to be able to write after it.
    static List<Dot> of(Item item) {
      List<Dot> dots = new ArrayList<>(item.siblings().size());
      for (Item.Sibling sibling : item.siblings()) {
        dots.add(sibling.dot());
      }
      return dots;
    }
  }

  /// Did this write come to you?
  ///
  /// @param ageNanos since it was first sent to anybody
  record AskName(long id, Bytes place, WriteName name, long ageNanos)
      implements LeaderlessMessage {}

  /// @param version that it was given; none if it is not known
  record NameIs(long id, Kind kind, Version version) implements LeaderlessMessage {
    /// What a replica can say of a write.
    public enum Kind {
      /// Durable and applied here.
      STORED,
      /// Logged here, not applied yet.
      UNDER_WAY,
      /// It never came here.
      NEVER_CAME,
      /// This replica does not remember so far back.
      NOT_REMEMBERED
    }
  }

  /// What do you hold?
  record AskItem(long id, Bytes place) implements Question {}

  /// @param item with all that was seen of the key in its context
  record ItemIs(long id, Item item) implements LeaderlessMessage {}

  /// Merge this: a read found that you lack part of it. Answered with [Stored].
  record Repair(long id, Handed handed) implements LeaderlessMessage {}

  /// This is what I have seen, durably.
  ///
  /// @param floor of a home, the latest stamp that it has taken; of a fallback, what is earlier
  ///   than everything it will stamp
  record FrontierIs(Frontier frontier, HybridTime floor) implements LeaderlessMessage {}

  /// Hand me the keys of these dots, of about so many bytes.
  record Fetch(long id, Frontier wanted, int bytesMax) implements Question {}

  /// @param items some of what was wanted; none when none of it can be found
  record Fetched(long id, List<Handed> items) implements LeaderlessMessage {
    public Fetched {
      items = List.copyOf(items);
    }
  }

  /// What homes say to each other to compare what they hold.
  sealed interface AboutHashes extends LeaderlessMessage {}

  /// These are the hashes of my groups of buckets: which of yours are others?
  record AskBuckets(long id, List<Long> groups) implements AboutHashes {
    public AskBuckets {
      groups = List.copyOf(groups);
    }
  }

  /// @param built whether the hashes are known yet
  /// @param groups those that differ, rising, with their buckets
  record BucketsAre(long id, boolean built, Map<Integer, List<Long>> groups)
      implements AboutHashes {
    public BucketsAre {
      groups = Collections.unmodifiableMap(new TreeMap<>(groups));
    }
  }

  /// Which values do you hold there?
  record AskKeys(long id, KeyQuery query) implements AboutHashes {}

  record KeysAre(long id, KeyPage page) implements AboutHashes {}

  /// Hand me all that you hold, from a place on, about so many bytes at a time: you do not know any
  /// more which keys I lack.
  record Walk(long id, Bytes from, int bytesMax) implements Question {}

  /// @param next where to go on; null when that was all
  record Walked(long id, List<Handed> items, @Nullable Bytes next) implements LeaderlessMessage {
    public Walked {
      items = List.copyOf(items);
    }
  }
}
