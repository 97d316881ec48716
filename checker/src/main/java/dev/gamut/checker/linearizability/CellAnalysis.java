package dev.gamut.checker.linearizability;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be known about the operations on a cell before any order is tried.
///
/// **Deadlines.** When only one operation can have written what another one certainly saw, it took
/// effect before that other one did: it inherits the deadline, and an indeterminate one becomes
/// certain.
///
/// **Unnoticed writes.** What an operation writes is noticed when some operation that can come
/// after it depends on that value or version. All unnoticed writes leave the same state, since
/// nothing can tell them apart; and an indeterminate one that nothing can tell from no write at all
/// is left out. Both are argued in docs/checking.md.
final class CellAnalysis {
  private final List<Cell> cells;
  private final CellNames names;

  CellAnalysis(List<Cell> cells, CellNames names) {
    this.cells = cells;
    this.names = names;
  }

  List<Cell> run() {
    inheritDeadlines();
    findUnnoticed();
    return dropUseless();
  }

  private void inheritDeadlines() {
    Sources sources = new Sources(names.valueCount(), names.versionCount());
    cells.forEach(sources::add);
    Deque<Cell> witnesses = new ArrayDeque<>();
    cells.stream().filter(Cell::witnesses).forEach(witnesses::add);
    while (!witnesses.isEmpty()) {
      Cell witness = witnesses.remove();
      Cell writer = sources.only(witness);
      if (writer != null
          && writer != witness
          && writer.call < witness.deadline
          && writer.deadline > witness.deadline) {
        writer.deadline = witness.deadline;
        if (writer.witnesses()) {
          witnesses.add(writer);
        }
      }
    }
  }

  /// Who wrote each value and each version.
  private static final class Sources {
    private final Cell[] byValue;
    private final int[] writersOfValue;
    private final Cell[] byVersion;
    private final int[] writersOfVersion;

    Sources(int values, int versions) {
      byValue = new Cell[values];
      writersOfValue = new int[values];
      byVersion = new Cell[versions];
      writersOfVersion = new int[versions];
      writersOfValue[Cell.ABSENT] = 1;
    }

    void add(Cell cell) {
      if (cell.writes) {
        byValue[cell.value] = cell;
        writersOfValue[cell.value]++;
        if (cell.version != Cell.OPEN) {
          byVersion[cell.version] = cell;
          writersOfVersion[cell.version]++;
        }
      }
    }

    /// The only operation that can have written what `witness` saw, or null.
    @Nullable Cell only(Cell witness) {
      if (witness.wantedVersion != Cell.ANY && writersOfVersion[witness.wantedVersion] == 1) {
        return byVersion[witness.wantedVersion];
      }
      if (witness.wantedValue != Cell.ANY && writersOfValue[witness.wantedValue] == 1) {
        return byValue[witness.wantedValue];
      }
      return null;
    }
  }

  private void findUnnoticed() {
    int[] valueNoticedUntil = new int[names.valueCount()];
    int[] versionNoticedUntil = new int[names.versionCount()];
    Arrays.fill(valueNoticedUntil, -1);
    Arrays.fill(versionNoticedUntil, -1);
    for (Cell cell : cells) {
      if (cell.wantedVersion != Cell.ANY) {
        int until = Math.max(versionNoticedUntil[cell.wantedVersion], cell.deadline);
        versionNoticedUntil[cell.wantedVersion] = until;
      }
      if (cell.wantedValue != Cell.ANY) {
        int until = Math.max(valueNoticedUntil[cell.wantedValue], cell.deadline);
        valueNoticedUntil[cell.wantedValue] = until;
      }
    }
    int unnoticed = names.anonymousValue();
    for (Cell cell : cells) {
      if (cell.writes
          && cell.version != Cell.OPEN
          && valueNoticedUntil[cell.value] < cell.call
          && versionNoticedUntil[cell.version] < cell.call) {
        cell.noticed = false;
        cell.value = unnoticed;
        cell.version = Cell.UNSEEN;
      }
    }
  }

  private List<Cell> dropUseless() {
    int refusedUntil = -1;
    for (Cell cell : cells) {
      if (cell.negated) {
        refusedUntil = Math.max(refusedUntil, cell.deadline);
      }
    }
    List<Cell> kept = new ArrayList<>(cells.size());
    for (Cell cell : cells) {
      if (!(cell.optional() && cell.writes && !cell.noticed && cell.call > refusedUntil)) {
        kept.add(cell);
      }
    }
    return kept;
  }
}
