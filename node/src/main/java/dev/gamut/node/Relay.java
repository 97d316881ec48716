package dev.gamut.node;

import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.node.request.RequestChain;
import dev.gamut.node.request.RequestCounts;
import dev.gamut.wire.Answer;
import dev.gamut.wire.Result;
import dev.gamut.world.Clock;
import dev.gamut.world.Connection;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Passes on what a caller cannot bring to a replica itself, because it reaches other nodes only:
/// to a replica, or to the leader that one names. This node then is that one's client, over a
/// connection as clients have it: in order, without doubles, and when it ends it is known what was
/// lost. What is passed on is never passed on again.
///
/// What a relay says of a request is true of the whole way: refused only as long as nobody has it
/// who might carry it out, unknown when that is in doubt. It never sends a request a second time
/// after that: only its caller knows whether that is safe.
///
/// On the node's first loop; requests come from all.
final class Relay {
  static final Result.Refused NOBODY_REACHED =
      refused(Result.Reason.NOT_REACHED, "this node cannot reach a replica of the partition");
  static final Result.Refused ANSWER_LOST =
      refused(Result.Reason.NOT_REACHED, "the replica that was asked did not answer");
  private static final Result.Refused FULL =
      refused(
          Result.Reason.OVERLOADED,
          "more is passed on by this node than it has room for: try later");
  private static final Result.Refused TOO_LATE =
      Result.Refused.of(
          Result.Reason.TOO_LATE, "the request's time was up before it was passed on");

  /// Of the memory for requests under way, one of so many parts is for what is passed on.
  private static final int BUDGET_PARTS = 4;

  /// How often is looked at whether answers are late.
  private static final long LOOK_NANOS = 100_000_000L;

  private final Doors doors;
  private final long bytesMax;
  private final RequestCounts counts;
  private final Map<NodeId, RelayLink> links = new TreeMap<>();

  /// Who answered last, of each partition; only looked up.
  private final Map<PartitionId, NodeId> preferred = new HashMap<>();

  private @Nullable Catalog known;
  private Map<PartitionId, PartitionDescriptor> partitions = Map.of();
  private long usedBytes;
  private boolean looking;

  /// What it needs of its node.
  ///
  /// @param loop the one that it lives on, and that hears of connections
  record Doors(
      NodeId self, Loop loop, Clock clock, Connection.Dialer dialer, Supplier<Catalog> catalog) {}

  /// @param bytesMax of requests that are passed on and not answered yet
  Relay(Doors doors, long bytesMax, RequestCounts counts) {
    this.doors = doors;
    this.bytesMax = bytesMax;
    this.counts = counts;
  }

  static Relay of(Node node) {
    Doors doors =
        new Doors(
            node.self(),
            node.first().loop(),
            node.world().clock(),
            node.world().dialer(),
            node::catalog);
    return new Relay(
        doors,
        node.settings().requestBudgetBytes() / BUDGET_PARTS,
        node.first().counts().requests());
  }

  private static Result.Refused refused(Result.Reason reason, String message) {
    return new Result.Refused(reason, message, 20, null);
  }

  Doors doors() {
    return doors;
  }

  NodeId self() {
    return doors.self();
  }

  long now() {
    return doors.clock().monotonicNanos();
  }

  /// Passes a request on, from any loop.
  ///
  /// @param to the only one who may carry it out; null for any replica
  void pass(PassedCall call, @Nullable NodeId to) {
    if (doors.loop().isCurrent()) {
      passOn(call, to);
    } else {
      doors.loop().post(() -> passOn(call, to));
    }
  }

  private void passOn(PassedCall call, @Nullable NodeId to) {
    long now = now();
    long size = RequestChain.weigh(call.request());
    if (now >= call.deadlineNanos()) {
      call.end(call.isForLeader() ? call.refusal() : TOO_LATE, null);
      return;
    }
    if (!call.isHeld() && usedBytes + size > bytesMax) {
      call.end(FULL, null);
      return;
    }
    RelayLink link = to == null ? choose(partition(call), now) : link(to, now);
    if (link == null) {
      call.end(call.refusal(), null);
      return;
    }
    if (!call.isHeld()) {
      call.hold();
      usedBytes += size;
    }
    link.send(call);
    if (!looking) {
      looking = true;
      lookLater(now);
    }
  }

  private static PartitionId partition(PassedCall call) {
    return call.request().envelope().partition();
  }

  /// The replica that answered last, or else the first that is not left alone for a while.
  private @Nullable RelayLink choose(PartitionId partition, long nowNanos) {
    List<NodeId> replicas = new ArrayList<>(replicas(partition));
    NodeId first = preferred.get(partition);
    if (first != null && replicas.remove(first)) {
      replicas.addFirst(first);
    }
    for (NodeId replica : replicas) {
      RelayLink link = link(replica, nowNanos);
      if (link != null) {
        return link;
      }
    }
    return null;
  }

  private @Nullable RelayLink link(NodeId to, long nowNanos) {
    if (to.equals(doors.self())) {
      return null;
    }
    for (Member member : doors.catalog().get().members()) {
      if (member.id().equals(to)) {
        RelayLink link = links.computeIfAbsent(to, id -> new RelayLink(this, id));
        link.movesTo(member.address());
        return link.isUsable(nowNanos) ? link : null;
      }
    }
    return null;
  }

  private List<NodeId> replicas(PartitionId partition) {
    Catalog catalog = doors.catalog().get();
    if (catalog != known) {
      known = catalog;
      partitions = catalog.partitions();
      preferred.keySet().retainAll(partitions.keySet());
    }
    PartitionDescriptor descriptor = partitions.get(partition);
    return descriptor == null ? List.of() : descriptor.participants();
  }

  /// A node has answered; what it cannot do another replica may.
  void answered(PassedCall call, NodeId by, Answer answer) {
    PartitionId partition = partition(call);
    if (answer.result() instanceof Result.Refused refused
        && refused.reason().isRetryable()
        && refused.reason() != Result.Reason.STALE_EPOCH) {
      turnFrom(partition, by);
    } else if (partitions.containsKey(partition)) {
      preferred.put(partition, by);
    }
    call.answer(answer.result(), answer.receipt());
  }

  private void turnFrom(PartitionId partition, NodeId by) {
    List<NodeId> replicas = replicas(partition);
    int index = replicas.indexOf(by);
    if (index >= 0) {
      preferred.put(partition, replicas.get((index + 1) % replicas.size()));
    }
  }

  /// It was certainly not delivered: another replica gets it, or it is refused.
  void unsent(PassedCall call, NodeId to) {
    turnFrom(partition(call), to);
    passOn(call, call.isForLeader() ? to : null);
  }

  void ended(PassedCall call, Result result) {
    if (call.isHeld()) {
      usedBytes -= RequestChain.weigh(call.request());
      counts.passedOn(result);
    }
  }

  private void lookLater(long nowNanos) {
    doors.loop().schedule(nowNanos + LOOK_NANOS, this::look);
  }

  private void look() {
    long now = now();
    boolean busy = false;
    for (RelayLink link : List.copyOf(links.values())) {
      link.look(now);
      busy |= link.isBusy();
    }
    looking = busy;
    if (busy) {
      lookLater(now);
    }
  }

  void close() {
    links.values().forEach(RelayLink::close);
  }
}
