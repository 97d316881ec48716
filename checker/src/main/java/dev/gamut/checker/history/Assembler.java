package dev.gamut.checker.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the lines of a file together to operations, and refuses what cannot be a history.
final class Assembler {
  /// One line of a history, in Jepsen's words.
  ///
  /// @param value [Unsaid#UNSAID] when the line has none
  record Event(
      int line,
      int process,
      String type,
      String function,
      @Nullable Object value,
      @Nullable Object key,
      @Nullable Object version,
      @Nullable Object error,
      long nanos) {}

  private final boolean independent;
  private final History.Builder builder = History.builder();

  /// @param independent whether values are Jepsen's independent tuples `[key value]`
  Assembler(boolean independent) {
    this.independent = independent;
  }

  void add(Event event) throws HistoryFormatException {
    switch (event.type()) {
      case "invoke" -> invoke(event);
      case "ok" -> complete(event, Outcome.OK);
      case "fail" -> complete(event, Outcome.FAIL);
      case "info" -> complete(event, Outcome.INFO);
      default ->
          throw fault(event, "the type is " + event.type() + ", not invoke, ok, fail or info");
    }
  }

  History history() {
    return builder.build();
  }

  private void invoke(Event event) throws HistoryFormatException {
    History.Pending open = builder.openOf(event.process());
    if (open != null) {
      throw fault(
          event,
          "process %d invokes %s while its %s of line %d has not ended"
              .formatted(event.process(), event.function(), open.function(), open.line()));
    }
    Object key = event.key();
    Object value = event.value() == Unsaid.UNSAID ? null : event.value();
    if (independent) {
      key = part(event, 0);
      value = part(event, 1);
    }
    builder.begin(
        event.process(),
        key,
        event.function(),
        value,
        new Operation.Invocation(builder.nextEvent(), event.nanos(), event.line()));
  }

  private void complete(Event event, Outcome outcome) throws HistoryFormatException {
    History.Pending open = builder.openOf(event.process());
    if (open == null) {
      throw fault(
          event,
          "process %d ends %s without having begun it"
              .formatted(event.process(), event.function()));
    }
    if (!open.function().equals(event.function())) {
      throw fault(
          event,
          "process %d ends %s but began %s on line %d"
              .formatted(event.process(), event.function(), open.function(), open.line()));
    }
    open.end(
        outcome, result(event, outcome), event.version(), error(event, outcome), event.nanos());
  }

  private @Nullable Object result(Event event, Outcome outcome) throws HistoryFormatException {
    if (outcome != Outcome.OK || event.value() == Unsaid.UNSAID) {
      return Unsaid.UNSAID;
    }
    return independent ? part(event, 1) : event.value();
  }

  /// Older histories give the reason in place of the value.
  private static @Nullable Object error(Event event, Outcome outcome) {
    boolean reason = outcome != Outcome.OK && event.value() instanceof Keyword;
    return event.error() == null && reason ? event.value() : event.error();
  }

  private static @Nullable Object part(Event event, int index) throws HistoryFormatException {
    if (event.value() instanceof List<?> pair && pair.size() == 2) {
      return pair.get(index);
    }
    throw fault(event, "the value is not an independent tuple [key value]");
  }

  private static HistoryFormatException fault(Event event, String reason) {
    return new HistoryFormatException(event.line(), reason);
  }
}
