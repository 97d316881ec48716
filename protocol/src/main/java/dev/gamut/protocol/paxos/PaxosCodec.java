package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// How messages of Paxos look in a frame and in a log: `kind u8 · id varint · fields`; those of the
/// floor have no id. A change of layout is a new kind: 2 was a promise that said nothing of what is
/// settled.
public final class PaxosCodec {
  private PaxosCodec() {}

  public static void write(ByteWriter out, PaxosMessage message) {
    switch (message) {
      case PaxosMessage.Prepare(long id, Bytes key, Ballot ballot) ->
          ballot.write(out.u8(1).varint(id).bytes(key));
      case PaxosMessage.Promise promise -> {
        promise.ballot().write(out.u8(9).varint(promise.id()));
        out.bytes(promise.state().encode()).varint(promise.settledBelow()).bytes(promise.view());
      }
      case PaxosMessage.Accept(long id, Bytes key, Ballot ballot, Ballot after, Bytes proposal) -> {
        ballot.write(out.u8(3).varint(id).bytes(key));
        after.write(out);
        out.bytes(proposal);
      }
      case PaxosMessage.Accepted(long id, Ballot ballot) -> ballot.write(out.u8(4).varint(id));
      case PaxosMessage.Refused(long id, Ballot ballot, Ballot promised) -> {
        ballot.write(out.u8(5).varint(id));
        promised.write(out);
      }
      case PaxosMessage.Commit(long id, Bytes key, Ballot ballot, Bytes proposal) -> {
        ballot.write(out.u8(6).varint(id).bytes(key));
        out.bytes(proposal);
      }
      case PaxosMessage.Committed(long id, Ballot ballot) -> ballot.write(out.u8(7).varint(id));
      case PaxosMessage.Adopt(long id, Bytes key, AcceptorState state) ->
          out.u8(8).varint(id).bytes(key).bytes(state.encode());
      case PaxosMessage.Settle(long below) -> out.u8(10).varint(below);
      case PaxosMessage.Settled(long below) -> out.u8(11).varint(below);
      case PaxosMessage.Raise(BallotFloor floor) -> floor.write(out.u8(12));
      case PaxosMessage.Drop(List<Bytes> keys, long settledBelow) -> {
        out.u8(13).varint(settledBelow).varint(keys.size());
        keys.forEach(out::bytes);
      }
    }
  }

  public static PaxosMessage read(ByteReader in) throws MalformedException {
    int kind = in.u8();
    PaxosMessage message = kind < 10 ? read(kind, in.varint(), in) : readOfFloor(kind, in);
    in.finish();
    return message;
  }

  private static PaxosMessage read(int kind, long id, ByteReader in) throws MalformedException {
    return switch (kind) {
      case 1 -> new PaxosMessage.Prepare(id, in.bytes(), Ballot.read(in));
      case 3 ->
          new PaxosMessage.Accept(id, in.bytes(), Ballot.read(in), Ballot.read(in), in.bytes());
      case 4 -> new PaxosMessage.Accepted(id, Ballot.read(in));
      case 5 -> new PaxosMessage.Refused(id, Ballot.read(in), Ballot.read(in));
      case 6 -> new PaxosMessage.Commit(id, in.bytes(), Ballot.read(in), in.bytes());
      case 7 -> new PaxosMessage.Committed(id, Ballot.read(in));
      case 8 -> new PaxosMessage.Adopt(id, in.bytes(), AcceptorState.decode(in.bytes()));
      case 9 -> {
        Ballot ballot = Ballot.read(in);
        AcceptorState state = AcceptorState.decode(in.bytes());
        yield new PaxosMessage.Promise(id, ballot, state, in.varint(), in.bytes());
      }
      default -> throw new MalformedException("unknown message " + kind);
    };
  }

  private static PaxosMessage readOfFloor(int kind, ByteReader in) throws MalformedException {
    return switch (kind) {
      case 10 -> new PaxosMessage.Settle(in.varint());
      case 11 -> new PaxosMessage.Settled(in.varint());
      case 12 -> new PaxosMessage.Raise(BallotFloor.read(in));
      case 13 -> {
        long settledBelow = in.varint();
        int count = in.count(1);
        List<Bytes> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          keys.add(in.bytes());
        }
        yield new PaxosMessage.Drop(keys, settledBelow);
      }
      default -> throw new MalformedException("unknown message " + kind);
    };
  }
}
