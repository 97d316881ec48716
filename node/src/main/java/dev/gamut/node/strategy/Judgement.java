package dev.gamut.node.strategy;

import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a caller's operation comes to on an item that may hold several values.
final class Judgement {
  /// When a caller may try again.
  private static final long RETRY_MILLIS = 20;

  private Judgement() {}

  /// A retry whose first attempt took effect finds its own sibling.
  static @Nullable Version earlier(@Nullable Call call, Item merged) {
    if (call == null || !(call.request().operation() instanceof Operation.Write)) {
      return null;
    }
    WriteName name = WriteName.of(call.request().envelope().operation());
    for (Item.Sibling sibling : merged.siblings()) {
      if (!name.isNone() && sibling.name().equals(name)) {
        return sibling.version();
      }
    }
    return null;
  }

  static boolean isRead(@Nullable Call call) {
    return call != null && call.request().operation() instanceof Operation.Read;
  }

  static boolean isWanted(Call call, Item merged) {
    return call.request().operation() instanceof Operation.Write write
        && holds(write.condition(), merged.shown().siblings());
  }

  /// Of several values none is *the* version or *the* value.
  private static boolean holds(Condition condition, List<Item.Sibling> live) {
    return switch (condition) {
      case Condition.Always(), Condition.Seen _ -> true;
      case Condition.Absent() -> live.isEmpty();
      case Condition.Present() -> !live.isEmpty();
      case Condition.VersionIs(Version version) ->
          live.size() == 1 && live.getFirst().version().equals(version);
      case Condition.ValueIs(Value value) ->
          live.size() == 1 && live.getFirst().value().equals(value);
    };
  }

  /// What a read found, or why a condition does not hold.
  static Result seen(@Nullable Call call, Item item) {
    List<Item.Sibling> live = item.shown().siblings();
    if (call != null && call.request().operation() instanceof Operation.Write) {
      return new Result.Written(new Outcome.Rejected(latest(live)));
    }
    return live.isEmpty() ? new Result.Missing() : new Result.Found(new Item(live, item.context()));
  }

  /// The latest version of several values; none of nothing.
  static Version latest(List<Item.Sibling> live) {
    Version latest = Version.NONE;
    for (Item.Sibling sibling : live) {
      latest = sibling.version().compareTo(latest) > 0 ? sibling.version() : latest;
    }
    return latest;
  }

  /// For a caller whose time is up.
  static Result late(boolean proposed) {
    return proposed
        ? new Result.Written(new Outcome.Unknown(Outcome.Cause.QUORUM_NOT_REACHED))
        : new Result.Refused(
            Result.Reason.QUORUM_NOT_REACHED, "no quorum promised in time", RETRY_MILLIS, null);
  }

  /// Why a write was not carried out.
  static Result refused(LeaderlessEffect.Reason reason) {
    return switch (reason) {
      case TOO_MANY_SIBLINGS ->
          Result.Refused.of(
              Result.Reason.BAD_REQUEST,
              "the key would hold more than "
                  + Item.SIBLING_COUNT_MAX
                  + " concurrent values, or more than "
                  + (Item.SIBLING_BYTES_MAX >> 20)
                  + " MiB of them: read it, merge them, and write with the read's context");
      case CLOCK_AHEAD ->
          new Result.Refused(
              Result.Reason.QUORUM_NOT_REACHED,
              "the write would be stamped further ahead than replicas believe: a node's clock is"
                  + " wrong, or was; see to the nodes' time service",
              RETRY_MILLIS,
              null);
      case BEGINNING ->
          new Result.Refused(
              Result.Reason.RECOVERING,
              "this node began to stand in for others, and has heard none of them yet",
              RETRY_MILLIS,
              null);
    };
  }
}
