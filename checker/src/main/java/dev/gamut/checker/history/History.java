package dev.gamut.checker.history;

import static dev.gamut.base.Invariant.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the clients of a system saw, in order: operations whose beginnings and ends are numbered as
/// they happened. Immutable.
public final class History {
  private final List<Operation> operations;
  private final int events;

  private History(List<Operation> operations, int events) {
    this.operations = List.copyOf(operations);
    this.events = events;
  }

  /// By invocation.
  public List<Operation> operations() {
    return operations;
  }

  /// How many events, beginnings and ends, were recorded.
  public int events() {
    return events;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Records a history as it happens: the order of the calls on this builder is the order of the
  /// events. Not for two threads.
  public static final class Builder {
    private final List<Pending> all = new ArrayList<>();
    private final Map<Integer, Pending> open = new HashMap<>();
    private int events;

    private Builder() {}

    /// A process begins an operation. It must have none open; one that ended in [Outcome#INFO] is
    /// no longer open, though it may still take effect.
    ///
    /// @param key the object it is about, or null in a history of a single object
    /// @param function in the words of the model that will judge: `get`, `put`, `cas`, …
    public Pending invoke(
        int process, long nanos, @Nullable Object key, String function, @Nullable Object argument) {
      return begin(process, key, function, argument, new Operation.Invocation(events, nanos, 0));
    }

    Pending begin(
        int process,
        @Nullable Object key,
        String function,
        @Nullable Object argument,
        Operation.Invocation invocation) {
      require(!open.containsKey(process), "process %d has an operation open", process);
      Pending pending = new Pending(this, all.size(), process, key, function, argument, invocation);
      events++;
      all.add(pending);
      open.put(process, pending);
      return pending;
    }

    @Nullable Pending openOf(int process) {
      return open.get(process);
    }

    int nextEvent() {
      return events;
    }

    public History build() {
      List<Operation> operations = new ArrayList<>(all.size());
      for (Pending each : all) {
        operations.add(each.operation());
      }
      return new History(operations, events);
    }
  }

  /// An operation that has begun; ended by exactly one of its methods, or never.
  public static final class Pending {
    private final Builder builder;
    private final int index;
    private final int process;
    private final @Nullable Object key;
    private final String function;
    private final @Nullable Object argument;
    private final Operation.Invocation invocation;
    private Completion completion = Completion.MISSING;

    private Pending(
        Builder builder,
        int index,
        int process,
        @Nullable Object key,
        String function,
        @Nullable Object argument,
        Operation.Invocation invocation) {
      this.builder = builder;
      this.index = index;
      this.process = process;
      this.key = key;
      this.function = function;
      this.argument = argument;
      this.invocation = invocation;
    }

    /// It took effect; reads say what they saw, null for nothing there.
    public void ok(@Nullable Object value, long nanos) {
      end(Outcome.OK, value, null, null, nanos);
    }

    /// It took effect, and wrote or saw this version.
    public void ok(@Nullable Object value, @Nullable Object version, long nanos) {
      end(Outcome.OK, value, version, null, nanos);
    }

    /// It did not take effect. Of a conditional operation this says that the condition did not
    /// hold, and is judged; [#fail(Object, long)] with a reason says only that it was not done.
    public void fail(long nanos) {
      end(Outcome.FAIL, Unsaid.UNSAID, null, null, nanos);
    }

    /// It did not take effect, for a reason other than its condition.
    public void fail(Object error, long nanos) {
      end(Outcome.FAIL, Unsaid.UNSAID, null, error, nanos);
    }

    /// Nobody knows whether it took effect, or will.
    public void info(long nanos) {
      end(Outcome.INFO, Unsaid.UNSAID, null, null, nanos);
    }

    void end(
        Outcome outcome,
        @Nullable Object value,
        @Nullable Object version,
        @Nullable Object error,
        long nanos) {
      require(builder.open.remove(process, this), "operation %d of %d ended twice", index, process);
      completion = new Completion(outcome, value, version, error, builder.events++, nanos);
    }

    String function() {
      return function;
    }

    int line() {
      return invocation.line();
    }

    Operation operation() {
      return new Operation(index, process, key, function, argument, invocation, completion);
    }
  }
}
