package dev.gamut.protocol.raft;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.protocol.raft.RaftMessage.Append;
import dev.gamut.protocol.raft.RaftMessage.AppendRefused;
import dev.gamut.protocol.raft.RaftMessage.Appended;
import dev.gamut.protocol.raft.RaftMessage.Heartbeat;
import dev.gamut.protocol.raft.RaftMessage.HeartbeatResponse;
import dev.gamut.protocol.raft.RaftMessage.PreVote;
import dev.gamut.protocol.raft.RaftMessage.PreVoteResponse;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunk;
import dev.gamut.protocol.raft.RaftMessage.SnapshotChunkResponse;
import dev.gamut.protocol.raft.RaftMessage.TimeoutNow;
import dev.gamut.protocol.raft.RaftMessage.Vote;
import dev.gamut.protocol.raft.RaftMessage.VoteResponse;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Messages as bytes, format 1: a kind (u8), the term (varint), then the fields in the order of the
/// record. Integers that count or number something are varints, times are i64, the entries of an
/// [Append] are a count and then each without its index, which follows from `prevIndex`. Payloads
/// read are slices of what was read from. Whoever frames messages checks a sum over them.
public final class RaftCodec {
  private static final int PRE_VOTE = 1;
  private static final int PRE_VOTE_RESPONSE = 2;
  private static final int VOTE = 3;
  private static final int VOTE_RESPONSE = 4;
  private static final int APPEND = 5;
  private static final int APPENDED = 6;
  private static final int APPEND_REFUSED = 7;
  private static final int HEARTBEAT = 8;
  private static final int HEARTBEAT_RESPONSE = 9;
  private static final int SNAPSHOT_CHUNK = 10;
  private static final int SNAPSHOT_CHUNK_RESPONSE = 11;
  private static final int TIMEOUT_NOW = 12;

  /// Term, time, kind and length of an entry in a message need at least this much.
  private static final int ENTRY_SIZE_MIN = 11;

  private RaftCodec() {}

  public static void write(ByteWriter out, RaftMessage message) {
    switch (message) {
      case PreVote m -> head(out, PRE_VOTE, m).varint(m.lastIndex()).varint(m.lastTerm());
      case PreVoteResponse m -> head(out, PRE_VOTE_RESPONSE, m).bool(m.granted());
      case Vote m ->
          head(out, VOTE, m).varint(m.lastIndex()).varint(m.lastTerm()).bool(m.transfer());
      case VoteResponse m -> head(out, VOTE_RESPONSE, m).bool(m.granted());
      case Append m -> writeAppend(out, m);
      case Appended m -> head(out, APPENDED, m).varint(m.matchIndex()).varint(m.round());
      case AppendRefused m -> writeAppendRefused(out, m);
      case Heartbeat m ->
          head(out, HEARTBEAT, m).varint(m.commit()).varint(m.round()).i64(m.closedTime().value());
      case HeartbeatResponse m ->
          head(out, HEARTBEAT_RESPONSE, m)
              .varint(m.round())
              .varint(m.receivedIndex())
              .varint(m.matchIndex());
      case SnapshotChunk m -> writeChunk(out, m);
      case SnapshotChunkResponse m ->
          head(out, SNAPSHOT_CHUNK_RESPONSE, m).varint(m.snapshotId()).varint(m.nextChunk());
      case TimeoutNow m -> head(out, TIMEOUT_NOW, m);
    }
  }

  public static RaftMessage read(ByteReader in) throws MalformedException {
    int kind = in.u8();
    long term = number(in);
    return switch (kind) {
      case PRE_VOTE -> new PreVote(term, number(in), number(in));
      case PRE_VOTE_RESPONSE -> new PreVoteResponse(term, in.bool());
      case VOTE -> new Vote(term, number(in), number(in), in.bool());
      case VOTE_RESPONSE -> new VoteResponse(term, in.bool());
      case APPEND -> readAppend(term, in);
      case APPENDED -> new Appended(term, number(in), number(in));
      case APPEND_REFUSED ->
          new AppendRefused(term, number(in), number(in), number(in), in.bool(), number(in));
      case HEARTBEAT -> new Heartbeat(term, number(in), number(in), time(in));
      case HEARTBEAT_RESPONSE -> new HeartbeatResponse(term, number(in), number(in), number(in));
      case SNAPSHOT_CHUNK -> readChunk(term, in);
      case SNAPSHOT_CHUNK_RESPONSE -> new SnapshotChunkResponse(term, number(in), number(in));
      case TIMEOUT_NOW -> new TimeoutNow(term);
      default -> throw new MalformedException("unknown kind of message " + kind);
    };
  }

  private static ByteWriter head(ByteWriter out, int kind, RaftMessage message) {
    return out.u8(kind).varint(message.term());
  }

  private static void writeAppend(ByteWriter out, Append message) {
    head(out, APPEND, message)
        .varint(message.prevIndex())
        .varint(message.prevTerm())
        .varint(message.commit())
        .varint(message.round())
        .i64(message.closedTime().value());
    List<Entry> entries = message.entries();
    int count = entries.size();
    out.varint(count);
    for (int i = 0; i < count; i++) {
      entries.get(i).writeBody(out);
    }
  }

  private static Append readAppend(long term, ByteReader in) throws MalformedException {
    long prevIndex = number(in);
    long prevTerm = number(in);
    long commit = number(in);
    long round = number(in);
    HybridTime closedTime = time(in);
    Entry[] entries = new Entry[in.count(ENTRY_SIZE_MIN)];
    long termBefore = prevTerm;
    for (int i = 0; i < entries.length; i++) {
      Entry entry = Entry.readBody(prevIndex + 1 + i, in);
      if (entry.term() < termBefore || entry.term() > term) {
        throw new MalformedException(
            "term " + entry.term() + " after " + termBefore + " in a message of " + term);
      }
      termBefore = entry.term();
      entries[i] = entry;
    }
    List<Entry> list = Collections.unmodifiableList(Arrays.asList(entries));
    return new Append(term, prevIndex, prevTerm, commit, round, closedTime, list);
  }

  private static void writeAppendRefused(ByteWriter out, AppendRefused message) {
    head(out, APPEND_REFUSED, message)
        .varint(message.prevIndex())
        .varint(message.hintIndex())
        .varint(message.hintTerm())
        .bool(message.needsSnapshot())
        .varint(message.round());
  }

  private static void writeChunk(ByteWriter out, SnapshotChunk message) {
    head(out, SNAPSHOT_CHUNK, message)
        .varint(message.snapshotId())
        .varint(message.point().index())
        .varint(message.point().term())
        .i64(message.point().time().value())
        .varint(message.chunk())
        .bytes(message.data())
        .bool(message.last());
  }

  private static SnapshotChunk readChunk(long term, ByteReader in) throws MalformedException {
    long snapshotId = number(in);
    SnapshotPoint point = new SnapshotPoint(number(in), number(in), time(in));
    return new SnapshotChunk(term, snapshotId, point, number(in), in.bytes(), in.bool());
  }

  private static long number(ByteReader in) throws MalformedException {
    long value = in.varint();
    if (value < 0) {
      throw new MalformedException("number above 63 bits");
    }
    return value;
  }

  private static HybridTime time(ByteReader in) throws MalformedException {
    return new HybridTime(in.i64());
  }
}
