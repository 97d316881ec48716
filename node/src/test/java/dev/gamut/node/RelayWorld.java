package dev.gamut.node;

import static java.util.Objects.requireNonNull;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionBy;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.model.Receipt;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableId;
import dev.gamut.model.TableSpec;
import dev.gamut.node.request.RequestCounts;
import dev.gamut.node.strategy.Call;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Batch;
import dev.gamut.wire.Request;
import dev.gamut.wire.Result;
import dev.gamut.world.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The relay of node 4 of five, of whom the first three keep a partition; the others do as a test
/// says.
final class RelayWorld {
  static final PartitionId PARTITION = new PartitionId(10);
  static final long ROOMY = 1 << 20;

  final StepLoop loop = new StepLoop();
  final RequestCounts counts = new RequestCounts();
  final Relay relay;
  private final Catalog catalog;
  private final Map<String, Far> nodes = new TreeMap<>();

  RelayWorld(long bytesMax) {
    List<Member> members =
        IntStream.rangeClosed(1, 5).mapToObj(i -> new Member(new NodeId(i), "n" + i, "")).toList();
    List<NodeId> replicas = members.subList(0, 3).stream().map(Member::id).toList();
    members.forEach(member -> nodes.put(member.address(), new Far()));
    TableId table = new TableId(10);
    TableSpec spec =
        new TableSpec("carts", StrategyKind.CONSENSUS, PartitionBy.HASH, 1, 3, List.of());
    PartitionDescriptor partition =
        new PartitionDescriptor(PARTITION, table, 1, 9, Bytes.EMPTY, null, replicas);
    Catalog first = Catalog.first(new UUID(1, 2), members);
    catalog = first.with(2, new Table(table, spec, List.of(partition)), first.counters());
    relay =
        new Relay(
            new Relay.Doors(new NodeId(4), loop, loop, this::dial, () -> catalog),
            bytesMax,
            counts);
  }

  Far node(int number) {
    return requireNonNull(nodes.get("n" + number));
  }

  private void dial(String address, Connection.Handler handler) {
    Far far = requireNonNull(nodes.get(address));
    far.dialCount++;
    far.handler = handler;
    far.isClosed = false;
    if (!far.isSlow) {
      loop.post(far::open);
    }
  }

  /// A request at a node that has no replica.
  Asked ask(Request request) {
    Asked asked = new Asked(request, loop.monotonicNanos());
    relay.pass(new PassedCall(asked, relay), null);
    return asked;
  }

  /// A request at a node whose own replica says this.
  Asked ask(Request request, Result here) {
    Asked asked = new Asked(request, loop.monotonicNanos());
    new PassedCall(asked, relay).answer(here, null);
    return asked;
  }

  /// What a client has asked, and was told.
  static final class Asked implements Call {
    private final Request request;
    private final long deadlineNanos;
    private final List<Result> answers = new ArrayList<>();

    private Asked(Request request, long nowNanos) {
      this.request = request;
      this.deadlineNanos = nowNanos + request.envelope().remainingNanos();
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public void answer(Result result, @Nullable Receipt receipt) {
      answers.add(result);
    }

    int count() {
      return answers.size();
    }

    Result answer() {
      if (answers.size() != 1) {
        throw new AssertionError("one answer expected: " + answers);
      }
      return answers.getFirst();
    }
  }

  /// A node at the other end.
  final class Far implements Connection {
    boolean isAccepting = true;

    /// Whether it accepts only when the test says so.
    boolean isSlow;

    boolean isClosed;
    int dialCount;
    final List<Request> unanswered = new ArrayList<>();
    private Connection.@Nullable Handler handler;

    void open() {
      if (isAccepting) {
        requireNonNull(handler).opened(this);
        loop.settle();
      } else {
        end();
      }
    }

    /// The connection ends, and what was under way on it is gone.
    void end() {
      unanswered.clear();
      requireNonNull(handler).closed(this, "reset by peer");
    }

    Request only() {
      if (unanswered.size() != 1) {
        throw new AssertionError("one request expected: " + unanswered);
      }
      return unanswered.getFirst();
    }

    Result answer(Result result, Asked asked) {
      answer(result);
      return asked.answer();
    }

    /// Answers the oldest.
    void answer(Result result) {
      answer(unanswered.getFirst(), result);
    }

    void answer(Request request, Result result) {
      unanswered.remove(request);
      Batch batch = new Batch();
      new Answer(request.envelope().requestId(), result, null).write(batch.begin());
      batch.end();
      requireNonNull(handler).receive(this, batch.take());
      loop.settle();
    }

    @Override
    public void send(Bytes frame) {
      ByteReader in = new ByteReader(frame);
      try {
        while (in.remaining() > 0) {
          unanswered.add(Request.read(new ByteReader(Batch.next(in))));
        }
      } catch (MalformedException e) {
        throw new AssertionError("what is no request was passed on", e);
      }
    }

    @Override
    public long queuedBytes() {
      return 0;
    }

    @Override
    public void close() {
      isClosed = true;
    }

    @Override
    public String remote() {
      return "far";
    }
  }
}
