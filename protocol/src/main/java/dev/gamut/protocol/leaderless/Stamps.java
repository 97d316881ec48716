package dev.gamut.protocol.leaderless;

import dev.gamut.base.Defect;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gives the dots and stamps of a replica's own writes, and judges those of others. Every write is
/// stamped later than all that this replica holds when it is applied, so whatever it supersedes is
/// earlier: nothing gets into the log that was not adopted before, and nothing is adopted that is
/// not believed.
public final class Stamps {
  /// How long a coordinator does not trust its clock after too many others refused it.
  private static final long DISTRUST_NANOS = 1_000_000_000L;

  private final long aheadMillisMax;
  private final long origin;
  private long lastSequence;
  private HybridTime lastTime;
  private long distrustUntilNanos = Long.MIN_VALUE;
  private final Believers believers;

  /// Whether deletes that are gone may have been stamped later than all that this replica knows,
  /// where that matters: siblings are superseded whatever their stamps.
  private boolean behind;

  Stamps(LeaderlessStart start, Presence presence) {
    this.believers = new Believers(start.homes(), presence);
    this.aheadMillisMax = start.config().aheadMillisMax();
    this.origin = start.origin();
    this.lastSequence = start.lastSequence();
    this.lastTime = start.time();
    boolean began = start.fresh() || !start.time().equals(HybridTime.ZERO);
    boolean late = start.homes().isHome() ? start.homes().isTakingOver() : !began;
    this.behind = late && !start.rules().keepsSiblings();
  }

  /// Whether this replica takes part where others did before, and does not know yet how late they
  /// stamped. What it stamped now could lose against a delete that one home still holds, and win
  /// where that is gone.
  boolean isBehind() {
    return behind && !Defect.STAMP_BEFORE_TOLD.isPlanted();
  }

  /// It knows, durably.
  void knows() {
    behind = false;
  }

  /// No dot is given again that is seen: who gave it before may have kept nothing else of that.
  void begin(Frontier seen) {
    if (!Defect.FORGET_SEQUENCE_AT_RESTART.isPlanted()) {
      lastSequence = Math.max(lastSequence, seen.last(origin));
    }
  }

  /// Whether others have dots of this replica that it does not know to have given: it has lost
  /// them, and would give them again.
  boolean isOutlived(Frontier others) {
    return others.last(origin) > lastSequence && !Defect.FORGET_SEQUENCE_AT_RESTART.isPlanted();
  }

  /// The version of a new write; null while this node's clock is not believed.
  ///
  /// @param after what its writer has seen
  @Nullable Version next(HybridTime after, Now now) {
    HybridTime stamp = later(after).next(now.wallMillis());
    if (now.monotonicNanos() < distrustUntilNanos || aheadMillis(stamp, now) > 0) {
      return null;
    }
    lastTime = stamp;
    return new Version(stamp, new Dot(origin, ++lastSequence));
  }

  /// A new stamp of a write that has its dot.
  public HybridTime again(HybridTime after, Now now) {
    lastTime = later(after).next(now.wallMillis());
    return lastTime;
  }

  private HybridTime later(HybridTime time) {
    return time.compareTo(lastTime) > 0 ? time : lastTime;
  }

  /// Another replica did not believe this node's clock.
  void refused(NodeId by, Now now) {
    if (believers.areTooFew(by, now)) {
      distrustUntilNanos = now.monotonicNanos() + DISTRUST_NANOS;
    }
  }

  /// How far a stamp is further ahead than is believed; nothing or less for one that is believed.
  public long aheadMillis(HybridTime stamp, Now now) {
    return stamp.millis() - now.wallMillis() - aheadMillisMax;
  }

  /// No earlier than any stamp given or taken.
  HybridTime last() {
    return lastTime;
  }

  public void adopt(HybridTime stamp) {
    if (stamp.compareTo(lastTime) > 0) {
      lastTime = stamp;
    }
  }

  /// Adopts the stamps of what is believed. What is stamped too far ahead is not taken from a
  /// replica that took it either; its time comes.
  List<Handed> believed(List<Handed> items, Now now) {
    List<Handed> believed = new ArrayList<>(items.size());
    for (Handed handed : items) {
      if (aheadMillis(handed.item().time(), now) <= 0) {
        adopt(handed.item().time());
        believed.add(handed);
      }
    }
    return believed;
  }
}
