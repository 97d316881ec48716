package dev.gamut.storage.disk;

/// What a [MemoryDisk] does wrong. Each that happens is counted, so that a test can prove that it
/// met what it was written for.
public enum DiskFault {
  /// A read threw.
  READ_FAILED,
  /// A read met a sector that cannot be read until it is written again.
  SECTOR_UNREADABLE,
  /// A write threw after some of its bytes.
  WRITE_FAILED,
  /// A write that claimed success went elsewhere.
  WRITE_MISDIRECTED,
  /// A write that claimed success never happened.
  WRITE_LOST,
  /// One bit of what was written is stored wrong.
  BIT_FLIPPED,
  /// There was no room.
  DISK_FULL,
  /// A sync threw; what it should have made durable may never be, whatever later syncs say.
  SYNC_FAILED,
  /// A crash lost a sector that was not synced.
  SECTOR_LOST,
  /// A crash kept one part of a write and lost another.
  WRITE_TORN,
  /// A crash lost a creation, deletion or renaming that was not synced.
  NAME_CHANGE_LOST
}
