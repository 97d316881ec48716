package dev.gamut.simulation.world;

/// Everything that a hostile world does, one counter each. A counter counts what really happened to
/// somebody: a frame lost on its way to a node that was up, a partition that stopped a frame, a
/// clock jump that was read.
public enum FaultKind {
  FRAME_LOST(Measure.CHANCE, 0.3),
  FRAME_DUPLICATED(Measure.CHANCE, 0.5),
  FRAME_REORDERED(Measure.CHANCE, 0.3),
  /// A frame is held back for up to five seconds.
  FRAME_DELAYED(Measure.CHANCE, 0.02),
  CONNECTION_RESET(Measure.PER_MINUTE, 60),
  /// One direction of a connection carries nothing for a while, though nobody is told.
  CONNECTION_STALLED(Measure.PER_MINUTE, 20),
  LINK_CUT_ONE_WAY(Measure.PER_MINUTE, 12),
  LINK_SLOW(Measure.PER_MINUTE, 12),
  LINK_FLAPPING(Measure.PER_MINUTE, 6),
  /// One node is cut off from all others.
  PARTITION_ONE(Measure.PER_MINUTE, 8),
  PARTITION_LEADER(Measure.PER_MINUTE, 8),
  PARTITION_HALVES(Measure.PER_MINUTE, 8),
  /// Every node hears a majority, and no two the same one.
  PARTITION_MAJORITY_RING(Measure.PER_MINUTE, 8),
  /// Two halves that only one node in the middle connects.
  PARTITION_BRIDGE(Measure.PER_MINUTE, 8),
  /// Each node reaches only its neighbours in a row.
  PARTITION_CHAIN(Measure.PER_MINUTE, 8),
  /// Some pairs are cut, in some direction or both.
  PARTITION_PARTIAL(Measure.PER_MINUTE, 8),
  /// A leader hears its followers late, and then they hear it no more: for a while it believes that
  /// it leads, though another may have been elected. Some clients reach only it.
  LEADER_OUTLIVED(Measure.PER_MINUTE, 12),
  /// Every new leader is cut off soon after it was elected, and the one before comes back.
  LEADER_CHASED(Measure.PER_MINUTE, 6),
  /// The machine stops at once: what was not synced may be lost.
  POWER_LOST(Measure.PER_MINUTE, 12),
  POWER_LOST_BY_SEVERAL(Measure.PER_MINUTE, 6),
  POWER_LOST_BY_ALL(Measure.PER_MINUTE, 4),
  POWER_LOST_BY_LEADER(Measure.PER_MINUTE, 10),
  /// The power goes right before some operation of a disk, within a job or a recovery.
  POWER_LOST_AT_DISK(Measure.PER_MINUTE, 20),
  /// The process ends, as by kill -9: files keep what was written.
  PROCESS_KILLED(Measure.PER_MINUTE, 12),
  PAUSED(Measure.PER_MINUTE, 10),
  LEADER_PAUSED(Measure.PER_MINUTE, 8),
  /// One loop of a node stands still while the others go on.
  LOOP_STALLED(Measure.PER_MINUTE, 20),
  WORKER_DELAYED(Measure.CHANCE, 0.05),
  CLOCK_JUMPED(Measure.PER_MINUTE, 6),
  CLOCK_STROBED(Measure.PER_MINUTE, 2),
  /// Monotonic time runs too fast or too slowly.
  CLOCK_DRIFTED(Measure.PER_MINUTE, 4),
  DISK_STALLED(Measure.PER_MINUTE, 6),
  DISK_FULL(Measure.PER_MINUTE, 2),
  SYNC_FAILED(Measure.PER_MINUTE, 2),
  READ_FAILED(Measure.PER_MINUTE, 4),
  /// Some bits flip on a disk while its process is down.
  BITS_ROTTED(Measure.PER_MINUTE, 8),
  BIT_FLIPPED(Measure.PER_MINUTE, 4),
  WRITE_FAILED(Measure.PER_MINUTE, 2),
  WRITE_MISDIRECTED(Measure.PER_MINUTE, 2),
  /// A write that claimed success never happened.
  WRITE_LOST(Measure.PER_MINUTE, 0.5),
  SECTOR_UNREADABLE(Measure.PER_MINUTE, 4),
  /// A store takes no writes for a while.
  STORE_STALLED(Measure.PER_MINUTE, 8),
  /// A client reaches a few nodes only, which all reach the others: of some partitions no replica,
  /// or not the one that leads.
  CLIENT_CUT_OFF(Measure.PER_MINUTE, 12),

  /// A frame or stream stopped by a cut or partition.
  FRAME_BLOCKED(Measure.CONSEQUENCE, 0),
  /// A worker died within a job, after some of its disk operations.
  JOB_CUT_SHORT(Measure.CONSEQUENCE, 0),
  /// A write that was not synced was lost with the power.
  UNSYNCED_WRITE_LOST(Measure.CONSEQUENCE, 0),
  NAME_CHANGE_LOST(Measure.CONSEQUENCE, 0),
  WRITE_TORN(Measure.CONSEQUENCE, 0),
  /// A node ended itself, because of what it met.
  PROCESS_EXITED(Measure.CONSEQUENCE, 0);

  private final Measure measure;
  private final double rateMax;

  FaultKind(Measure measure, double rateMax) {
    this.measure = measure;
    this.rateMax = rateMax;
  }

  public Measure measure() {
    return measure;
  }

  /// The highest rate that a drawn mix gives it.
  public double rateMax() {
    return rateMax;
  }

  /// Its place in an array of one element for each kind.
  @SuppressWarnings("EnumOrdinal") // It never leaves a run.
  int slot() {
    return ordinal();
  }

  /// What the rate of a kind means.
  public enum Measure {
    /// The probability for each frame or job.
    CHANCE,
    /// How often a minute of simulated time, on average, in the whole world.
    PER_MINUTE,
    /// Follows from other kinds; it has no rate.
    CONSEQUENCE
  }
}
