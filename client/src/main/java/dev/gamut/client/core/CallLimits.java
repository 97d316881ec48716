package dev.gamut.client.core;

import dev.gamut.model.Condition;
import dev.gamut.model.Key;
import dev.gamut.model.Limits;
import dev.gamut.model.Value;
import org.jspecify.annotations.Nullable;

/// Checks a call against the limits that hold everywhere, before anything is sent.
final class CallLimits {
  private CallLimits() {}

  /// What is wrong with the call; null when nothing is.
  static Reply.@Nullable Failed check(Call call, ClientConfig config) {
    if (call.timeoutNanos() > config.timeoutNanosMax()) {
      return tooMuch("timeout", call.timeoutNanos(), "nanoseconds", config.timeoutNanosMax());
    }
    return switch (call) {
      case Call.Get get -> check(get.key());
      case Call.Put put -> check(put.key(), put.value(), put.condition());
      case Call.Delete delete -> check(delete.key(), null, delete.condition());
      case Call.GetMany many -> check(many);
      case Call.PutMany many -> check(many);
      case Call.Scan scan -> check(scan.page());
      case Call.Named named -> check(named.write(), config);
      case Call.GetConflicts conflicts -> check(conflicts);
      case Call.Explain _,
          Call.GetStatus _,
          Call.CreateTable _,
          Call.DropTable _,
          Call.GrantClient _,
          Call.CutTable _,
          Call.ReplicaChange _,
          Call.GetTable _,
          Call.GetCatalog _ ->
          null;
    };
  }

  private static Reply.@Nullable Failed check(Call.GetMany many) {
    Reply.Failed wrong = checkCount(many.keys().size());
    for (int i = 0; wrong == null && i < many.keys().size(); i++) {
      wrong = check(many.keys().get(i));
    }
    return wrong;
  }

  private static Reply.@Nullable Failed check(Call.PutMany many) {
    Reply.Failed wrong = checkCount(many.entries().size());
    for (int i = 0; wrong == null && i < many.entries().size(); i++) {
      Call.Entry entry = many.entries().get(i);
      wrong = check(entry.key(), entry.value(), entry.condition());
    }
    return wrong;
  }

  private static Reply.@Nullable Failed check(Call.GetConflicts conflicts) {
    Key key = conflicts.key();
    Reply.Failed wrong = check(PageRequest.first(conflicts.countMax()));
    return wrong == null && key != null ? check(key) : wrong;
  }

  private static Reply.@Nullable Failed checkCount(int count) {
    return count <= Limits.BATCH_COUNT_MAX
        ? null
        : tooMuch("batch", count, "items", Limits.BATCH_COUNT_MAX);
  }

  private static Reply.@Nullable Failed check(PageRequest page) {
    if (page.countMax() < 1 || page.sizeMax() < 1) {
      return Reply.Failed.of(
          Failure.Reason.LIMIT,
          "not sent: a page of %d items and %d bytes; it must have room for one"
              .formatted(page.countMax(), page.sizeMax()));
    }
    if (page.countMax() > Limits.PAGE_COUNT_MAX) {
      return tooMuch("page", page.countMax(), "items", Limits.PAGE_COUNT_MAX);
    }
    return page.sizeMax() <= Limits.PAGE_SIZE_MAX
        ? null
        : tooMuch("page", page.sizeMax(), "bytes", Limits.PAGE_SIZE_MAX);
  }

  private static Reply.@Nullable Failed check(Key key, @Nullable Value value, Condition condition) {
    Reply.Failed wrong = check(key);
    if (wrong == null && value != null) {
      wrong = check(value);
    }
    return wrong == null && condition instanceof Condition.ValueIs(Value expected)
        ? check(expected)
        : wrong;
  }

  private static Reply.@Nullable Failed check(Key key) {
    if (key.partitionKey().isEmpty()) {
      return Reply.Failed.of(
          Failure.Reason.LIMIT, "not sent: the partition key is empty, and must have a byte");
    }
    return key.size() <= Limits.KEY_SIZE_MAX
        ? null
        : tooMuch("key", key.size(), "bytes", Limits.KEY_SIZE_MAX);
  }

  private static Reply.@Nullable Failed check(Value value) {
    int size = value.bytes().length();
    return size <= Limits.VALUE_SIZE_MAX
        ? null
        : tooMuch("value", size, "bytes", Limits.VALUE_SIZE_MAX);
  }

  private static Reply.Failed tooMuch(String what, long found, String unit, long allowed) {
    return Reply.Failed.of(
        Failure.Reason.LIMIT,
        "not sent: the %s has %d %s, and %d is the limit".formatted(what, found, unit, allowed));
  }
}
