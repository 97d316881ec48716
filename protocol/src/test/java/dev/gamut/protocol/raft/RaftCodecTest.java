package dev.gamut.protocol.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.Entropy;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaftCodecTest {
  private static final HybridTime TIME = HybridTime.ofMillis(1_700_000_000_000L);

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(301, 6, TIME, Entry.Kind.NOOP, Bytes.EMPTY),
          new Entry(302, 7, TIME.next(0), Entry.Kind.COMMAND, Bytes.utf8("put")));

  private static final List<RaftMessage> MESSAGES =
      List.of(
          new RaftMessage.PreVote(7, 300, 6),
          new RaftMessage.PreVoteResponse(7, true),
          new RaftMessage.Vote(7, 300, 6, true),
          new RaftMessage.VoteResponse(7, false),
          new RaftMessage.Append(7, 300, 6, 299, 12, TIME, ENTRIES),
          new RaftMessage.Append(7, 0, 0, 0, 0, HybridTime.ZERO, List.of()),
          new RaftMessage.Appended(7, 302, 12),
          new RaftMessage.AppendRefused(7, 300, 200, 5, true, 12),
          new RaftMessage.Heartbeat(7, 302, 13, TIME),
          new RaftMessage.HeartbeatResponse(7, 13, 302, 301),
          new RaftMessage.SnapshotChunk(
              7, 3, new SnapshotPoint(300, 6, TIME), 2, Bytes.utf8("state"), true),
          new RaftMessage.SnapshotChunkResponse(7, 3, 3),
          new RaftMessage.TimeoutNow(Long.MAX_VALUE));

  @Test
  void whatIsWrittenIsRead() throws MalformedException {
    for (RaftMessage message : MESSAGES) {
      assertEquals(message, read(write(message)));
    }
    ByteWriter out = new ByteWriter();
    ENTRIES.getLast().write(out);
    assertEquals(ENTRIES.getLast(), Entry.read(new ByteReader(out.toBytes())));
    HardState state = new HardState(7, new NodeId(2), 300);
    out.clear();
    state.write(out);
    assertEquals(state, HardState.read(new ByteReader(out.toBytes())));
  }

  @Test
  void everyPrefixIsRefused() {
    for (RaftMessage message : MESSAGES) {
      Bytes whole = write(message);
      for (int length = 0; length < whole.length(); length++) {
        Bytes prefix = whole.slice(0, length);
        assertThrows(MalformedException.class, () -> read(prefix), message.toString());
      }
    }
  }

  @Test
  void anyBytesAreReadOrRefused() {
    Entropy entropy = Entropy.seeded(1);
    int refused = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = write(MESSAGES.get(entropy.below(MESSAGES.size()))).toByteArray();
      for (int flips = entropy.below(4); flips >= 0; flips--) {
        bytes[entropy.below(bytes.length)] ^= (byte) (1 << entropy.below(8));
      }
      refused += isRefused(Bytes.wrap(bytes)) ? 1 : 0;
    }
    assertTrue(refused > 10_000, "only " + refused);
  }

  /// Nothing but the exception for foreign bytes may come out.
  private static boolean isRefused(Bytes bytes) {
    try {
      read(bytes);
      return false;
    } catch (MalformedException e) {
      return true;
    }
  }

  @Test
  void entriesOfAMessageHaveTermsThatRise() {
    List<Entry> falling = List.of(ENTRIES.getLast(), ENTRIES.getFirst());
    Bytes bytes = write(new RaftMessage.Append(7, 300, 6, 0, 0, TIME, falling));
    assertThrows(MalformedException.class, () -> read(bytes));
    Bytes future = write(new RaftMessage.Append(6, 300, 6, 0, 0, TIME, ENTRIES));
    assertThrows(MalformedException.class, () -> read(future));
  }

  /// The file is never rewritten: a later format has its own.
  @Test
  void formatOneStaysAsItIs() throws IOException {
    List<String> lines = new ArrayList<>();
    for (RaftMessage message : MESSAGES) {
      lines.add(RaftText.of(message) + " = " + write(message).toHex());
    }
    Path golden = Path.of("src", "test", "resources", "raft-message-format-1.golden");
    assertEquals(String.join("\n", Files.readAllLines(golden)), String.join("\n", lines));
  }

  private static Bytes write(RaftMessage message) {
    ByteWriter out = new ByteWriter();
    RaftCodec.write(out, message);
    return out.take();
  }

  private static RaftMessage read(Bytes bytes) throws MalformedException {
    ByteReader in = new ByteReader(bytes);
    RaftMessage message = RaftCodec.read(in);
    in.finish();
    return message;
  }
}
