package dev.gamut.storage.journal;

import dev.gamut.storage.journal.Format.SegmentHeader;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The files of a journal that is being opened: whose they are, and which segment each is.
final class SegmentSearch {
  private static final int ATTEMPTS = 3;

  private final Disk disk;
  private final ImageBuffer images;
  private final List<Found> found = new ArrayList<>();
  private final TreeMap<Integer, Found> used = new TreeMap<>();
  private int latestTurn;

  /// A segment file; its header is null when it is bad.
  record Found(Segment segment, @Nullable SegmentHeader header) {}

  SegmentSearch(Disk disk, ImageBuffer images) {
    this.disk = disk;
    this.images = images;
  }

  List<Found> found() {
    return found;
  }

  /// Those that may count, by their number.
  NavigableMap<Integer, Found> used() {
    return used;
  }

  /// The latest turn that anything states.
  int latestTurn() {
    return latestTurn;
  }

  void find() throws IOException {
    // A process before this one may have died between a creation and its sync.
    disk.syncDirectory();
    for (String name : list()) {
      OptionalInt slot = SegmentFiles.slot(name);
      if (slot.isPresent()) {
        Disk.File file = disk.open(name);
        SegmentHeader header = header(file, slot.getAsInt());
        int size = (int) Math.min(file.size(), 1 << 30);
        int fullSize = header == null ? size : header.size();
        Segment segment = new Segment(slot.getAsInt(), fullSize, file);
        segment.number = header == null ? 0 : header.segment();
        found.add(new Found(segment, header));
        latestTurn = Math.max(latestTurn, turn(found.getLast()));
      }
    }
  }

  private List<String> list() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return disk.list();
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static @Nullable SegmentHeader header(Disk.File file, int slot) throws IOException {
    byte[] bytes = new byte[Format.SEGMENT_HEADER_SIZE];
    if (!tryRead(file, bytes)) {
      return null;
    }
    char version = Format.otherVersion(bytes);
    if (version != 0) {
      throw new IOException(
          "the journal is of format %c (%s), and this version of Gamut reads format %c alone:"
                  .formatted(version, SegmentFiles.name(slot), Format.VERSION)
              + " nothing was changed; start the version that wrote it, or give this node an empty"
              + " directory");
    }
    SegmentHeader header = Format.segmentHeader(bytes);
    return header != null && header.slot() == slot ? header : null;
  }

  private static boolean tryRead(Disk.File file, byte[] bytes) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        file.read(0, bytes, 0, bytes.length);
        return true;
      } catch (IOException e) {
        // Tried again; then it counts as bad.
      }
    }
    return false;
  }

  /// Which journal the files belong to: they all say so, free ones too.
  long journalOf(long newJournal) throws IOException {
    SegmentHeader first = null;
    for (Found file : found) {
      if (file.header != null && first != null && file.header.journal() != first.journal()) {
        throw new IOException("the segment files belong to different journals");
      }
      first = file.header != null ? file.header : first;
    }
    if (first != null) {
      return first.journal();
    }
    for (Found file : found) {
      if (images.load(file.segment, 0).looksUsed()) {
        throw new IOException(
            SegmentFiles.name(file.segment.slot) + " and all others have bad headers");
      }
    }
    return newJournal;
  }

  /// Files by their number; returns the oldest that counts.
  int nameSegments(long journal) {
    int oldest = 1;
    for (Found file : found) {
      if (file.header != null && file.header.segment() > 0) {
        used.merge(file.segment.number, file, SegmentSearch::later);
        oldest = Math.max(oldest, file.header.oldest());
      }
    }
    Segment abandoned = dropAbandoned(journal);
    oldest = Math.max(oldest, oldestByNewest(journal));
    if (adopt(journal, oldest, abandoned)) {
      oldest = Math.max(oldest, oldestByNewest(journal));
    }
    used.headMap(oldest).clear();
    return oldest;
  }

  /// A file whose header is bad, or says that it does not count, is looked into: the latest write
  /// of its header may be what is lost.
  private boolean adopt(long journal, int oldest, @Nullable Segment abandoned) {
    boolean adopted = false;
    for (Found file : found) {
      Segment segment = file.segment;
      if (segment != abandoned && (file.header == null || segment.number < oldest)) {
        SegmentImage image = images.look(segment, file.header == null, journal);
        int number = image.numberByBatches();
        if (number > segment.number && number >= oldest && !isHeld(number, image, journal)) {
          segment.number = number;
          used.put(number, new Found(segment, null));
          adopted = true;
        }
      }
    }
    return adopted;
  }

  private int oldestByNewest(long journal) {
    if (used.isEmpty()) {
      return 0;
    }
    SegmentImage newest = images.load(used.lastEntry().getValue().segment, journal);
    latestTurn = Math.max(latestTurn, newest.nextTurn());
    return newest.highestOldest();
  }

  /// The newest segment may be missing, and a file there that it was begun in before: then the
  /// segment before tells of a later turn. Returns that file's, if so.
  private @Nullable Segment dropAbandoned(long journal) {
    if (used.isEmpty()) {
      return null;
    }
    Found newest = used.lastEntry().getValue();
    Found before = used.get(newest.segment.number - 1);
    int statedTurn = before == null ? 0 : images.load(before.segment, journal).nextTurn();
    latestTurn = Math.max(latestTurn, statedTurn);
    if (turn(newest) >= statedTurn) {
      return null;
    }
    used.pollLastEntry();
    found.remove(newest);
    newest.segment.number = 0;
    found.add(new Found(newest.segment, null));
    return newest.segment;
  }

  /// Which of two files of the same number is that segment: the one it was begun in later. Only
  /// attempts to write the other have failed, and what they left was acknowledged to nobody.
  private static Found later(Found a, Found b) {
    return turn(a) > turn(b) ? a : b;
  }

  private static int turn(Found file) {
    return file.header == null ? 0 : file.header.turn();
  }

  /// Whether another file is that segment, rather than this one, whose header does not say so. One
  /// that it was begun in before and could not be written in holds its first batch at the most.
  private boolean isHeld(int number, SegmentImage image, long journal) {
    Found holder = used.get(number);
    return holder != null
        && (!image.goesOn(number)
            || new ImageBuffer().load(holder.segment, journal).goesOn(number));
  }
}
