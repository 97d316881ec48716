package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.wire.Result;
import dev.gamut.world.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One conditional write or linearizable read on its way through Paxos.
final class Attempt {
  final Bytes place;

  /// Null once it is answered, and for what only settles a dot or a key.
  @Nullable Call call;

  /// Ends its patience.
  Loop.@Nullable Timer patience;

  /// What its write is; of a dot that was given before this process began, that is not known.
  @Nullable Version version;

  /// What an earlier attempt of its caller did, when it has given another dot meanwhile that must
  /// be settled first.
  @Nullable Version earlier;

  /// What it saw, with what loses under last-writer-wins.
  Item view = Item.NOTHING;

  /// Hears that it is decided that the key stays as it is.
  Runnable done = () -> {};

  Attempt(Bytes place, @Nullable Call call) {
    this.place = place;
    this.call = call;
  }

  /// Answers the caller, if there is one that was not answered.
  ///
  /// @param answered the homes that took part
  void answer(ConditionalHome home, Result result, List<NodeId> answered) {
    Call asked = call;
    if (asked == null) {
      return;
    }
    call = null;
    if (patience != null) {
      patience.cancel();
    }
    home.answer(asked, result, answered);
  }
}
