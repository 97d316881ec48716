package dev.gamut.storage.disk;

import dev.gamut.base.Invariant;

/// How often a [MemoryDisk] fails: the probability of each fault, a call. What a crash loses is not
/// a fault but the contract, and always on.
///
/// @param unreadable a sector of what was written cannot be read afterwards
public record DiskFaults(
    double readFails,
    double unreadable,
    double writeFails,
    double misdirected,
    double lost,
    double flipped,
    double syncFails) {
  public static final DiskFaults NONE = new DiskFaults(0, 0, 0, 0, 0, 0, 0);

  public DiskFaults {
    probability(readFails);
    probability(unreadable);
    probability(writeFails);
    probability(misdirected);
    probability(lost);
    probability(flipped);
    probability(syncFails);
  }

  /// Only failures that announce themselves: nothing stored is ever wrong.
  public static DiskFaults honest(double probability) {
    return new DiskFaults(probability, 0, probability, 0, 0, 0, 0);
  }

  private static void probability(double value) {
    Invariant.require(value >= 0 && value <= 1, "not a probability: %s", value);
  }
}
