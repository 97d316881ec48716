package dev.gamut.storage.journal;

import static dev.gamut.base.Invariant.require;

/// The journal's sizes and times.
///
/// @param segmentBytes the size of a segment file; what is recycled at a time. Large ones mean
///   fewer headers and roll calls, small ones that less is held by one slow group
/// @param segmentsPreallocated empty segments kept ready beside the reserve
/// @param retainedBytesMax all segment files together; beyond it the journal is full. Files that
///   become free are kept up to half of it
/// @param copyForwardBytes segments in use, in bytes, beyond which live entries of the oldest one
///   are rewritten into the newest, when they are few, so that the oldest can be recycled: what is
///   in use is read when a node starts
/// @param reserveBytes allocated at the start and kept for what must go on when the disk is full
/// @param batchBytesMax the largest batch written at once, and so the largest record
/// @param blockBytes writes cover whole blocks of this size: the page size in production, so that
///   the kernel need not read a page of a recycled file in order to change a part of it
/// @param idleMarkNanos how long the journal rests before it writes a mark that covers its tail
/// @param probeNanos how often a full journal looks whether space has returned
/// @param splitWriteAndSync write and sync as two jobs, so that a crash can come between; costs a
///   hand-off
public record JournalConfig(
    int segmentBytes,
    int segmentsPreallocated,
    long retainedBytesMax,
    long copyForwardBytes,
    long reserveBytes,
    int batchBytesMax,
    int blockBytes,
    long idleMarkNanos,
    long probeNanos,
    boolean splitWriteAndSync) {
  private static final long BACKLOG_BYTES_MAX = 16 << 20;

  public JournalConfig {
    require(segmentBytes >= 4096, "segment of %d bytes: at least 4096", segmentBytes);
    require(segmentBytes <= 1 << 30, "segment of %d bytes: at most 1 GiB", segmentBytes);
    require(segmentsPreallocated >= 1, "no segment preallocated");
    require(reserveBytes >= 0, "reserve negative: %d", reserveBytes);
    require(
        Integer.bitCount(blockBytes) == 1 && blockBytes >= 128 && segmentBytes % blockBytes == 0,
        "blocks of %d bytes: a power of two that divides the segment's size",
        blockBytes);
    require(
        batchBytesMax >= 1024 && batchBytesMax <= segmentBytes / 2,
        "batches of %d bytes in segments of %d: at most half of it",
        batchBytesMax,
        segmentBytes);
    require(idleMarkNanos > 0 && probeNanos > 0, "times not positive");
    require(copyForwardBytes <= retainedBytesMax, "copying forward begins beyond the bound");
    require(
        retainedBytesMax >= (long) segmentBytes * (segmentsPreallocated + 3) + reserveBytes,
        "%d bytes hold too few segments of %d",
        retainedBytesMax,
        segmentBytes);
  }

  /// Segments in use, in bytes, beyond which those who need the oldest one are asked to let go.
  long releaseBytes() {
    return retainedBytesMax / 2;
  }

  /// What is written as one batch although it was handed over as several. A segment that a batch
  /// does not fit into any more is left as it is: so large a part of it may stay empty.
  int joinedBytesMax() {
    return Math.min(batchBytesMax, segmentBytes / 16);
  }

  /// What may wait to be written before others are asked to wait.
  long backlogBytesMax() {
    return Math.min(BACKLOG_BYTES_MAX, retainedBytesMax / 8);
  }

  /// For a server: segments of 64 MiB, 2 GiB in all.
  public static JournalConfig production() {
    return production(64 << 20);
  }

  /// For a server: 2 GiB in all.
  ///
  /// @param segmentBytes at least 16 MiB; one segment is read into memory when the journal opens
  public static JournalConfig production(int segmentBytes) {
    return new JournalConfig(
        segmentBytes,
        2,
        2L << 30,
        256L << 20,
        segmentBytes,
        8 << 20,
        4096,
        5_000_000,
        500_000_000,
        false);
  }

  /// For simulations and tests: segments of 16 KiB, 256 KiB in all, so that everything that rarely
  /// happens happens often.
  ///
  /// @param apart whether writing and syncing are two jobs
  public static JournalConfig tiny(boolean apart) {
    return new JournalConfig(
        16 << 10, 2, 256 << 10, 96 << 10, 16 << 10, 8 << 10, 512, 50_000_000, 50_000_000, apart);
  }

  /// The same with another bound of all segments together.
  public JournalConfig retaining(long bytesMax) {
    return new JournalConfig(
        segmentBytes,
        segmentsPreallocated,
        bytesMax,
        copyForwardBytes,
        reserveBytes,
        batchBytesMax,
        blockBytes,
        idleMarkNanos,
        probeNanos,
        splitWriteAndSync);
  }
}
