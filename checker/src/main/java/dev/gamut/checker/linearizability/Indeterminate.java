package dev.gamut.checker.linearizability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// The operations of which nobody knows whether they took effect: each may be placed anywhere after
/// its call, or not at all.
///
/// Those that would do the same form a class, of which only the number used matters: in any order
/// that uses a later called one but not an earlier called one, or uses them the other way round,
/// the two can change places, since the earlier one can stand wherever the later one can. Counts
/// are packed into words, each with a clear guard bit above it.
final class Indeterminate {
  private final int[] transition;
  private final int[][] calls;
  private final int[] word;
  private final int[] shift;
  private final long[] mask;
  private final long[] guards;
  private final int[] operation;
  private final int[] firstOfKind;
  private final int[][] bringing;
  private final int[][] needing;
  private final int[] growing;

  private Indeterminate(Machine machine, int[] transition, int[][] calls, int[] operation) {
    int count = transition.length;
    this.transition = transition;
    this.calls = calls;
    this.operation = operation;
    this.firstOfKind = new int[count];
    for (int kind = 1; kind < count; kind++) {
      firstOfKind[kind] = firstOfKind[kind - 1] + calls[kind - 1].length;
    }
    this.bringing = byThing(machine, transition, machine::brings, machine::overwrites);
    this.needing = byThing(machine, transition, machine::needs, machine::overwritable);
    this.growing = IntStream.range(0, count).filter(k -> machine.grows(transition[k])).toArray();
    this.word = new int[count];
    this.shift = new int[count];
    this.mask = new long[count];
    this.guards = pack();
  }

  static Indeterminate of(Problem problem) {
    int[] order = Order.ascending(problem.calls());
    Map<Integer, List<Integer>> members = new LinkedHashMap<>();
    for (int each : order) {
      if (problem.optional(each)) {
        members.computeIfAbsent(problem.transition(each), _ -> new ArrayList<>()).add(each);
      }
    }
    int[] transition = new int[members.size()];
    int[][] calls = new int[members.size()][];
    List<Integer> operation = new ArrayList<>();
    int kind = 0;
    for (Map.Entry<Integer, List<Integer>> each : members.entrySet()) {
      transition[kind] = each.getKey();
      calls[kind++] = each.getValue().stream().mapToInt(m -> problem.call(m)).toArray();
      operation.addAll(each.getValue());
    }
    return new Indeterminate(
        problem.machine(), transition, calls, operation.stream().mapToInt(o -> o).toArray());
  }

  /// Kinds by what `thingOf` says of their transitions; under 0 those of which it says nothing, but
  /// for those that `ignored` names.
  private static int[][] byThing(
      Machine machine, int[] transition, IntUnaryOperator thingOf, IntPredicate ignored) {
    int[][] kinds = new int[machine.things() + 1][];
    Arrays.fill(kinds, new int[0]);
    for (int kind = 0; kind < transition.length; kind++) {
      int thing = thingOf.applyAsInt(transition[kind]);
      if (thing >= 0 || !ignored.test(transition[kind])) {
        int[] longer = Arrays.copyOf(kinds[thing + 1], kinds[thing + 1].length + 1);
        longer[longer.length - 1] = kind;
        kinds[thing + 1] = longer;
      }
    }
    return kinds;
  }

  /// The kinds that leave behind this thing of the machine, or, for -1, one that depends on the
  /// state.
  int[] bringing(int thing) {
    return bringing[thing + 1];
  }

  /// The kinds that can only happen where this thing of the machine is held; for -1 those that
  /// depend on something else.
  int[] needing(int thing) {
    return needing[thing + 1];
  }

  /// The kinds that make something of the state that depends on it.
  int[] growing() {
    return growing;
  }

  private long[] pack() {
    List<Long> packed = new ArrayList<>();
    int used = Long.SIZE;
    for (int kind = 0; kind < transition.length; kind++) {
      int width = Integer.SIZE - Integer.numberOfLeadingZeros(calls[kind].length);
      if (used + width + 1 > Long.SIZE) {
        packed.add(0L);
        used = 0;
      }
      int last = packed.size() - 1;
      word[kind] = last;
      shift[kind] = used;
      mask[kind] = (1L << width) - 1;
      packed.set(last, packed.get(last) | (1L << (used + width)));
      used += width + 1;
    }
    return packed.stream().mapToLong(Long::longValue).toArray();
  }

  /// Kinds are ordered by the call of their first member.
  int kinds() {
    return transition.length;
  }

  int transition(int kind) {
    return transition[kind];
  }

  Configurations.Guards guards() {
    return new Configurations.Guards(guards);
  }

  int firstCall(int kind) {
    return calls[kind][0];
  }

  /// Whether one of this kind is left that was called before `horizon`.
  boolean available(int kind, long[] configuration, int base, int horizon) {
    int used = used(kind, configuration, base);
    return used < calls[kind].length && calls[kind][used] < horizon;
  }

  private int used(int kind, long[] configuration, int base) {
    return (int) ((configuration[base + word[kind]] >>> shift[kind]) & mask[kind]);
  }

  void use(int kind, long[] configuration, int base) {
    configuration[base + word[kind]] += 1L << shift[kind];
  }

  /// The operation that is used next of this kind, in the numbering of the problem.
  int next(int kind, long[] configuration, int base) {
    return operation[firstOfKind[kind] + used(kind, configuration, base)];
  }
}
