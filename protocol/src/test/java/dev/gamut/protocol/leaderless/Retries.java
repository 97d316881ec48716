package dev.gamut.protocol.leaderless;

import dev.gamut.protocol.Now;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Callers of a schedule who had no answer to a write and send it again, to any replica.
final class Retries {
  private final int quorum;
  private final Map<Long, Wanted> calls = new LinkedHashMap<>();
  int carriedOut;

  Retries(int quorum) {
    this.quorum = quorum;
  }

  void begin(long call, Wanted wanted, HomeReplica home, Now now) {
    calls.put(call, wanted);
    home.step(
        new LeaderlessEvent.Recall(
            call,
            wanted.place,
            wanted.name,
            Math.max(1, now.monotonicNanos() - wanted.begunNanos),
            quorum,
            Long.MAX_VALUE),
        now);
  }

  /// Nobody knows of it: now it is carried out.
  void notFound(long call, HomeReplica home, Now now) {
    Wanted wanted = calls.get(call);
    if (wanted != null) {
      carriedOut++;
      home.step(
          new LeaderlessEvent.Put(
              call,
              wanted.place,
              wanted.value,
              wanted.name,
              wanted.context,
              quorum,
              Long.MAX_VALUE),
          now);
    }
  }

  /// The write of a call that is a retry.
  @Nullable Wanted of(long call) {
    return calls.get(call);
  }
}
