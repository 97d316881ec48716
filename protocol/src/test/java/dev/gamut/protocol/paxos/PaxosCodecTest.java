package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.testing.CodecCheck;
import org.junit.jupiter.api.Test;

final class PaxosCodecTest {
  private static Ballot ballot(Entropy entropy) {
    return new Ballot(entropy.below(300), entropy.nextLong() >>> entropy.below(64));
  }

  private static Bytes bytes(Entropy entropy) {
    return Bytes.utf8("x".repeat(entropy.below(5)));
  }

  private static AcceptorState state(Entropy entropy) {
    return new AcceptorState(ballot(entropy), ballot(entropy), bytes(entropy), ballot(entropy));
  }

  private static PaxosMessage message(Entropy entropy) {
    long id = entropy.nextLong() >>> entropy.below(64);
    Ballot ballot = ballot(entropy);
    return switch (entropy.below(7)) {
      case 0 -> new PaxosMessage.Prepare(id, bytes(entropy), ballot);
      case 1 -> new PaxosMessage.Promise(id, ballot, state(entropy), bytes(entropy));
      case 2 ->
          new PaxosMessage.Accept(id, bytes(entropy), ballot, ballot(entropy), bytes(entropy));
      case 3 -> new PaxosMessage.Accepted(id, ballot);
      case 4 -> new PaxosMessage.Refused(id, ballot, ballot(entropy));
      case 5 -> new PaxosMessage.Commit(id, bytes(entropy), ballot, bytes(entropy));
      default -> new PaxosMessage.Committed(id, ballot);
    };
  }

  @Test
  void messages() {
    new CodecCheck<>(
            PaxosCodecTest::message,
            (message, out) -> PaxosCodec.write(out, message),
            PaxosCodec::read)
        .run(1);
  }

  @Test
  void statesOfAcceptors() {
    new CodecCheck<>(
            PaxosCodecTest::state,
            (state, out) -> out.raw(state.encode()),
            in -> AcceptorState.decode(in.rest()))
        .run(2);
  }

  @Test
  void keepTheirBytes() {
    AcceptorState state =
        new AcceptorState(new Ballot(300, 7), new Ballot(2, 5), Bytes.utf8("v"), new Ballot(1, 1));
    assertEquals("01ac0207020501760101", state.encode().toHex());
    ByteWriter out = new ByteWriter();
    PaxosCodec.write(out, new PaxosMessage.Prepare(9, Bytes.utf8("k"), new Ballot(300, 7)));
    assertEquals("0109016bac0207", out.take().toHex());
  }
}
