package dev.gamut.checker.linearizability;

import dev.gamut.checker.linearizability.CellTransitions.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One cell that holds a value with a version: the machine of every register, of a key of a store,
/// and of a lock. A state is what the cell holds.
final class CellMachine implements Machine {
  private record Content(int value, int version) {}

  private static final int NO_EFFECT = -1;

  private final CellNames names;
  private final int[] valueOf;
  private final Span[] reach;
  private final int[] versionOf;
  private final int[] wantedValue;
  private final int[] wantedVersion;
  private final boolean[] negated;
  private final int[] effect;

  /// The value that was written with each version; -1 for a version that nobody gave.
  private final int[] valueOfVersion;

  CellMachine(CellNames names, List<Transition> transitions) {
    this.names = names;
    int count = transitions.size();
    wantedValue = new int[count];
    wantedVersion = new int[count];
    negated = new boolean[count];
    effect = new int[count];
    Map<Content, Integer> ids = new HashMap<>();
    List<Content> contents = new ArrayList<>(List.of(new Content(Cell.ABSENT, Cell.UNSEEN)));
    ids.put(contents.getFirst(), 0);
    for (int i = 0; i < count; i++) {
      Transition each = transitions.get(i);
      wantedValue[i] = each.wantedValue();
      wantedVersion[i] = each.wantedVersion();
      negated[i] = each.negated();
      effect[i] = each.writes() ? number(ids, contents, each) : NO_EFFECT;
    }
    valueOf = contents.stream().mapToInt(Content::value).toArray();
    reach = contents.stream().map(each -> Span.of(each.value())).toArray(Span[]::new);
    versionOf = contents.stream().mapToInt(Content::version).toArray();
    valueOfVersion = new int[names.versionCount()];
    Arrays.fill(valueOfVersion, -1);
    contents.forEach(each -> valueOfVersion[each.version()] = each.value());
  }

  private static int number(Map<Content, Integer> ids, List<Content> contents, Transition by) {
    Content content = new Content(by.value(), by.version());
    Integer known = ids.putIfAbsent(content, contents.size());
    if (known != null) {
      return known;
    }
    contents.add(content);
    return contents.size() - 1;
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
    boolean unconditional = value == Cell.ANY && version == Cell.ANY;
    if (!unconditional && met == negated[transition]) {
      return ILLEGAL;
    }
    return effect[transition] == NO_EFFECT ? state : effect[transition];
  }

  @Override
  public boolean observes(int transition) {
    return effect[transition] == NO_EFFECT;
  }

  @Override
  public boolean overwrites(int transition) {
    return wantedValue[transition] == Cell.ANY
        && wantedVersion[transition] == Cell.ANY
        && effect[transition] != NO_EFFECT;
  }

  @Override
  public int things() {
    return names.valueCount();
  }

  @Override
  public int holds(int state) {
    return valueOf[state];
  }

  @Override
  public int needs(int transition) {
    if (negated[transition]) {
      return -1;
    }
    int version = wantedVersion[transition];
    return version == Cell.ANY ? wantedValue[transition] : valueOfVersion[version];
  }

  @Override
  public int brings(int transition) {
    return effect[transition] == NO_EFFECT ? -1 : valueOf[effect[transition]];
  }

  @Override
  public Span reach(int state) {
    return reach[state];
  }

  /// What needs a value to bring the same one does not bring it back.
  @Override
  public Span brought(int transition) {
    return brings(transition) == needs(transition) ? Span.NONE : Span.of(brings(transition));
  }

  @Override
  public String show(int state) {
    return names.show(valueOf[state], versionOf[state]);
  }
}
