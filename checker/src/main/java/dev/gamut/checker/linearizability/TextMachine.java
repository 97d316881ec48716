package dev.gamut.checker.linearizability;

import dev.gamut.checker.linearizability.Sights.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A key that is appended to. A state is a string with which something begins that is looked for;
/// all others are one state, *nowhere*, since whatever is appended to them nobody will see it.
///
/// The things of [Supply] are the strings that some operation must find. They are ordered like
/// strings, so those that can still become of a state, by appending alone, are a span.
final class TextMachine implements Machine {
  /// @param kind other than [TextStep.Kind#APPEND] unless the outcome depends on the state
  /// @param wanted for what sees, refuses and swaps
  /// @param outcome of what puts and swaps
  /// @param appended of what appends
  record Transition(TextStep.Kind kind, Prefix wanted, Prefix outcome, String appended) {}

  private static final int NOWHERE = 0;

  /// A thing that nothing ever brings.
  private final int never;

  private final Sights sights;
  private final List<Transition> transitions;
  private final Map<Prefix, Integer> stateIds = new HashMap<>();
  private final List<Prefix> states = new ArrayList<>();
  private final List<Span> reach = new ArrayList<>();
  private final IntStack held = new IntStack();
  private final Map<Long, Integer> appendings = new HashMap<>();
  private final long[] things;
  private final int[] wanted;
  private final int[] outcome;

  TextMachine(Sights sights, List<Transition> transitions) {
    this.sights = sights;
    this.transitions = List.copyOf(transitions);
    things =
        transitions.stream()
            .filter(each -> needs(each.kind()) && each.wanted().isSeen())
            .mapToLong(each -> each.wanted().order())
            .distinct()
            .sorted()
            .toArray();
    never = things.length;
    number(Sights.NOWHERE);
    number(sights.empty());
    wanted = transitions.stream().mapToInt(each -> number(each.wanted())).toArray();
    outcome = transitions.stream().mapToInt(each -> number(each.outcome())).toArray();
  }

  private static boolean needs(TextStep.Kind kind) {
    return kind == TextStep.Kind.SEE || kind == TextStep.Kind.SWAP;
  }

  private int number(Prefix prefix) {
    Integer known = stateIds.putIfAbsent(prefix, states.size());
    if (known != null) {
      return known;
    }
    states.add(prefix);
    int from = place(prefix.order());
    int to = place(Prefix.order(prefix.in().to(), 0));
    reach.add(prefix.isSeen() ? new Span(from, to) : Span.NONE);
    boolean holds = prefix.isSeen() && from < to && things[from] == prefix.order();
    held.push(holds ? from : -1);
    return states.size() - 1;
  }

  private int place(long order) {
    int at = Arrays.binarySearch(things, order);
    return at < 0 ? -at - 1 : at;
  }

  @Override
  public int initial() {
    return number(sights.empty());
  }

  @Override
  public int step(int state, int transition) {
    return switch (transitions.get(transition).kind()) {
      case SEE -> state == wanted[transition] && state != NOWHERE ? state : ILLEGAL;
      case REFUSE -> state == wanted[transition] ? ILLEGAL : state;
      case PUT -> outcome[transition];
      case SWAP -> state == wanted[transition] && state != NOWHERE ? outcome[transition] : ILLEGAL;
      case APPEND -> state == NOWHERE ? NOWHERE : append(state, transition);
    };
  }

  private int append(int state, int transition) {
    long key = ((long) state << Integer.SIZE) | transition;
    Integer known = appendings.get(key);
    if (known != null) {
      return known;
    }
    String added = transitions.get(transition).appended();
    int next = number(sights.extend(states.get(state), added));
    appendings.put(key, next);
    return next;
  }

  @Override
  public boolean observes(int transition) {
    TextStep.Kind kind = transitions.get(transition).kind();
    return kind == TextStep.Kind.SEE || kind == TextStep.Kind.REFUSE;
  }

  @Override
  public boolean overwrites(int transition) {
    return transitions.get(transition).kind() == TextStep.Kind.PUT;
  }

  @Override
  public boolean overwritable(int transition) {
    return overwrites(transition) || transitions.get(transition).kind() == TextStep.Kind.APPEND;
  }

  @Override
  public int things() {
    return things.length + 1;
  }

  @Override
  public int holds(int state) {
    return held.get(state);
  }

  @Override
  public int needs(int transition) {
    if (!needs(transitions.get(transition).kind())) {
      return -1;
    }
    return wanted[transition] == NOWHERE ? never : held.get(wanted[transition]);
  }

  @Override
  public int brings(int transition) {
    return held.get(outcome[transition]);
  }

  @Override
  public Span reach(int state) {
    return reach.get(state);
  }

  /// A swap within what can become of the string that it wants brings nothing back.
  @Override
  public Span brought(int transition) {
    Span brought = reach.get(outcome[transition]);
    boolean swaps = transitions.get(transition).kind() == TextStep.Kind.SWAP;
    return swaps && reach.get(wanted[transition]).hasAll(brought) ? Span.NONE : brought;
  }

  @Override
  public String show(int state) {
    Prefix prefix = states.get(state);
    return prefix.isSeen()
        ? sights.get(prefix.in().from()).substring(0, prefix.length())
        : "(something that nothing looks at)";
  }
}
