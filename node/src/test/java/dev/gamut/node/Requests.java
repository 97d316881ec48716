package dev.gamut.node;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Condition;
import dev.gamut.model.Level;
import dev.gamut.model.OperationId;
import dev.gamut.model.Priority;
import dev.gamut.model.Value;
import dev.gamut.wire.Envelope;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;

/// Requests as a client would send them, changed a part at a time.
public record Requests(
    long requestId,
    String principal,
    Priority priority,
    long remainingNanos,
    OperationId operation,
    PartitionId partition,
    long epoch) {
  public static final HybridTime NEVER = HybridTime.ofMillis(1L << 40);

  /// From nobody in particular, in no hurry, to a partition's first epoch.
  public static Requests to(PartitionId partition) {
    return new Requests(
        1, "", Priority.INTERACTIVE, 1_000_000_000L, OperationId.NONE, partition, 1);
  }

  public Requests numbered(long id) {
    return new Requests(id, principal, priority, remainingNanos, operation, partition, epoch);
  }

  public Requests by(String someone) {
    return new Requests(requestId, someone, priority, remainingNanos, operation, partition, epoch);
  }

  public Requests of(Priority other) {
    return new Requests(requestId, principal, other, remainingNanos, operation, partition, epoch);
  }

  public Requests within(long nanos) {
    return new Requests(requestId, principal, priority, nanos, operation, partition, epoch);
  }

  public Requests named(OperationId name) {
    return new Requests(requestId, principal, priority, remainingNanos, name, partition, epoch);
  }

  public Requests at(long otherEpoch) {
    return new Requests(
        requestId, principal, priority, remainingNanos, operation, partition, otherEpoch);
  }

  public Request asks(Operation what) {
    return asks(what, Level.LINEARIZABLE);
  }

  public Request asks(Operation what, Level level) {
    return asks(what, level, 0);
  }

  public Request asks(Operation what, Level level, int quorum) {
    Envelope envelope =
        new Envelope(
            requestId,
            principal,
            priority,
            remainingNanos,
            operation,
            0,
            level,
            Bytes.EMPTY,
            partition,
            epoch,
            false,
            quorum,
            0,
            false);
    return new Request(envelope, what);
  }

  /// The write of this number by a client whose lowest unfinished one is given.
  public static OperationId name(long client, long sequence, long lowestUnfinished) {
    return new OperationId(client, sequence, lowestUnfinished, NEVER);
  }

  public static Operation.Put put(Bytes place, String value) {
    return new Operation.Put(place, new Condition.Always(), Value.bytes(Bytes.utf8(value)));
  }
}
