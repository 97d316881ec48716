package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.Version;

/// A caller's write in a schedule: what it knew of, and what it was told.
final class Wanted {
  final Bytes place;
  final boolean delete;

  /// What it supersedes: known when it leaves its coordinator.
  Frontier superseded = Frontier.EMPTY;

  Dot dot = Dot.NONE;
  Version version = Version.NONE;
  boolean acknowledged;

  Wanted(Bytes place, boolean delete) {
    this.place = place;
    this.delete = delete;
  }
}
