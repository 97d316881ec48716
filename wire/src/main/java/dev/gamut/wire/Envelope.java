package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Level;
import dev.gamut.model.Limits;
import dev.gamut.model.OperationId;
import dev.gamut.model.Priority;
import dev.gamut.model.Quorums;

/// What every request carries around its operation, used yet or not.
///
/// @param requestId unique on its connection; the answer repeats it
/// @param principal who asks, as identified elsewhere; empty for nobody in particular
/// @param remainingNanos time left when it was sent: never an absolute clock
/// @param traceId for distributed tracing; 0 for none
/// @param session what the caller has seen so far; empty for no session
/// @param epoch of the partition's descriptor that the caller knows
/// @param quorum replicas of a leaderless table that must answer a read, or have a write durably; 0
///   for as many as the table says
/// @param ageNanos of a write whose earlier attempts may have taken effect, the time since the
///   first of them was sent; 0 for a first attempt
/// @param passOn whether a node that cannot carry it out is asked to pass it on to one that can:
///   the caller does not reach that one itself. What is passed on does not ask so again
public record Envelope(
    long requestId,
    String principal,
    Priority priority,
    long remainingNanos,
    OperationId operation,
    long traceId,
    Level level,
    Bytes session,
    PartitionId partition,
    long epoch,
    boolean receiptWanted,
    int quorum,
    long ageNanos,
    boolean passOn) {
  private static final int DEFAULT_LEVEL = 1;
  private static final int RECEIPT_WANTED = 2;
  private static final int HAS_PRINCIPAL = 4;
  private static final int HAS_SESSION = 8;
  private static final int HAS_TRACE = 16;
  private static final int HAS_QUORUM = 32;
  private static final int HAS_AGE = 64;
  private static final int PASS_ON = 128;
  private static final int KNOWN_FLAGS = 255;

  public Envelope {
    Quorums.requireOfRequest(quorum);
  }

  /// Fields that are mostly empty cost a bit each until they are used.
  public void write(ByteWriter out) {
    int flags =
        (level.equals(Level.OF_TABLE) ? DEFAULT_LEVEL : 0)
            | (receiptWanted ? RECEIPT_WANTED : 0)
            | (principal.isEmpty() ? 0 : HAS_PRINCIPAL)
            | (session.isEmpty() ? 0 : HAS_SESSION)
            | (traceId == 0 ? 0 : HAS_TRACE)
            | (quorum == 0 ? 0 : HAS_QUORUM)
            | (ageNanos == 0 ? 0 : HAS_AGE)
            | (passOn ? PASS_ON : 0);
    out.varint(requestId).varint(flags).u8(priority.ordinal()).varint(remainingNanos);
    operation.write(out);
    out.varint(partition.value()).varint(epoch);
    if ((flags & DEFAULT_LEVEL) == 0) {
      level.write(out);
    }
    if ((flags & HAS_PRINCIPAL) != 0) {
      out.text(principal);
    }
    if ((flags & HAS_SESSION) != 0) {
      out.bytes(session);
    }
    if ((flags & HAS_TRACE) != 0) {
      out.i64(traceId);
    }
    if ((flags & HAS_QUORUM) != 0) {
      out.u8(quorum);
    }
    if ((flags & HAS_AGE) != 0) {
      out.varint(ageNanos);
    }
  }

  public static Envelope read(ByteReader in) throws MalformedException {
    long requestId = in.varint();
    long known = in.varint();
    if ((known & ~KNOWN_FLAGS) != 0) {
      throw new MalformedException("unknown flags " + known);
    }
    int flags = (int) known;
    int priority = in.u8();
    if (priority >= Priority.values().length) {
      throw new MalformedException("unknown priority " + priority);
    }
    long remainingNanos = in.varint();
    OperationId operation = OperationId.read(in);
    long partition = in.varint();
    if (partition < 0 || remainingNanos < 0) {
      throw new MalformedException("a number out of range");
    }
    long epoch = in.varint();
    Level level = (flags & DEFAULT_LEVEL) != 0 ? Level.OF_TABLE : Level.read(in);
    String principal = (flags & HAS_PRINCIPAL) != 0 ? in.text() : "";
    Bytes session = (flags & HAS_SESSION) != 0 ? in.bytes() : Bytes.EMPTY;
    long traceId = (flags & HAS_TRACE) != 0 ? in.i64() : 0;
    int quorum = (flags & HAS_QUORUM) != 0 ? in.u8() : 0;
    if (quorum > Limits.REPLICA_COUNT_MAX) {
      throw new MalformedException("a quorum of " + quorum + " replicas");
    }
    long ageNanos = (flags & HAS_AGE) != 0 ? in.varint() : 0;
    if (ageNanos < 0) {
      throw new MalformedException("an age of " + ageNanos + " ns");
    }
    return new Envelope(
        requestId,
        principal,
        Priority.values()[priority],
        remainingNanos,
        operation,
        traceId,
        level,
        session,
        new PartitionId(partition),
        epoch,
        (flags & RECEIPT_WANTED) != 0,
        quorum,
        ageNanos,
        (flags & PASS_ON) != 0);
  }

  /// The same request as a node passes it on, some time after it came.
  public Envelope passedOn(long newRequestId, long newRemainingNanos) {
    long later = Math.max(0, remainingNanos - newRemainingNanos);
    return new Envelope(
        newRequestId,
        principal,
        priority,
        newRemainingNanos,
        operation,
        traceId,
        level,
        session,
        partition,
        epoch,
        receiptWanted,
        quorum,
        ageNanos == 0 ? 0 : ageNanos + later,
        false);
  }
}
