package dev.gamut.protocol.paxos;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;

/// How messages of Paxos look in a frame: `kind u8 · id varint · fields`.
public final class PaxosCodec {
  private PaxosCodec() {}

  public static void write(ByteWriter out, PaxosMessage message) {
    switch (message) {
      case PaxosMessage.Prepare(long id, Bytes key, Ballot ballot) ->
          ballot.write(out.u8(1).varint(id).bytes(key));
      case PaxosMessage.Promise(long id, Ballot ballot, AcceptorState state, Bytes view) -> {
        ballot.write(out.u8(2).varint(id));
        out.bytes(state.encode()).bytes(view);
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
    }
  }

  public static PaxosMessage read(ByteReader in) throws MalformedException {
    int kind = in.u8();
    long id = in.varint();
    PaxosMessage message =
        switch (kind) {
          case 1 -> new PaxosMessage.Prepare(id, in.bytes(), Ballot.read(in));
          case 2 ->
              new PaxosMessage.Promise(
                  id, Ballot.read(in), AcceptorState.decode(in.bytes()), in.bytes());
          case 3 ->
              new PaxosMessage.Accept(id, in.bytes(), Ballot.read(in), Ballot.read(in), in.bytes());
          case 4 -> new PaxosMessage.Accepted(id, Ballot.read(in));
          case 5 -> new PaxosMessage.Refused(id, Ballot.read(in), Ballot.read(in));
          case 6 -> new PaxosMessage.Commit(id, in.bytes(), Ballot.read(in), in.bytes());
          case 7 -> new PaxosMessage.Committed(id, Ballot.read(in));
          case 8 -> new PaxosMessage.Adopt(id, in.bytes(), AcceptorState.decode(in.bytes()));
          default -> throw new MalformedException("unknown message " + kind);
        };
    in.finish();
    return message;
  }
}
