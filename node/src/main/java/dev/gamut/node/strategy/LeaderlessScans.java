package dev.gamut.node.strategy;

import dev.gamut.base.NodeId;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.List;

/// Scans of a leaderless partition, and whom a fallback sends its callers to.
final class LeaderlessScans {
  /// When a caller may try again elsewhere.
  private static final long RETRY_MILLIS = 20;

  private final ReplicaHost host;
  private final PartitionDescriptor descriptor;
  private final Reader reader;

  LeaderlessScans(ReplicaHost host, PartitionDescriptor descriptor) {
    this.host = host;
    this.descriptor = descriptor;
    this.reader = new Reader(host, descriptor);
  }

  /// Fallbacks decide nothing.
  void sendHome(Call call) {
    NodeId home = descriptor.replicas().getFirst();
    call.answer(
        new Result.Refused(
            Result.Reason.NOT_LEADER,
            "this node stands in for the partition's homes, and only they decide: " + home,
            RETRY_MILLIS,
            home),
        null);
  }

  /// Reads this replica alone, and so refuses what needs others.
  void begin(Call call, Operation.Scan scan) {
    if (call.request().envelope().quorum() > 1) {
      call.refuse(
          Result.Reason.BAD_REQUEST,
          "a scan of a leaderless table reads one replica: leave the quorum out");
    } else if (asksForMore(call)) {
      call.refuse(
          Result.Reason.LEVEL_NOT_OFFERED,
          "a scan of a leaderless table reads one replica, and so offers [eventual]");
    } else if (!descriptor.replicas().contains(host.self())) {
      sendHome(call);
    } else {
      reader.serve(call, scan, new Reader.Given(Level.Kind.EVENTUAL, List.of(host.self()), 0));
    }
  }

  private static boolean asksForMore(Call call) {
    return call.request().envelope().level().rungs().stream()
        .anyMatch(rung -> rung.kind() != Level.Kind.EVENTUAL && rung.kind() != Level.Kind.OF_TABLE);
  }
}
