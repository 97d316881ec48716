package dev.gamut.client;

import dev.gamut.base.Version;
import dev.gamut.client.core.WriteTerms;
import dev.gamut.model.Condition;
import dev.gamut.model.Context;
import dev.gamut.model.Quorums;
import dev.gamut.model.Value;
import java.time.Duration;

/// When a write takes effect, and how long to try.
///
/// @param condition what must hold of the item at that moment
/// @param deadline from the call to its result, retries included
/// @param receipt whether the result accounts for what was given
/// @param quorum of a leaderless table: replicas that must have the write durably before it is
///   acknowledged; 0 for as many as the table says
public record WriteOptions(Condition condition, Duration deadline, boolean receipt, int quorum) {
  public static final WriteOptions DEFAULT =
      new WriteOptions(new Condition.Always(), Duration.ofSeconds(5), false, 0);

  public WriteOptions {
    Quorums.requireOfRequest(quorum);
  }

  public static WriteOptions ifAbsent() {
    return DEFAULT.when(new Condition.Absent());
  }

  public static WriteOptions ifPresent() {
    return DEFAULT.when(new Condition.Present());
  }

  /// Only if nobody has written since this version was read. For an item that was not there, use
  /// [#ifAbsent].
  public static WriteOptions ifVersion(Version version) {
    return DEFAULT.when(
        version.equals(Version.NONE) ? new Condition.Absent() : new Condition.VersionIs(version));
  }

  public static WriteOptions ifValue(Value value) {
    return DEFAULT.when(new Condition.ValueIs(value));
  }

  /// Replaces what a read of the key gave, and nothing else: see [ReadResult#context].
  public static WriteOptions seen(Context context) {
    return DEFAULT.when(new Condition.Seen(context));
  }

  public WriteOptions when(Condition condition) {
    return new WriteOptions(condition, deadline, receipt, quorum);
  }

  public WriteOptions within(Duration deadline) {
    return new WriteOptions(condition, deadline, receipt, quorum);
  }

  public WriteOptions withReceipt() {
    return new WriteOptions(condition, deadline, true, quorum);
  }

  /// W of this write, where the table is leaderless; elsewhere an error. With fewer replicas than
  /// the table says, a read with the table's R may miss it for a while.
  public WriteOptions quorum(int replicas) {
    return new WriteOptions(condition, deadline, receipt, replicas);
  }

  WriteTerms terms() {
    return new WriteTerms(receipt, quorum, deadline.toNanos());
  }
}
