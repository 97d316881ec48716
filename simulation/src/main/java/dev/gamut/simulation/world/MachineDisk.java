package dev.gamut.simulation.world;

import dev.gamut.base.Entropy;
import dev.gamut.world.Disk;

/// The disk of a machine as the nemesis sees it: what it can do to it beyond what its door shows.
public interface MachineDisk {
  Disk door();

  /// What was not synced may be lost, in any part.
  void losePower(Entropy entropy);

  /// Makes the next sync fail.
  void failNextSync();

  /// Makes the next read fail.
  void failNextRead();

  /// Refuses to grow from now on, or has room again.
  void full(boolean full);

  /// Damages a byte that was written; false when there is none.
  boolean flipBit(Entropy entropy);

  /// Makes the next write land elsewhere.
  void misdirectNextWrite(Entropy entropy);

  /// Everything that was asked for and has not happened yet never will.
  void heal();

  /// How often a kind of fault really happened.
  long count(FaultKind kind);
}
