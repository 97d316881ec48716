package dev.gamut.checker.linearizability;

import dev.gamut.checker.history.Operation;
import dev.gamut.checker.history.Outcome;
import dev.gamut.checker.history.Unsaid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the operations on one cell into a [Problem]: numbers values and versions, leaves out what
/// cannot matter, and hands the rest to [CellAnalysis] before the machine is built.
final class CellCompiler {
  private final Map<String, Verb> verbs;
  private final CheckOptions options;
  private final CellNames names = new CellNames();
  private final List<Cell> cells = new ArrayList<>();

  private CellCompiler(Map<String, Verb> verbs, CheckOptions options) {
    this.verbs = verbs;
    this.options = options;
  }

  static Problem compile(
      Map<String, Verb> verbs, List<Operation> operations, CheckOptions options) {
    CellCompiler compiler = new CellCompiler(verbs, options);
    for (int i = 0; i < operations.size(); i++) {
      compiler.read(i, operations.get(i));
    }
    return compiler.build();
  }

  private Problem build() {
    Set<Integer> doubtful = new CellVersions(cells, names).bind();
    List<Cell> kept = new CellAnalysis(cells, names).run();
    CellTransitions transitions = new CellTransitions();
    Problem.Builder problem = new Problem.Builder();
    for (Cell cell : kept) {
      problem.add(cell.from, cell.call, cell.deadline, transitions.add(cell));
    }
    return problem.build(
        doubtful.isEmpty()
            ? new CellMachine(names, transitions.all())
            : new OpenVersionMachine(names, transitions.all(), doubtful));
  }

  private void read(int from, Operation operation) {
    Verb verb = java.util.Objects.requireNonNull(verbs.get(operation.function()));
    boolean failed = operation.outcome() == Outcome.FAIL;
    if (failed && !(verb.conditional() && Failures.condition(operation, options))) {
      return;
    }
    if (verb == Verb.READ && !seen(operation)) {
      return;
    }
    Cell cell = new Cell(from, operation.invocation().event(), operation.deadline());
    fill(cell, verb, operation);
    if (cell.writes && cell.value != Cell.ABSENT && operation.completion().version() != null) {
      cell.version = version(operation.completion().version());
    }
    if (failed) {
      cell.writes = false;
      cell.negated = true;
    }
    cells.add(cell);
  }

  private boolean seen(Operation operation) {
    if (operation.outcome() != Outcome.OK || operation.completion().value() == Unsaid.UNSAID) {
      return false;
    }
    return operation.completion().value() != null
        || options.nilReads() == CheckOptions.NilReads.ABSENT;
  }

  private void fill(Cell cell, Verb verb, Operation operation) {
    Object argument = operation.argument();
    switch (verb) {
      case READ -> fillRead(cell, operation);
      case WRITE -> write(cell, value(argument));
      case DELETE -> write(cell, Cell.ABSENT);
      case COMPARE_AND_SET -> {
        cell.wantedValue = value(part(argument, 0));
        write(cell, value(part(argument, 1)));
      }
      case WRITE_IF_ABSENT -> {
        cell.wantedValue = Cell.ABSENT;
        write(cell, value(argument));
      }
      case WRITE_IF_VERSION -> {
        cell.wantedVersion = version(part(argument, 0));
        write(cell, value(part(argument, 1)));
      }
      case DELETE_IF_VERSION -> {
        cell.wantedVersion = version(argument);
        write(cell, Cell.ABSENT);
      }
      case ACQUIRE -> {
        cell.wantedValue = Cell.ABSENT;
        write(cell, value("locked"));
      }
      case RELEASE -> {
        cell.wantedValue = value("locked");
        write(cell, Cell.ABSENT);
      }
    }
  }

  private void fillRead(Cell cell, Operation operation) {
    cell.wantedValue = value(operation.completion().value());
    if (cell.wantedValue != Cell.ABSENT && operation.completion().version() != null) {
      cell.wantedVersion = version(operation.completion().version());
    }
  }

  private static @Nullable Object part(@Nullable Object pair, int index) {
    return ((List<?>) java.util.Objects.requireNonNull(pair)).get(index);
  }

  private static void write(Cell cell, int value) {
    cell.writes = true;
    cell.value = value;
  }

  private int value(@Nullable Object value) {
    return value == null ? Cell.ABSENT : names.value(value);
  }

  private int version(@Nullable Object version) {
    return names.version(version == null ? Unsaid.UNSAID : version);
  }
}
