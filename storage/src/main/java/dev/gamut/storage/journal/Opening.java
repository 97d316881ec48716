package dev.gamut.storage.journal;

import dev.gamut.storage.journal.Format.SegmentHeader;
import dev.gamut.world.Disk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Opens a journal: finds its segments, reads them, and leaves the disk as if everything that does
/// not count had never been written.
final class Opening {
  private static final int ATTEMPTS = 3;

  private final Disk disk;
  private final JournalConfig config;
  private final EntryEpoch epochs;
  private final long newJournal;
  private final List<Found> found = new ArrayList<>();
  private final TreeMap<Integer, Found> used = new TreeMap<>();

  private final ImageBuffer images = new ImageBuffer();

  /// A segment file; its header is null when it is bad.
  private record Found(Segment segment, @Nullable SegmentHeader header) {}

  /// What opening a journal comes to.
  record Result(Opened opened, List<GroupLog> newlyDamaged, RecoveryReport report) {}

  Opening(Disk disk, JournalConfig config, EntryEpoch epochs, long newJournal) {
    this.disk = disk;
    this.config = config;
    this.epochs = epochs;
    this.newJournal = newJournal;
  }

  Result run() throws IOException {
    find();
    long journal = journalOf();
    SegmentFiles files = new SegmentFiles(disk, journal);
    SegmentSet segments = new SegmentSet();
    Index index = new Index(segments, journal);
    SegmentSupply supply = new SegmentSupply(config);
    LogTail tail = new LogTail(segments, index, journal, config.blockBytes());
    LogWriter writer = new LogWriter(config, index, supply, tail);
    Opened opened = new Opened(journal, config, index, segments, supply, files, tail, writer);
    int oldest = nameSegments(journal);
    Replay replay = new Replay(index, epochs);
    LogScan scan = scan(opened, oldest, replay);
    freeTheRest(opened);
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

  private void find() throws IOException {
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
  private long journalOf() throws IOException {
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

  /// Files by their number. One whose header is bad, or says that it does not count, is looked
  /// into: the latest write of its header may be what is lost.
  private int nameSegments(long journal) {
    int oldest = 1;
    for (Found file : found) {
      if (file.header != null && file.header.segment() > 0) {
        used.put(file.segment.number, file);
        oldest = Math.max(oldest, file.header.oldest());
      }
    }
    for (Found file : found) {
      Segment segment = file.segment;
      if (file.header == null || segment.number < oldest) {
        int number = images.look(segment, file.header == null, journal).numberByBatches();
        if (number > segment.number && number >= oldest && !used.containsKey(number)) {
          segment.number = number;
          used.put(number, new Found(segment, null));
        }
      }
    }
    if (!used.isEmpty()) {
      Segment newest = used.lastEntry().getValue().segment;
      oldest = Math.max(oldest, images.load(newest, journal).highestOldest());
    }
    used.headMap(oldest).clear();
    return oldest;
  }

  private LogScan scan(Opened opened, int oldest, Replay replay) throws IOException {
    SegmentSet segments = opened.segments();
    int count = used.isEmpty() ? 0 : used.lastKey() - oldest + 1;
    int[] previousEnds = new int[count];
    for (int i = 0; i < count; i++) {
      Found file = used.get(oldest + i);
      segments.add(file == null ? Segment.lost(oldest + i, config.segmentBytes()) : file.segment);
      SegmentHeader header = file == null ? null : file.header;
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
      settle(opened, scan);
      if (!replay.rollIsWhole()) {
        opened.writer().setRollCallDue();
      }
    }
    return scan;
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

  private void freeTheRest(Opened opened) throws IOException {
    for (Found file : found) {
      Segment segment = file.segment;
      if (opened.segments().list().contains(segment)) {
        opened.supply().know(segment.slot);
        continue;
      }
      boolean dropped = segment.number > 0 && isBeyond(opened, segment.number);
      if (file.header == null || segment.size != config.segmentBytes() || dropped) {
        renew(opened, segment);
      } else {
        opened.supply().know(segment.slot);
        opened.supply().add(segment);
      }
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
