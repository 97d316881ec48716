package dev.gamut.simulation.world;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One direction between two machines.
final class SimulatedLink {
  /// What a slow link adds at the most: what was sent must have arrived soon after everything
  /// heals.
  private static final long SLOW_NANOS_MAX = 5_000_000_000L;

  private final SimulatedWorld world;
  private final List<Cut> cuts = new ArrayList<>(2);
  private LinkProfile profile;
  private long busyUntil;
  private long lastArrival;
  private long queuedBytes;
  private long sentCount;
  private long deliveredNumber;
  private double slowness = 1;
  private long cutSince;
  private @Nullable Fault slow;
  private long extraNanos;
  private @Nullable Fault extra;

  SimulatedLink(SimulatedWorld world, LinkProfile profile) {
    this.world = world;
    this.profile = profile;
  }

  void profile(LinkProfile newProfile) {
    profile = newProfile;
  }

  void cut(Cut cut) {
    if (cuts.isEmpty()) {
      cutSince = world.nowNanos();
    }
    cuts.add(cut);
  }

  void mend(Cut cut) {
    cuts.remove(cut);
  }

  boolean isCut() {
    return !cuts.isEmpty();
  }

  /// How long nothing has come through; 0 when it is not cut.
  long cutNanos() {
    return isCut() ? world.nowNanos() - cutSince : 0;
  }

  /// Something met the cut that is in force here.
  void blocked() {
    cuts.getLast().fault().fire();
    world.faultCounters().count(FaultKind.FRAME_BLOCKED);
  }

  /// Everything takes so many times as long; 1 is normal.
  void slow(double newSlowness, @Nullable Fault fault) {
    slowness = newSlowness;
    slow = fault;
  }

  /// Everything takes so much longer; 0 is normal.
  void delayBy(long nanos, @Nullable Fault fault) {
    extraNanos = nanos;
    extra = fault;
  }

  /// What something small takes here at the least.
  long leastNanos() {
    return profile.baseNanos() + extraNanos;
  }

  boolean isWritable() {
    return queuedBytes < profile.queueBytes() / 2;
  }

  boolean hasRoomFor(long bytes) {
    return queuedBytes + bytes <= profile.queueBytes();
  }

  /// The time that something of a size takes if it is sent now.
  long delay(long bytes, Draws draws) {
    long now = world.nowNanos();
    long carrying = Math.max(0, bytes) * 1_000_000 / Math.max(1, profile.bytesPerSecond() / 1000);
    busyUntil = Math.max(busyUntil, now) + carrying;
    long delay = profile.baseNanos() + draws.exponential(profile.tailNanos());
    if (slow != null) {
      slow.fire();
      delay = Math.min(delay + SLOW_NANOS_MAX, (long) (delay * slowness));
    }
    if (extra != null) {
      extra.fire();
    }
    return busyUntil - now + delay + extraNanos;
  }

  /// Never before what was sent earlier, unless that was held back on its way.
  long inOrder(long arrival) {
    lastArrival = Math.max(arrival, lastArrival + 1);
    return lastArrival;
  }

  long sent(long bytes) {
    queuedBytes += bytes;
    return ++sentCount;
  }

  /// Takes a frame off the link; whether one that was sent later has already arrived.
  boolean arrived(long number, long bytes) {
    queuedBytes -= bytes;
    boolean overtaken = number < deliveredNumber;
    deliveredNumber = Math.max(number, deliveredNumber);
    return overtaken;
  }
}
