package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Level;
import dev.gamut.model.Outcome;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Receipt;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The accounts of what callers of a leaderless replica were given; null for those who want none.
record LeaderlessReceipts(NodeId self, PartitionDescriptor descriptor) {
  /// @param answered those that counted
  @Nullable Receipt of(
      Call call, Level.Kind level, List<NodeId> asked, List<NodeId> answered, Version version) {
    if (!call.request().envelope().receiptWanted()) {
      return null;
    }
    List<NodeId> standIns = new ArrayList<>(answered);
    standIns.retainAll(descriptor.peers().fallbacks());
    return new Receipt(level, 0, self, descriptor.id(), asked, answered, standIns, 0, version);
  }

  /// Every home is asked to keep a write; who else has it was asked too.
  @Nullable Receipt ofWrite(Call call, Level.Kind level, List<NodeId> stored, Version version) {
    List<NodeId> asked = new ArrayList<>(descriptor.replicas());
    for (NodeId node : stored) {
      if (!asked.contains(node)) {
        asked.add(node);
      }
    }
    return of(call, level, asked, stored, version);
  }

  /// Of what Paxos decided.
  ///
  /// @param answered the homes that promised or accepted
  @Nullable Receipt ofDecision(Call call, Result result, List<NodeId> answered) {
    Version version =
        switch (result) {
          case Result.Found(Item item) -> Judgement.latest(item.siblings());
          case Result.Written(Outcome.Applied(Version applied)) -> applied;
          default -> Version.NONE;
        };
    return of(call, Level.Kind.LINEARIZABLE, descriptor.replicas(), answered, version);
  }
}
