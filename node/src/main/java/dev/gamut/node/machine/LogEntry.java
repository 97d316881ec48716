package dev.gamut.node.machine;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;

/// An entry as a machine sees it, whichever strategy ordered it.
///
/// @param payload a [Command], or empty for an entry that asks for nothing
public record LogEntry(long index, long term, HybridTime time, Bytes payload) {
  public Position position() {
    return new Position(index, term, time);
  }
}
