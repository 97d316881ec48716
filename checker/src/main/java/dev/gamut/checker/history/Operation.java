package dev.gamut.checker.history;

import org.jspecify.annotations.Nullable;

/// One operation of one process, from its invocation to its completion.
///
/// @param index its place among the operations of the history, by invocation
/// @param process who invoked it; a process has one operation open at a time
/// @param key the object it is about, or null in a history of a single object
/// @param function what it does, in the words of the model: `read`, `write`, `cas`, …
/// @param argument what it was invoked with
public record Operation(
    int index,
    int process,
    @Nullable Object key,
    String function,
    @Nullable Object argument,
    Invocation invocation,
    Completion completion) {

  /// The beginning of an operation.
  ///
  /// @param event its place among all events of the history
  /// @param nanos when it began, for people only: the order is that of the events
  /// @param line the line of the file it was read from; 0 for a recorded history
  public record Invocation(int event, long nanos, int line) {}

  public Outcome outcome() {
    return completion.outcome();
  }

  /// The event by which this operation has certainly taken effect, if it ever does: that of its
  /// completion, or [Completion#NEVER] when it is indeterminate, whenever its client gave up.
  public int deadline() {
    return outcome() == Outcome.INFO ? Completion.NEVER : completion.event();
  }

  /// For people: `3: cas [1 2] → fail`.
  public String describe() {
    StringBuilder text = new StringBuilder(48);
    text.append(process).append(": ").append(function);
    if (argument != null) {
      text.append(' ').append(Values.show(argument));
    }
    text.append(" → ").append(outcome().word());
    if (outcome() == Outcome.OK && completion.value() != Unsaid.UNSAID) {
      text.append(' ').append(Values.show(completion.value()));
    }
    if (completion.version() != null) {
      text.append(" @").append(Values.show(completion.version()));
    }
    if (completion.error() != null) {
      text.append(" (").append(Values.show(completion.error())).append(')');
    }
    return text.toString();
  }
}
