package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.wire.Result;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What [Conditional] needs of its replica.
interface ConditionalHome {
  /// Asks the acceptor of this home; [Conditional#received] hears its answer.
  void ask(PaxosMessage question);

  void send(NodeId to, PaxosMessage message);

  /// The item held here, with all that was seen.
  void item(Bytes place, Consumer<Item> answer);

  /// A new dot, and a stamp for it; null when the clock is not believed. Its proposal is asked here
  /// in this turn: see [dev.gamut.protocol.leaderless.Leaderless#give].
  @Nullable Version give(HybridTime after);

  HybridTime stamp(HybridTime after);

  /// The version of an attempt's write, if this home has applied it of late.
  @Nullable Version decided(Attempt attempt);

  /// Logs that a dot is seen whose write was never decided.
  void settle(Bytes place, Dot dot);

  /// Notes what is lost of all that is known of a key, because it is about to be superseded.
  void keep(Bytes place, Item known);

  /// Answers a caller with what was decided.
  ///
  /// @param answered the homes that took part in that
  void answer(Call call, Result result, List<NodeId> answered);
}
