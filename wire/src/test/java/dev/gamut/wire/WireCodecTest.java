package dev.gamut.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.Level;
import dev.gamut.model.ModelSamples;
import dev.gamut.model.OperationId;
import dev.gamut.model.Outcome;
import dev.gamut.model.Priority;
import dev.gamut.model.Receipt;
import dev.gamut.model.Value;
import dev.gamut.testing.CodecCheck;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every message between clients and nodes, and golden bytes of some.
final class WireCodecTest {
  @Test
  void operations() {
    new CodecCheck<>(WireSamples::operation, Operation::write, Operation::read).run(1);
  }

  @Test
  void envelopes() {
    new CodecCheck<>(WireSamples::envelope, Envelope::write, Envelope::read).run(2);
  }

  @Test
  void requests() {
    new CodecCheck<>(
            entropy -> new Request(WireSamples.envelope(entropy), WireSamples.operation(entropy)),
            Request::write,
            Request::read)
        .run(3);
  }

  @Test
  void results() {
    new CodecCheck<>(WireSamples::result, Result::write, Result::read).run(4);
  }

  @Test
  void statuses() {
    new CodecCheck<>(WireSamples::status, NodeStatus::write, NodeStatus::read).run(5);
  }

  @Test
  void answers() {
    new CodecCheck<>(
            entropy -> {
              Receipt receipt = entropy.chance(0.5) ? ModelSamples.receipt(entropy) : null;
              return new Answer(ModelSamples.number(entropy), WireSamples.result(entropy), receipt);
            },
            Answer::write,
            Answer::read)
        .run(6);
  }

  @Test
  void aFrameGivesBackItsMessages() throws MalformedException {
    Entropy entropy = Entropy.seeded(7);
    for (int i = 0; i < 500; i++) {
      List<Answer> answers =
          ModelSamples.list(
              entropy.below(5),
              () -> new Answer(ModelSamples.number(entropy), WireSamples.result(entropy), null));
      Batch batch = new Batch();
      assertTrue(batch.isEmpty());
      for (Answer answer : answers) {
        answer.write(batch.begin());
        batch.end();
      }
      assertEquals(answers.isEmpty(), batch.isEmpty());
      Bytes frame = batch.take();
      assertEquals(0, batch.sizeBytes());
      assertEquals(answers, read(frame));
      for (int length = 0; length < frame.length(); length++) {
        Bytes cut = frame.slice(0, length);
        List<Answer> some;
        try {
          some = read(cut);
        } catch (MalformedException e) {
          continue;
        }
        // Only a cut between two messages is not seen here; the frame's checksum sees it.
        assertEquals(answers.subList(0, some.size()), some);
      }
    }
  }

  private static List<Answer> read(Bytes frame) throws MalformedException {
    ByteReader in = new ByteReader(frame);
    List<Answer> answers = new ArrayList<>();
    while (in.remaining() > 0) {
      answers.add(Answer.read(new ByteReader(Batch.next(in))));
    }
    return answers;
  }

  @Test
  void aMessageLongerThanItsFrameIsRefused() {
    for (int length : new int[] {-1, 5, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      Bytes frame = new ByteWriter().i32(length).i32(0).take();
      assertThrows(MalformedException.class, () -> Batch.next(new ByteReader(frame)));
    }
  }

  @Test
  void numbersThatDoNotFitAreRefusedAndNotCut() {
    ByteWriter status = new ByteWriter();
    status.varint((1L << 32) + 1).text("serving").varint(0).varint(0).varint(0).varint(0);
    Bytes encoded = status.take();
    assertThrows(MalformedException.class, () -> NodeStatus.read(new ByteReader(encoded)));
  }

  @Test
  void everyReasonIsEitherWorthARetryOrNot() {
    for (Result.Reason reason : Result.Reason.values()) {
      boolean expected =
          switch (reason) {
            case NOT_LEADER,
                STALE_EPOCH,
                OVERLOADED,
                READ_ONLY,
                RECOVERING,
                DRAINING,
                QUORUM_NOT_REACHED,
                NOT_REACHED ->
                true;
            default -> false;
          };
      assertEquals(expected, reason.isRetryable());
    }
    assertFalse(Result.Reason.TOO_LATE.isRetryable());
  }

  private static void golden(String hex, ByteWriter written) {
    assertEquals(hex, written.take().toHex());
  }

  /// Golden bytes: nodes and clients of other versions speak them.
  @Test
  void aPlainPut() throws MalformedException {
    Request request =
        new Request(
            new Envelope(
                3,
                "",
                Priority.INTERACTIVE,
                1_000,
                new OperationId(5, 9, 7, new HybridTime(1)),
                0,
                Level.OF_TABLE,
                Bytes.EMPTY,
                new PartitionId(300),
                2,
                false,
                0,
                0,
                false),
            new Operation.Put(
                Bytes.utf8("k"), new Condition.Always(), Value.bytes(Bytes.utf8("v"))));
    ByteWriter out = new ByteWriter();
    request.write(out);
    String hex =
        "030101e80705" + "0902" + "0100000000000000" + "ac0202" + "02016b" + "00" + "000176";
    golden(hex, out);
    assertEquals(request, Request.read(new ByteReader(bytes(hex))));
  }

  /// The flags are one byte until there is one beyond it.
  @Test
  void aGetToBePassedOn() throws MalformedException {
    Envelope plain =
        new Envelope(
            1,
            "",
            Priority.INTERACTIVE,
            5_000,
            OperationId.NONE,
            0,
            Level.OF_TABLE,
            Bytes.EMPTY,
            new PartitionId(3),
            2,
            false,
            0,
            700,
            true);
    ByteWriter out = new ByteWriter();
    plain.write(out);
    golden("01" + "c101" + "01" + "8827" + "00" + "03" + "02" + "bc05", out);
    Envelope passed = plain.passedOn(9, 4_000);
    assertFalse(passed.passOn());
    assertEquals(4_000, passed.remainingNanos());
    assertEquals(1_700, passed.ageNanos());
    ByteReader unknown = new ByteReader(bytes("01" + "8002" + "01" + "00"));
    assertThrows(MalformedException.class, () -> Envelope.read(unknown));
  }

  @Test
  void aFullEnvelope() {
    ByteWriter out = new ByteWriter();
    new Envelope(
            1,
            "al",
            Priority.BATCH,
            0,
            OperationId.NONE,
            8,
            Level.eventual(),
            Bytes.utf8("s"),
            PartitionId.CATALOG,
            0,
            true,
            3,
            300,
            false)
        .write(out);
    golden(
        "017e02"
            + "00"
            + "00"
            + "0000"
            + "01040000"
            + "02616c"
            + "0173"
            + "0800000000000000"
            + "03"
            + "ac02",
        out);
  }

  @Test
  void aQuorumOfMoreReplicasThanThereCanBeIsRefused() {
    Bytes encoded = bytes("012101" + "00" + "00" + "0000" + "08");
    assertThrows(MalformedException.class, () -> Envelope.read(new ByteReader(encoded)));
  }

  @Test
  void answersInBytes() {
    ByteWriter applied = new ByteWriter();
    Version version = new Version(new HybridTime(1), new Dot(2, 3));
    new Answer(3, new Result.Written(new Outcome.Applied(version)), null).write(applied);
    golden("0300" + "0100" + "0100000000000000" + "0200000000000000" + "0300000000000000", applied);
    ByteWriter refused = new ByteWriter();
    new Answer(4, new Result.Refused(Result.Reason.NOT_LEADER, "no", 10, new NodeId(2)), null)
        .write(refused);
    golden("0400" + "0900" + "026e6f" + "0a" + "02", refused);
  }

  private static Bytes bytes(String hex) {
    return Bytes.wrap(HexFormat.of().parseHex(hex));
  }
}
