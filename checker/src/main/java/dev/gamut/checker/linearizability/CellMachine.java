package dev.gamut.checker.linearizability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One cell that holds a value with a version: the machine of every register, of a key of a store,
/// and of a lock. A state is what the cell holds.
final class CellMachine implements Machine {
  private record Content(int value, int version) {}

  private record Transition(int value, int version, boolean negated, int effect) {}

  private static final int NO_EFFECT = -1;

  private final Map<Content, Integer> contentIds = new HashMap<>();
  private final List<Content> contents = new ArrayList<>();
  private final Map<Transition, Integer> transitionIds = new HashMap<>();
  private final List<Transition> transitions = new ArrayList<>();
  private final List<@Nullable Object> values;
  private final List<@Nullable Object> versions;

  private int[] valueOf = {};
  private int[] versionOf = {};
  private int[] wantedValue = {};
  private int[] wantedVersion = {};
  private boolean[] negated = {};
  private int[] effect = {};

  /// @param values what the numbers of values stand for
  /// @param versions what the numbers of versions stand for
  CellMachine(List<@Nullable Object> values, List<@Nullable Object> versions) {
    this.values = values;
    this.versions = versions;
    content(Cell.ABSENT, Cell.UNSEEN);
  }

  private int content(int value, int version) {
    Content content = new Content(value, version);
    Integer known = contentIds.putIfAbsent(content, contents.size());
    if (known == null) {
      contents.add(content);
      return contents.size() - 1;
    }
    return known;
  }

  /// The number of the transition that this operation is.
  int transition(Cell cell) {
    int effect = cell.writes ? content(cell.value, cell.version) : NO_EFFECT;
    Transition transition =
        new Transition(cell.wantedValue, cell.wantedVersion, cell.negated, effect);
    Integer known = transitionIds.putIfAbsent(transition, transitions.size());
    if (known == null) {
      transitions.add(transition);
      return transitions.size() - 1;
    }
    return known;
  }

  /// No more transitions are added from here on.
  CellMachine seal() {
    valueOf = contents.stream().mapToInt(Content::value).toArray();
    versionOf = contents.stream().mapToInt(Content::version).toArray();
    wantedValue = transitions.stream().mapToInt(Transition::value).toArray();
    wantedVersion = transitions.stream().mapToInt(Transition::version).toArray();
    effect = transitions.stream().mapToInt(Transition::effect).toArray();
    negated = new boolean[transitions.size()];
    for (int i = 0; i < negated.length; i++) {
      negated[i] = transitions.get(i).negated();
    }
    return this;
  }

  @Override
  public int initial() {
    return 0;
  }

  @Override
  public int step(int state, int transition) {
    int value = wantedValue[transition];
    int version = wantedVersion[transition];
    boolean met =
        (value == Cell.ANY || value == valueOf[state])
            && (version == Cell.ANY || version == versionOf[state]);
    if (met == negated[transition]) {
      return ILLEGAL;
    }
    return effect[transition] == NO_EFFECT ? state : effect[transition];
  }

  @Override
  public boolean observes(int transition) {
    return effect[transition] == NO_EFFECT;
  }

  @Override
  public String show(int state) {
    Content content = contents.get(state);
    if (content.value() == Cell.ABSENT) {
      return "nothing";
    }
    String value = dev.gamut.checker.history.Values.show(values.get(content.value()));
    return content.version() == Cell.UNSEEN
        ? value
        : value + " @" + dev.gamut.checker.history.Values.show(versions.get(content.version()));
  }
}
