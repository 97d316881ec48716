package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.model.Item;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Keeps a replica's [DotLog] as its log is applied, or read again at a start.
final class DotNotes {
  private final DotLog dotLog;
  private final boolean home;

  DotNotes(DotLog dotLog, boolean home) {
    this.dotLog = dotLog;
    this.home = home;
  }

  void note(long index, LogRecord record, Frontier before, Map<Bytes, Item> items) {
    switch (record) {
      case LogRecord.Mint mint -> note(index, mint.dot(), mint.place(), items);
      case LogRecord.Take(Write write) -> {
        if (!before.covers(write.dot())) {
          note(index, write.dot(), write.place(), items);
        }
      }
      case LogRecord.Merge(List<Handed> handed) ->
          handed.forEach(each -> note(index, each.dots().minus(before), each.place(), items));
      case LogRecord.Collect(List<Bytes> places, Frontier collected) ->
          dotLog.collected(new HashSet<>(places), collected);
      case LogRecord.Caught _, LogRecord.Floor _, LogRecord.Note _ -> {}
    }
  }

  private void note(long index, Frontier dots, Bytes place, Map<Bytes, Item> items) {
    dots.forEach(
        (origin, first, last) -> {
          for (long i = first; i <= last; i++) {
            note(index, new Dot(origin, i), place, items);
          }
        });
  }

  /// An item that is not known, because it was applied by the last process, may have something
  /// left. What a fallback holds goes when it is collected, and not before.
  private void note(long index, Dot dot, Bytes place, Map<Bytes, Item> items) {
    Item item = items.get(place);
    boolean settled =
        home
            && item != null
            && item.context().isEmpty()
            && item.live().size() == item.siblings().size();
    if (!Defect.FORGET_DOT_LOG.isPlanted()) {
      dotLog.add(index, dot, place, !settled);
    }
  }
}
