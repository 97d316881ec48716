package dev.gamut.storage.journal;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.PartitionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rebuilds the index from the records of the log, in their order, and finds out which groups have
/// lost some.
///
/// The records of a group are counted, so one that is missing shows in the next; and every segment
/// begins with a call of all groups and their counts, so a bad place shows, group by group, what
/// was in it, at the latest where the next segment begins. A group about which nothing is said
/// behind a bad place may have lost its last records there, and counts as damaged.
final class Replay {
  private final Index index;
  private final EntryEpoch epochs;
  private final List<String> damage = new ArrayList<>();
  private final Map<Long, Integer> roll = new LinkedHashMap<>();
  private long rollChunk;
  private boolean hadRoll;
  private boolean rollIsWhole;
  private int badPlaces;
  private int badPlacesExplained;
  private long records;

  Replay(Index index, EntryEpoch epochs) {
    this.index = index;
    this.epochs = epochs;
  }

  List<String> damage() {
    return damage;
  }

  long records() {
    return records;
  }

  /// Whether a bad place may have held groups that nothing tells of.
  boolean isUnexplained() {
    return badPlacesExplained < badPlaces;
  }

  void segmentBegins() {
    rollIsWhole = false;
  }

  /// Whether the segment read last has its roll call.
  boolean rollIsWhole() {
    return rollIsWhole;
  }

  /// Something between the records before and those that follow is lost.
  void badPlace(String what) {
    badPlaces++;
    damage.add(what);
  }

  /// A roll call is lost: nothing else.
  void badRollCall(String what) {
    damage.add(what);
  }

  void record(byte[] bytes, int at, long place) {
    records++;
    RecordKind kind = RecordKind.of(Format.kindCode(bytes, at));
    if (kind == RecordKind.ROLL) {
      rollCall(bytes, at);
      return;
    }
    GroupLog log = index.groupOf(Format.group(bytes, at));
    boolean follows = follow(log, bytes, at, Format.segmentOf(place));
    if (kind != null) {
      apply(log, kind, follows, bytes, at, place);
    }
    if (!log.exists) {
      index.groups().remove(log.group);
    }
  }

  /// Once everything is read: the verdict on every group. Returns those whose damage is news.
  List<GroupLog> judge() {
    List<GroupLog> news = new ArrayList<>();
    index.groups().forEach(log -> judge(log, news));
    return news;
  }

  private void judge(GroupLog log, List<GroupLog> news) {
    if (log.provenPast < badPlaces) {
      damaged(log, "may have lost its last records in a bad place");
    } else if (!log.startKnown) {
      damaged(log, "has lost the record of its start");
    } else if (log.hasHoles()) {
      damaged(log, "has lost entries");
    }
    log.startKnown = true;
    log.forgetPlan();
    if (log.damaged && !log.damageStated) {
      news.add(log);
    }
  }

  private void damaged(GroupLog log, String what) {
    if (!log.damaged) {
      log.damaged = true;
      damage.add(new PartitionId(log.group) + " " + what);
    }
  }

  /// Whether the record is the next one of its group.
  private boolean follow(GroupLog log, byte[] bytes, int at, int segment) {
    int sequence = Format.sequence(bytes, at);
    boolean follows = log.exists && sequence == Format.nextSequence(log.sequence);
    if (Format.isFirst(bytes, at)) {
      // The group begins; if it was there already, its removal is what was lost.
      log.remove();
      log.startKnown = true;
      log.startSegment = segment;
      log.stateSegment = segment;
      follows = true;
    } else if (!log.exists && !hadRoll && badPlaces == 0) {
      follows = true;
    } else if (!follows) {
      damaged(log, "lacks records before number " + sequence);
    }
    log.exists = true;
    log.sequence = sequence;
    log.provenPast = badPlaces;
    return follows;
  }

  private void apply(
      GroupLog log, RecordKind kind, boolean follows, byte[] bytes, int at, long place) {
    int segment = Format.segmentOf(place);
    long entry = Format.index(bytes, at);
    int length = Format.payloadLength(bytes, at);
    switch (kind) {
      case ENTRY -> {
        if (!follows && entry > log.last() + 1) {
          log.start(entry, segment);
        }
        log.append(entry, place, length);
        log.setEpoch(entry, epoch(bytes, at, length));
      }
      case COPY -> {
        log.replace(entry, place, length);
        log.setEpoch(entry, epoch(bytes, at, length));
      }
      case STATE -> {
        log.state = Index.payload(bytes, at, 0, length);
        log.stateSegment = segment;
      }
      case START -> log.start(entry, segment);
      case HEAD -> {
        log.start(entry, segment);
        log.state = Index.payload(bytes, at, 1, length);
        log.startSegment = segment;
        log.stateSegment = segment;
        log.damageStated = bytes[at + Format.RECORD_HEADER_SIZE] != 0;
        log.damaged |= log.damageStated;
      }
      case REMOVE -> log.remove();
      case ROLL -> {}
    }
  }

  private long epoch(byte[] bytes, int at, int length) {
    return epochs.of(Bytes.wrap(bytes, at + Format.RECORD_HEADER_SIZE, length));
  }

  private void rollCall(byte[] bytes, int at) {
    long chunk = Format.index(bytes, at);
    if (chunk == 0) {
      roll.clear();
      rollChunk = 0;
    }
    if (chunk != rollChunk++) {
      return;
    }
    Bytes payload = Index.payload(bytes, at, 0, Format.payloadLength(bytes, at));
    try {
      ByteReader reader = new ByteReader(payload);
      boolean isLast = reader.bool();
      for (int left = reader.count(2); left > 0; left--) {
        roll.put(reader.varint(), (int) reader.varint());
      }
      if (isLast) {
        compareWithRoll();
      }
    } catch (MalformedException e) {
      badRollCall("a roll call makes no sense: " + e.getMessage());
    }
  }

  private void compareWithRoll() {
    List<Long> gone = new ArrayList<>();
    index.groups().forEach(log -> addIfGone(log, gone));
    gone.forEach(group -> index.groupOf(group).remove());
    gone.forEach(group -> index.groups().remove(group));
    for (Map.Entry<Long, Integer> named : roll.entrySet()) {
      GroupLog log = index.groupOf(named.getKey());
      if (!log.exists && (hadRoll || badPlaces > 0)) {
        damaged(log, "has lost its first records");
      } else if (log.exists && log.sequence != named.getValue()) {
        damaged(log, "lacks records before a roll call");
      }
      log.exists = true;
      log.sequence = named.getValue();
      log.provenPast = badPlaces;
    }
    hadRoll = true;
    rollIsWhole = true;
    badPlacesExplained = badPlaces;
  }

  private void addIfGone(GroupLog log, List<Long> gone) {
    if (log.exists && !roll.containsKey(log.group)) {
      gone.add(log.group);
    }
  }
}
