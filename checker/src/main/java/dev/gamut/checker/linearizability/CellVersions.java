package dev.gamut.checker.linearizability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds out which write gave a version that was seen but that no known write has: one that timed
/// out, or whose version was not recorded.
///
/// When some operation certainly saw the version and a single write can have given it, that write
/// did. Otherwise the version is doubtful and every write that can have given it is left open, for
/// [OpenVersionMachine] to decide in the course of the search.
final class CellVersions {
  private final List<Cell> cells;
  private final CellNames names;
  private final Set<Integer> doubtful = new HashSet<>();

  CellVersions(List<Cell> cells, CellNames names) {
    this.cells = cells;
    this.names = names;
  }

  /// What is known of a version that no known write has.
  private static final class Orphan {
    int value = Cell.ANY;
    boolean certain;
    int deadline;
  }

  /// @return the doubtful versions
  Set<Integer> bind() {
    refuseTwins();
    orphans().forEach(this::bind);
    return doubtful;
  }

  /// No version is given twice: of two writes that both say they were given one, the second is made
  /// impossible, whatever the order.
  private void refuseTwins() {
    boolean[] given = new boolean[names.versionCount()];
    int never = Cell.ANY;
    for (Cell cell : cells) {
      if (cell.writes && cell.version > Cell.UNSEEN) {
        if (given[cell.version]) {
          never = never == Cell.ANY ? names.anonymousValue() : never;
          cell.wantedValue = never;
        }
        given[cell.version] = true;
      }
    }
  }

  private Map<Integer, Orphan> orphans() {
    Map<Integer, Orphan> orphans = new TreeMap<>();
    for (Cell cell : cells) {
      if (cell.wantedVersion != Cell.ANY && !cell.negated) {
        Orphan orphan = orphans.computeIfAbsent(cell.wantedVersion, _ -> new Orphan());
        orphan.value = cell.wantedValue == Cell.ANY ? orphan.value : cell.wantedValue;
        orphan.certain |= !cell.optional();
        orphan.deadline = Math.max(orphan.deadline, cell.deadline);
      }
    }
    for (Cell cell : cells) {
      if (cell.writes) {
        orphans.remove(cell.version);
      }
    }
    return orphans;
  }

  private void bind(int version, Orphan orphan) {
    List<Cell> candidates = new ArrayList<>();
    for (Cell cell : cells) {
      boolean open = cell.version == Cell.UNSEEN || cell.version == Cell.OPEN;
      boolean fits = orphan.value == Cell.ANY || orphan.value == cell.value;
      if (cell.writes && cell.value != Cell.ABSENT && open && fits && cell.call < orphan.deadline) {
        candidates.add(cell);
      }
    }
    if (candidates.size() == 1 && orphan.certain) {
      candidates.getFirst().version = version;
    } else if (!candidates.isEmpty()) {
      doubtful.add(version);
      candidates.forEach(candidate -> candidate.version = Cell.OPEN);
    }
  }
}
