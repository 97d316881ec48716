package dev.gamut.protocol.paxos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.testing.CodecCheck;
import java.util.List;
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

  private static long round(Entropy entropy) {
    return entropy.nextLong() >>> (1 + entropy.below(63));
  }

  private static PaxosMessage message(Entropy entropy) {
    long id = entropy.nextLong() >>> entropy.below(64);
    Ballot ballot = ballot(entropy);
    return switch (entropy.below(12)) {
      case 0 -> new PaxosMessage.Prepare(id, bytes(entropy), ballot);
      case 1 ->
          new PaxosMessage.Promise(id, ballot, state(entropy), entropy.below(300), bytes(entropy));
      case 2 ->
          new PaxosMessage.Accept(id, bytes(entropy), ballot, ballot(entropy), bytes(entropy));
      case 3 -> new PaxosMessage.Accepted(id, ballot);
      case 4 -> new PaxosMessage.Refused(id, ballot, ballot(entropy));
      case 5 -> new PaxosMessage.Commit(id, bytes(entropy), ballot, bytes(entropy));
      case 6 -> new PaxosMessage.Adopt(id, bytes(entropy), state(entropy));
      case 7 -> new PaxosMessage.Settle(round(entropy));
      case 8 -> new PaxosMessage.Settled(round(entropy));
      case 9 -> new PaxosMessage.Raise(new BallotFloor(round(entropy), round(entropy)));
      case 10 -> new PaxosMessage.Drop(List.of(bytes(entropy), bytes(entropy)), entropy.below(300));
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
    Ballot ballot = new Ballot(300, 7);
    Bytes key = Bytes.utf8("k");
    keeps("0109016bac0207", new PaxosMessage.Prepare(9, key, ballot));
    keeps(
        "0909ac02070a01ac02070205017601010c016b",
        new PaxosMessage.Promise(9, ballot, state, 12, key));
    keeps("0aac02", new PaxosMessage.Settle(300));
    keeps("0bac02", new PaxosMessage.Settled(300));
    keeps("0cac020c", new PaxosMessage.Raise(new BallotFloor(300, 12)));
    keeps("0d0c02016b00", new PaxosMessage.Drop(List.of(key, Bytes.EMPTY), 12));
  }

  private static void keeps(String hex, PaxosMessage message) {
    ByteWriter out = new ByteWriter();
    PaxosCodec.write(out, message);
    assertEquals(hex, out.take().toHex());
  }
}
