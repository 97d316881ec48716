package dev.gamut.storage.disk;

import dev.gamut.base.Entropy;
import java.util.EnumMap;

/// Decides what one crash loses. Some crashes lose everything that was not synced, some nothing,
/// most a part.
final class CrashDice {
  private static final double[] KEPT = {0, 0.02, 0.25, 0.5, 0.75, 0.98, 1};

  private final Entropy entropy;
  private final EnumMap<DiskFault, Long> counts;
  private final double kept;

  CrashDice(Entropy entropy, EnumMap<DiskFault, Long> counts) {
    this.entropy = entropy;
    this.counts = counts;
    this.kept = KEPT[entropy.below(KEPT.length)];
  }

  boolean keepsSector() {
    return entropy.chance(kept);
  }

  boolean losesSize() {
    return !entropy.chance(kept);
  }

  boolean keepsNameChange() {
    boolean keeps = entropy.chance(kept);
    if (!keeps) {
      counts.merge(DiskFault.NAME_CHANGE_LOST, 1L, Long::sum);
    }
    return keeps;
  }

  void lost(int sectors, int ofSectors) {
    if (sectors > 0) {
      counts.merge(DiskFault.SECTOR_LOST, (long) sectors, Long::sum);
      if (sectors < ofSectors) {
        counts.merge(DiskFault.WRITE_TORN, 1L, Long::sum);
      }
    }
  }
}
