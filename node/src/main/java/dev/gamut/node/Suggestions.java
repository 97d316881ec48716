package dev.gamut.node;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Level;
import dev.gamut.model.OperationId;
import dev.gamut.model.Priority;
import dev.gamut.model.Receipt;
import dev.gamut.node.strategy.Call;
import dev.gamut.node.strategy.Replica;
import dev.gamut.wire.Envelope;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// Changes of the catalog that nodes themselves want: whoever leads the catalog proposes them. One
/// may be lost, or made twice; whoever wants it makes it again until the catalog has changed, and
/// the catalog takes only the first of equal ones. On the first loop.
final class Suggestions {
  /// Frames for this one are for no replica.
  static final PartitionId CHANNEL = new PartitionId(Long.MAX_VALUE);

  private static final long PATIENCE_NANOS = 1_000_000_000L;

  private final Node node;

  Suggestions(Node node) {
    this.node = node;
  }

  void make(Operation.ReplicaChange change) {
    Replica catalog = node.first().replica(PartitionId.CATALOG);
    NodeId leader = catalog == null ? null : catalog.status().leader();
    if (catalog == null || leader == null) {
      return;
    }
    if (leader.equals(node.self())) {
      catalog.handle(new Suggested(change, node.monotonicNanos() + PATIENCE_NANOS));
    } else {
      node.first().send(leader, CHANNEL, 0, change::write);
    }
  }

  void receive(NodeId from, Bytes body) {
    try {
      ByteReader in = new ByteReader(body);
      Operation change = Operation.read(in);
      in.finish();
      if (!(change instanceof Operation.ReplicaChange suggested)) {
        throw new MalformedException("nodes suggest no such change");
      }
      Replica catalog = node.first().replica(PartitionId.CATALOG);
      if (catalog != null && node.self().equals(catalog.status().leader())) {
        make(suggested);
      }
    } catch (MalformedException e) {
      node.event(LogLine.of("suggestion-dropped", "from", from, "reason", e.getMessage()));
    }
  }

  /// Nobody waits for its answer.
  private record Suggested(Operation.ReplicaChange change, long deadlineNanos) implements Call {
    @Override
    public Request request() {
      Envelope envelope =
          new Envelope(
              0,
              "",
              Priority.CONTROL,
              PATIENCE_NANOS,
              OperationId.NONE,
              0,
              Level.OF_TABLE,
              Bytes.EMPTY,
              PartitionId.CATALOG,
              0,
              false,
              0,
              0,
              false);
      return new Request(envelope, change);
    }

    @Override
    public void answer(Result result, @Nullable Receipt receipt) {}
  }
}
