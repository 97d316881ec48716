package dev.gamut.node.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.Frontier;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.base.Version;
import dev.gamut.model.Condition;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Level;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Quorums;
import dev.gamut.model.Receipt;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.model.Value;
import dev.gamut.node.Requests;
import dev.gamut.protocol.leaderless.LeaderlessCodec;
import dev.gamut.protocol.leaderless.LeaderlessMessage;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a fallback does that can note no more of what homes lack, and a home that is in the same
/// place.
final class FullFallbackTest {
  private static final NodeId HOME = new NodeId(1);
  private static final NodeId OTHER = new NodeId(2);
  private static final NodeId FALLBACK = new NodeId(3);
  private static final PartitionId ID = new PartitionId(7);
  private static final Bytes PLACE = Key.of("k").place(PartitionBy.RANGE);

  private static final PartitionDescriptor DESCRIPTOR =
      new PartitionDescriptor(
          ID,
          new TableId(1),
          PartitionDescriptor.FIRST_EPOCH,
          1,
          Bytes.EMPTY,
          null,
          List.of(HOME, OTHER),
          new PartitionDescriptor.Peers(List.of(FALLBACK), List.of(1L, 2L, 3L)));

  private static final TableSpec TABLE =
      new TableSpec(
          "t",
          StrategyKind.LEADERLESS,
          PartitionBy.RANGE,
          1,
          2,
          List.of(),
          new Quorums(1, 1, true, ConflictPolicy.SIBLINGS));

  private final List<Result> answers = new ArrayList<>();

  private record Asked(Request request, long deadlineNanos, List<Result> answers) implements Call {
    @Override
    public void answer(Result result, @Nullable Receipt receipt) {
      answers.add(result);
    }
  }

  private void ask(LoneHome lone, Operation operation) {
    Request request = Requests.to(ID).asks(operation, Level.OF_TABLE);
    lone.replica().handle(new Asked(request, Long.MAX_VALUE, answers));
    lone.pass();
  }

  private static Operation put() {
    return new Operation.Put(PLACE, new Condition.Always(), Value.bytes(Bytes.utf8("v")));
  }

  /// Whether a write of another coordinator is acknowledged.
  private static boolean takes(LoneHome lone) throws MalformedException {
    Version version = new Version(HybridTime.ofMillis(1), new Dot(2, 1));
    Item.Sibling sibling = new Item.Sibling(version, Value.bytes(Bytes.utf8("w")));
    var store = new LeaderlessMessage.Store(5, new Write(PLACE, sibling, Frontier.EMPTY));
    lone.receive(OTHER, out -> LeaderlessCodec.write(out.u8(LoneHome.PLAIN), store));
    lone.pass();
    boolean stored = false;
    for (LoneReplicaHost.Sent sent : lone.host.sent) {
      ByteReader in = new ByteReader(sent.body());
      stored |=
          in.u8() == LoneHome.PLAIN && LeaderlessCodec.read(in) instanceof LeaderlessMessage.Stored;
    }
    return stored;
  }

  @Test
  void itTakesNoWriteAndSaysWhy() throws MalformedException {
    LoneHome fallback = new LoneHome(FALLBACK, DESCRIPTOR, TABLE);
    fallback.host.dotLogFull = true;
    assertTrue(!takes(fallback));
    ask(fallback, put());
    Result.Refused refused = assertInstanceOf(Result.Refused.class, answers.getFirst());
    assertEquals(Result.Reason.READ_ONLY, refused.reason());
    assertTrue(refused.message().contains("stands in for replicas that are away"));
    ask(fallback, new Operation.Get(PLACE));
    assertInstanceOf(Result.Missing.class, answers.getLast(), "reads go on");
  }

  @Test
  void itTakesWritesAgainWhenThereIsRoom() throws MalformedException {
    LoneHome fallback = new LoneHome(FALLBACK, DESCRIPTOR, TABLE);
    assertTrue(takes(fallback));
    ask(fallback, put());
    fallback.pass(); // It waits for homes first.
    assertInstanceOf(Result.Written.class, answers.getFirst());
  }

  /// A home forgets instead, and whoever lacks it walks.
  @Test
  void aHomeGoesOn() throws MalformedException {
    LoneHome home = new LoneHome(HOME, DESCRIPTOR, TABLE);
    home.host.dotLogFull = true;
    assertTrue(takes(home));
    ask(home, put());
    assertInstanceOf(Result.Written.class, answers.getFirst());
  }
}
