package dev.gamut.protocol.leaderless;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.Version;
import dev.gamut.model.Context;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A caller's write in a schedule: what it knew of, and what it was told. It may be sent more than
/// once, and be given several dots then.
final class Wanted {
  final Bytes place;
  final Value value;
  final WriteName name;
  final @Nullable Context context;
  final long begunNanos;

  /// By dot, what it supersedes: known when it leaves its coordinator.
  final Map<Dot, Frontier> dots = new LinkedHashMap<>();

  /// What its caller was told.
  Version version = Version.NONE;

  boolean acknowledged;

  Wanted(Bytes place, Value value, WriteName name, @Nullable Context context, long begunNanos) {
    this.place = place;
    this.value = value;
    this.name = name;
    this.context = context;
    this.begunNanos = begunNanos;
  }

  Dot dot() {
    return version.dot();
  }

  /// What the dot that was acknowledged supersedes.
  Frontier superseded() {
    return dots.getOrDefault(dot(), Frontier.EMPTY);
  }

  boolean isDelete() {
    return value.isTombstone();
  }

  boolean supersedesAny(Wanted other) {
    return dots.values().stream()
        .anyMatch(context -> other.dots.keySet().stream().anyMatch(context::covers));
  }
}
