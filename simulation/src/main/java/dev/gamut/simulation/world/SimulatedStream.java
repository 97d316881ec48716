package dev.gamut.simulation.world;

import dev.gamut.base.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// One direction of a connection, as TCP carries it: in order and whole, tried again and again
/// where nothing gets through, given up after a while, and told to stop by a machine that knows
/// nothing of it any more.
final class SimulatedStream extends Event {
  private static final long NEVER = Long.MAX_VALUE;
  private static final long RETRY_NANOS_MIN = 20_000_000;
  private static final long RETRY_NANOS_MAX = 2_000_000_000;
  private static final long GIVE_UP_NANOS_MIN = 3_000_000_000L;
  private static final long GIVE_UP_NANOS_MAX = 30_000_000_000L;
  private static final int SMALL_BYTES = 1 << 14;
  private static final long WINDOW_BYTES = 1 << 20;

  private final SimulatedWorld world;
  private final SimulatedConnection source;
  private final SimulatedConnection target;
  private final SimulatedLink link;
  private final Draws draws;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private long queuedBytes;
  private long unreadBytes;
  private long lastArrival;
  private long lastSentAt = -1;
  private long wakeAt = NEVER;
  private long retryNanos;
  private long giveUpAt = NEVER;
  private @Nullable Fault held;

  SimulatedStream(
      SimulatedWorld world, SimulatedConnection source, SimulatedConnection target, long from) {
    this.world = world;
    this.source = source;
    this.target = target;
    this.link = world.network().link(source.owner().machine(), target.owner().machine());
    this.draws = source.owner().machine().draws();
    this.lastArrival = from;
  }

  SimulatedConnection source() {
    return source;
  }

  /// Bytes that have not been read by the other end.
  long queuedBytes() {
    return queuedBytes + unreadBytes;
  }

  void add(Bytes frame) {
    add(new Segment(frame, null));
  }

  /// Ends the stream after everything that was sent.
  void finish(String reason) {
    add(new Segment(Bytes.EMPTY, reason));
  }

  void clear() {
    segments.clear();
    queuedBytes = 0;
  }

  /// Carries nothing from now on, and tells nobody.
  void hold(Fault fault) {
    held = fault;
  }

  /// Carries again what was held back.
  void release() {
    held = null;
    retryNanos = 0;
    if (!segments.isEmpty()) {
      wakeAt(world.nowNanos());
    }
  }

  @Override
  boolean fire() {
    if (world.nowNanos() != wakeAt) {
      return false;
    }
    wakeAt = NEVER;
    if (segments.isEmpty()) {
      return false;
    }
    if (isStopped()) {
      return stall();
    }
    if (!target.owner().isAlive()) {
      return refuse();
    }
    retryNanos = 0;
    giveUpAt = NEVER;
    deliver();
    return true;
  }

  /// Small frames of one turn leave, and so arrive, together.
  private void add(Segment segment) {
    int length = segment.bytes.length();
    if (lastSentAt != world.nowNanos() || length > SMALL_BYTES) {
      lastArrival = Math.max(lastArrival, world.nowNanos() + link.delay(length, draws));
      lastSentAt = world.nowNanos();
    }
    segment.arrivesAt = lastArrival;
    queuedBytes += length;
    segments.add(segment);
    if (wakeAt == NEVER) {
      wakeAt(lastArrival);
    }
  }

  private void deliver() {
    long count = 0;
    long bytes = 0;
    long hash = 0;
    while (!segments.isEmpty() && segments.element().arrivesAt <= world.nowNanos()) {
      Segment segment = segments.remove();
      count++;
      bytes += segment.bytes.length();
      hash = hash * 31 + segment.hash;
      queuedBytes -= segment.bytes.length();
      hand(segment);
    }
    SimulatedMachine from = source.owner().machine();
    world.record(
        Happening.STREAM_RECEIVED, target.owner().machine(), from.number(), bytes, hash + count);
    if (!segments.isEmpty()) {
      wakeAt(segments.element().arrivesAt);
    }
  }

  private void hand(Segment segment) {
    if (segment.end != null) {
      target.end(segment.end);
    } else if (!target.isOver()) {
      unreadBytes += segment.bytes.length();
      target.loop().post(segment);
    }
  }

  /// Whether nothing gets through just now.
  private boolean isStopped() {
    if (link.isCut()) {
      link.blocked();
      return true;
    }
    if (held != null) {
      held.fire();
      return true;
    }
    return !target.owner().machine().isPowered() || unreadBytes > WINDOW_BYTES;
  }

  /// Waits twice as long each time; a sender that is gone sends nothing again.
  private boolean stall() {
    boolean isFirst = retryNanos == 0;
    if (!source.owner().isAlive()) {
      clear();
    } else if (giveUpAt == NEVER) {
      giveUpAt = world.nowNanos() + draws.between(GIVE_UP_NANOS_MIN, GIVE_UP_NANOS_MAX);
    } else if (world.nowNanos() >= giveUpAt && unreadBytes <= WINDOW_BYTES) {
      clear();
      source.end("timed out");
    }
    retryNanos = Math.clamp(retryNanos * 2, RETRY_NANOS_MIN, RETRY_NANOS_MAX);
    if (!segments.isEmpty()) {
      wakeAt(world.nowNanos() + retryNanos / 2 + draws.below(retryNanos));
    }
    if (isFirst) {
      SimulatedMachine from = source.owner().machine();
      world.record(
          Happening.STREAM_STALLED, target.owner().machine(), from.number(), source.number(), 0);
    }
    return isFirst;
  }

  /// The machine is there but the process is not.
  private boolean refuse() {
    clear();
    source.end("reset by peer");
    return true;
  }

  private void wakeAt(long time) {
    wakeAt = Math.max(time, world.nowNanos());
    world.schedule(wakeAt, this);
  }

  /// A frame under way; then, as a task, its receiver's work.
  private final class Segment implements Runnable {
    private final Bytes bytes;
    private final @Nullable String end;
    private final long hash;
    private long arrivesAt;

    Segment(Bytes bytes, @Nullable String end) {
      this.bytes = bytes;
      this.end = end;
      this.hash = Trace.hash(bytes);
    }

    @Override
    public void run() {
      assert Trace.hash(bytes) == hash : "a frame was changed after it was sent";
      unreadBytes -= bytes.length();
      target.receive(bytes);
    }
  }
}
