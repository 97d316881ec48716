package dev.gamut.storage.journal;

import dev.gamut.storage.journal.Format.SegmentHeader;
import dev.gamut.storage.journal.SegmentSearch.Found;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Opens a journal: finds its segments, reads them, and leaves the disk as if everything that does
/// not count had never been written.
final class Opening {
  private final Disk disk;
  private final JournalConfig config;
  private final EntryEpoch epochs;
  private final long newJournal;
  private final ImageBuffer images = new ImageBuffer();
  private final SegmentSearch search;

  /// What opening a journal comes to.
  record Result(Opened opened, List<GroupLog> newlyDamaged, RecoveryReport report) {}

  Opening(Disk disk, JournalConfig config, EntryEpoch epochs, long newJournal) {
    this.disk = disk;
    this.config = config;
    this.epochs = epochs;
    this.newJournal = newJournal;
    this.search = new SegmentSearch(disk, images);
  }

  Result run() throws IOException {
    search.find();
    long journal = search.journalOf(newJournal);
    SegmentFiles files = new SegmentFiles(disk, journal);
    SegmentSet segments = new SegmentSet();
    Index index = new Index(segments, journal);
    SegmentSupply supply = new SegmentSupply(config);
    LogTail tail = new LogTail(segments, index, journal, config.blockBytes());
    LogWriter writer = new LogWriter(config, index, supply, tail);
    List<Segment> leaving = new ArrayList<>();
    Opened opened =
        new Opened(journal, config, index, segments, supply, files, tail, writer, leaving);
    int oldest = search.nameSegments(journal);
    tail.setTurn(search.latestTurn());
    Replay replay = new Replay(index, epochs);
    LogScan scan = scan(opened, oldest, replay);
    freeTheRest(opened, oldest);
    makeReady(opened);
    List<GroupLog> newlyDamaged = replay.judge();
    RecoveryReport report =
        new RecoveryReport(
            segments.count(),
            scan.batches(),
            replay.records(),
            scan.tornBytes(),
            replay.damage(),
            replay.isUnexplained());
    return new Result(opened, newlyDamaged, report);
  }

  private LogScan scan(Opened opened, int oldest, Replay replay) throws IOException {
    SegmentSet segments = opened.segments();
    NavigableMap<Integer, Found> used = search.used();
    int count = used.isEmpty() ? 0 : used.lastKey() - oldest + 1;
    int[] previousEnds = new int[count];
    for (int i = 0; i < count; i++) {
      Found file = used.get(oldest + i);
      segments.add(file == null ? Segment.lost(oldest + i, config.segmentBytes()) : file.segment());
      SegmentHeader header = file == null ? null : file.header();
      previousEnds[i] = header == null ? -1 : header.previousEnd();
    }
    LogScan scan = new LogScan(segments.list(), previousEnds, opened.journal(), replay, images);
    if (count > 0) {
      int counting = scan.run();
      while (segments.count() > counting || (segments.count() > 0 && isUnused(segments.active()))) {
        segments.removeActive();
      }
      // Numbers that headers speak of are never given again.
      while (segments.count() > 0 && segments.active().number < Format.segmentOf(scan.mark())) {
        segments.add(Segment.lost(segments.active().number + 1, config.segmentBytes()));
      }
      opened.tail().setOldest(oldest);
      opened.tail().setStatedOldest(statedOldest(segments, scan));
      settle(opened, scan);
      if (!replay.rollIsWhole()) {
        opened.writer().setRollCallDue();
      }
    }
    return scan;
  }

  /// The oldest segment as what counts of the log states it. What does not count may have stated a
  /// later one, rightly; but the next to read the log will not hear of it.
  private int statedOldest(SegmentSet segments, LogScan scan) {
    int stated = scan.statedOldest();
    for (Segment segment : segments.list()) {
      Found file = search.used().get(segment.number);
      SegmentHeader header = file == null ? null : file.header();
      stated = Math.max(stated, header == null ? 0 : header.oldest());
    }
    return stated;
  }

  private static boolean isUnused(Segment segment) {
    return !segment.isLost() && segment.end == Format.SEGMENT_HEADER_SIZE;
  }

  /// Makes the end of the log durable as it was read, and what is behind it zeros. What a process
  /// before this one wrote and could not sync may be in the kernel's cache only, and not even be
  /// written by another sync: so it is written again.
  private void settle(Opened opened, LogScan scan) throws IOException {
    SegmentSet segments = opened.segments();
    for (Segment segment : segments.list()) {
      boolean isActive = segment == segments.active();
      boolean isCovered = segment.number < Format.segmentOf(scan.mark());
      if (segment.isLost() || (isCovered && !isActive)) {
        continue;
      }
      SegmentImage image = images.load(segment, opened.journal());
      int block = config.blockBytes();
      int from = segment.number == Format.segmentOf(scan.mark()) ? Format.offsetOf(scan.mark()) : 0;
      from &= -block;
      int to = segment.end;
      if (isActive) {
        opened.tail().resume(image.bytes());
        to = image.isZero(segment.end) ? to : segment.size;
        Arrays.fill(image.bytes(), segment.end, segment.size, (byte) 0);
      }
      if (to > from) {
        segment.file().write(from, image.bytes(), from, to - from);
      }
      segment.file().sync();
    }
  }

  private void freeTheRest(Opened opened, int oldest) throws IOException {
    for (Found file : search.found()) {
      Segment segment = file.segment();
      if (opened.segments().list().contains(segment)) {
        opened.supply().know(segment.slot);
        continue;
      }
      boolean dropped = segment.number > 0 && isBeyond(opened, segment.number);
      if (file.header() == null || segment.size != config.segmentBytes() || dropped) {
        renew(opened, segment);
      } else {
        opened.supply().know(segment.slot);
        addIfFree(opened, segment, oldest);
      }
    }
    opened.leaving().sort(Comparator.comparingInt(segment -> segment.number));
  }

  private static void addIfFree(Opened opened, Segment segment, int oldest) throws IOException {
    if (segment.number == 0) {
      opened.files().free(segment);
      opened.supply().add(segment);
    } else if (segment.number < oldest && segment.number >= opened.tail().statedOldest()) {
      opened.leaving().add(segment);
    } else {
      opened.supply().add(segment);
    }
  }

  private static boolean isBeyond(Opened opened, int number) {
    return opened.segments().count() == 0 || number > opened.segments().active().number;
  }

  /// A file that cannot be used as it is.
  private void renew(Opened opened, Segment segment) throws IOException {
    if (segment.size == config.segmentBytes()) {
      opened.files().wipe(segment);
      opened.supply().know(segment.slot);
      opened.supply().add(segment);
    } else {
      opened.files().delete(segment);
    }
  }

  private void makeReady(Opened opened) throws IOException {
    SegmentSupply supply = opened.supply();
    long usedBytes = opened.segments().bytes();
    for (Segment segment : opened.leaving()) {
      usedBytes += segment.size;
    }
    for (var task = supply.next(usedBytes); task != null; task = supply.next(usedBytes)) {
      switch (task) {
        case SegmentSupply.Task.Create(int slot) -> supply.created(create(opened, slot));
        case SegmentSupply.Task.Delete(Segment segment) -> {
          opened.files().delete(segment);
          supply.deleted(segment, true);
        }
      }
    }
    SegmentSet segments = opened.segments();
    boolean nowhere = segments.count() == 0 || segments.active().isLost();
    if (nowhere && !opened.writer().begin(true)) {
      throw new Disk.DiskFullException("no room for the journal's first segment");
    }
  }

  private @Nullable Segment create(Opened opened, int slot) throws IOException {
    try {
      return opened.files().create(slot, config.segmentBytes());
    } catch (Disk.DiskFullException e) {
      return null;
    }
  }
}
