package dev.gamut.client.core;

import dev.gamut.base.HybridTime;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names writes; a write keeps the name of its first attempt whatever comes after.
///
/// Tables with outcomes to look up need an id that the catalog grants: it is asked for before the
/// first write and again well before the last one is over. On leaderless tables a name only says
/// which siblings are the same write, so that a random id does, and no write to them needs the
/// catalog's majority.
///
/// An id is also replaced when the unfinished writes named with it spread too far: partitions
/// remember every outcome above the lowest unfinished one, and one stuck write would hold them all.
final class ClientIds extends Timed {
  /// Half of what a partition remembers of one client.
  private static final long SPREAD_MAX = 32_768;

  private static final long SPREAD_RENEWED = SPREAD_MAX / 2;
  private static final long OWN_MIN = 1L << 55;

  private final Courier courier;
  private final Peers peers;
  private final DeadlineQueue queue;
  private final long lifetimeNanos;
  private @Nullable ClientId own;
  private List<Pending> waiting = new ArrayList<>();
  private @Nullable ClientId current;
  private boolean isAsking;
  private long askedAtNanos;

  /// When the current id was asked for.
  private long grantAskedAtNanos;

  private int failures;

  ClientIds(Courier courier, Peers peers, DeadlineQueue queue) {
    this.courier = courier;
    this.peers = peers;
    this.queue = queue;
    lifetimeNanos = peers.config().clientLifetimeMillis() * 1_000_000;
  }

  /// Larger than any that the catalog grants, and of 2^55 no two clients choose the same.
  private ClientId selfMade() {
    long random = OWN_MIN | peers.entropy().below(OWN_MIN);
    return new ClientId(random, HybridTime.ZERO, Long.MAX_VALUE);
  }

  /// Names a write to a leaderless table.
  void nameAlone(Pending write) {
    ClientId id = own;
    if (id == null || id.spread() >= SPREAD_RENEWED) {
      id = selfMade();
      own = id;
    }
    write.client = id;
    write.sequence = id.begin();
  }

  /// Names a write, or keeps it waiting for an id that outlives it.
  boolean name(Pending write, long nowNanos) {
    ClientId id = current;
    if (id == null || isWorn(id, nowNanos)) {
      ask(nowNanos);
    }
    if (id == null || id.expiresAtNanos() <= write.deadlineNanos || id.spread() >= SPREAD_MAX) {
      waiting.add(write);
      return false;
    }
    write.client = id;
    write.sequence = id.begin();
    return true;
  }

  private boolean isWorn(ClientId id, long nowNanos) {
    return nowNanos >= grantAskedAtNanos + lifetimeNanos / 2 || id.spread() >= SPREAD_RENEWED;
  }

  /// The time to try again after a failure.
  @Override
  void fire(long nowNanos) {
    isAsking = false;
    waiting.removeIf(Pending::isDone);
    if (!waiting.isEmpty()) {
      ask(nowNanos);
    }
  }

  private void ask(long nowNanos) {
    if (isAsking) {
      return;
    }
    isAsking = true;
    askedAtNanos = nowNanos;
    Operation grant = new Operation.GrantClient(peers.config().clientLifetimeMillis());
    courier.askCatalog(grant, nowNanos + 4 * peers.config().attemptTimeoutNanos(), this::answered);
  }

  private void answered(Reply reply) {
    long now = peers.now();
    if (!(reply instanceof Reply.Part(Result.ClientGranted granted))) {
      String trouble = reply instanceof Reply.Failed(Failure failure) ? failure.message() : "";
      waiting.forEach(write -> write.trouble = "no client id could be had: " + trouble);
      queue.set(this, now + 1 + peers.backoff().delayNanos(failures++));
      return;
    }
    failures = 0;
    isAsking = false;
    grantAskedAtNanos = askedAtNanos;
    // Nodes whose clocks are ahead think it over earlier than the one that granted it.
    long usableNanos = lifetimeNanos - lifetimeNanos / 10;
    current = new ClientId(granted.client(), granted.expires(), askedAtNanos + usableNanos);
    List<Pending> ready = waiting;
    waiting = new ArrayList<>();
    for (Pending write : ready) {
      if (write.state == Pending.State.CLIENT_ID) {
        courier.route(write, now);
      }
    }
  }
}
