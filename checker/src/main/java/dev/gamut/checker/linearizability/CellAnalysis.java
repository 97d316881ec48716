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
  private final List<@Nullable Object> values;
  private final List<@Nullable Object> versions;

  CellAnalysis(List<Cell> cells, List<@Nullable Object> values, List<@Nullable Object> versions) {
    this.cells = cells;
    this.values = values;
    this.versions = versions;
  }

  List<Cell> run() {
    bindVersions();
    inheritDeadlines();
    findUnnoticed();
    return dropUseless();
  }

  /// A write that timed out, or whose version was not recorded, has a version all the same: when a
  /// read saw a version that no known write has, and only one write can have given it, it did.
  private void bindVersions() {
    boolean[] known = new boolean[versions.size()];
    for (Cell cell : cells) {
      known[cell.version] |= cell.writes;
    }
    known[Cell.UNSEEN] = true;
    for (Cell cell : cells) {
      if (cell.wantedVersion != Cell.ANY && !cell.negated && !known[cell.wantedVersion]) {
        known[cell.wantedVersion] |= bind(cell);
      }
    }
  }

  private boolean bind(Cell reader) {
    Cell only = null;
    for (Cell writer : cells) {
      if (writer.writes
          && writer.version == Cell.UNSEEN
          && writer != reader
          && writer.call < reader.deadline
          && (reader.wantedValue == Cell.ANY || reader.wantedValue == writer.value)) {
        if (only != null) {
          reader.wantedVersion = Cell.ANY;
          return false;
        }
        only = writer;
      }
    }
    if (only != null) {
      only.version = reader.wantedVersion;
    }
    return only != null;
  }

  private void inheritDeadlines() {
    Sources sources = new Sources(values.size(), versions.size());
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
        byVersion[cell.version] = cell;
        writersOfVersion[cell.version]++;
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
    int[] valueNoticedUntil = new int[values.size()];
    int[] versionNoticedUntil = new int[versions.size()];
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
    int unnoticed = values.size();
    values.add("(a value that nothing looks at)");
    for (Cell cell : cells) {
      if (cell.writes
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
