package dev.gamut.checker.linearizability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns [Rules] over values into a machine over numbers: every state and every transition is
/// numbered when it first comes up, and what a transition does to a state is computed once.
final class InternedMachine<S, T> implements Machine {
  private final Rules<S, T> rules;
  private final Map<S, Integer> stateIds = new HashMap<>();
  private final List<S> states = new ArrayList<>();
  private final Map<T, Integer> transitionIds = new HashMap<>();
  private final List<T> transitions = new ArrayList<>();
  private final Map<Long, Integer> steps = new HashMap<>();
  private final Map<Long, Boolean> ruledOut = new HashMap<>();

  InternedMachine(Rules<S, T> rules) {
    this.rules = rules;
    number(rules.initial());
  }

  private int number(S state) {
    Integer known = stateIds.putIfAbsent(state, states.size());
    if (known != null) {
      return known;
    }
    states.add(state);
    return states.size() - 1;
  }

  /// The number of a transition.
  int transition(T transition) {
    Integer known = transitionIds.putIfAbsent(transition, transitions.size());
    if (known != null) {
      return known;
    }
    transitions.add(transition);
    return transitions.size() - 1;
  }

  private static long pair(int state, int transition) {
    return ((long) state << Integer.SIZE) | transition;
  }

  @Override
  public int initial() {
    return 0;
  }

  @Override
  public int step(int state, int transition) {
    Integer known = steps.get(pair(state, transition));
    if (known != null) {
      return known;
    }
    @Nullable S next = rules.step(states.get(state), transitions.get(transition));
    int number = next == null ? ILLEGAL : number(next);
    steps.put(pair(state, transition), number);
    return number;
  }

  @Override
  public boolean observes(int transition) {
    return rules.observes(transitions.get(transition));
  }

  @Override
  public boolean overwrites(int transition) {
    return rules.overwrites(transitions.get(transition));
  }

  @Override
  public boolean rulesOut(int state, int transition) {
    return ruledOut.computeIfAbsent(
        pair(state, transition),
        _ -> rules.rulesOut(states.get(state), transitions.get(transition)));
  }

  @Override
  public boolean doomed(int state, int horizon) {
    return rules.doomed(states.get(state), horizon);
  }

  @Override
  public int freeFrom(int transition) {
    return rules.freeFrom(transitions.get(transition));
  }

  @Override
  public String show(int state) {
    return rules.show(states.get(state));
  }
}
