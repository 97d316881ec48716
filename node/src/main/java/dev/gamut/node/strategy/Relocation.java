package dev.gamut.node.strategy;

import dev.gamut.base.ByteReader;
import dev.gamut.base.Bytes;
import dev.gamut.base.Defect;
import dev.gamut.base.HybridTime;
import dev.gamut.base.LogLine;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.LostValue;
import dev.gamut.model.Move;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.protocol.leaderless.Leaderless;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.paxos.CollectingEvent;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import dev.gamut.world.Loop;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The part of a leaderless replica that joins a partition, is rebuilt in its place, or leaves:
/// knows when it has taken over, or handed over, all that it must, and then has the catalog go on.
/// Items come and go by the ways that they always do; what acceptors have promised and accepted is
/// copied here. What is left behind by those who are gone is seen to by [Gaps].
final class Relocation {
  private static final long LOOK_NANOS = 100_000_000;
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  /// A suggestion may be lost; it is made again until the catalog has gone on.
  private static final long SUGGEST_NANOS = 500_000_000;

  private static final int NOTES_MAX = 512;
  private static final int STATES_MAX = 512;

  private static final int ASK = 0;

  /// 1 was a page without a floor.
  private static final int PAGE = 4;

  private static final int NOTES = 2;
  private static final int NOTED = 3;

  private final ReplicaHost host;
  private final Shared replica;
  private PartitionDescriptor descriptor;
  private final AcceptorPages pages;
  private final Survey survey;
  private final Gaps gaps;
  private Loop.@Nullable Timer timer;
  private long asked;
  private long askedNanos;
  private long suggestedNanos = Long.MIN_VALUE;
  private int adopting;

  /// The conflict ledger's values from this number on have been handed over; 0 when all have.
  private long notesBelow = Long.MAX_VALUE;

  private long notesNext;

  private boolean closed;

  /// What it shares with its replica.
  ///
  /// @param pageBytesMax of what one message holds, and one record of the log
  /// @param seenMore tells the replica that it has seen more
  record Shared(
      LeaderlessMachine machine,
      Leaderless core,
      LeaderlessLog log,
      PaxosDoor paxos,
      int channel,
      int pageBytesMax,
      Runnable seenMore) {}

  Relocation(ReplicaHost host, PartitionDescriptor descriptor, Shared replica) {
    this.host = host;
    this.descriptor = descriptor;
    this.replica = replica;
    this.pages = new AcceptorPages(host, descriptor, replica.machine(), STATES_MAX);
    this.survey = new Survey(host, this::ask);
    this.gaps = new Gaps(host, descriptor, replica, new Survey(host, this::ask));
  }

  /// The catalog's next epoch has begun, or the replica.
  void become(PartitionDescriptor next) {
    descriptor = next;
    gaps.become(next);
    asked = 0;
    notesBelow = Long.MAX_VALUE;
    suggestedNanos = Long.MIN_VALUE;
    List<NodeId> elders = Roles.elders(next, host.self());
    survey.begin(Defect.JOIN_WITHOUT_PROMISES.isPlanted() ? List.of() : elders);
    if (!elders.isEmpty() || guest() != null) {
      host.event(
          LogLine.of(
              "replica-moves", "partition", next.id(), "stage", Roles.label(next, host.self())));
      later();
    }
  }

  /// Now and then.
  void tend() {
    if (host.hasRoom()) {
      gaps.tend();
    }
  }

  /// The move in which this node is neither replica nor fallback; null for none.
  private @Nullable Move guest() {
    Move move = descriptor.peers().move();
    return move != null && move.guest().equals(host.self()) ? move : null;
  }

  private void later() {
    if (timer != null) {
      timer.cancel();
    }
    timer = host.loop().schedule(host.monotonicNanos() + LOOK_NANOS, this::look);
  }

  private void look() {
    boolean takesOver = !Roles.elders(descriptor, host.self()).isEmpty();
    if (closed || (guest() == null && !takesOver)) {
      return;
    }
    boolean done = takesOver ? hasJoined() : hasLeft();
    if (done && isDue(suggestedNanos, SUGGEST_NANOS)) {
      suggestedNanos = host.monotonicNanos();
      long epoch = descriptor.epoch();
      host.suggest(
          guest() == null
              ? new Operation.Rebuilt(descriptor.id(), epoch, host.self())
              : new Operation.AdvanceMove(descriptor.id(), epoch, false));
    }
    later();
  }

  private boolean isDue(long sinceNanos, long everyNanos) {
    return sinceNanos == Long.MIN_VALUE || host.monotonicNanos() - sinceNanos >= everyNanos;
  }

  private boolean hasLeft() {
    return replica.log().isIdle()
        && replica.paxos().isSettled()
        && !replica.core().isBusy()
        && replica.core().fetching().isHandedOver()
        && hasHandedNotes();
  }

  /// What this replica lost is in its conflict ledger alone, perhaps.
  private boolean hasHandedNotes() {
    if (notesBelow > 0 && (asked == 0 || isDue(askedNanos, PATIENCE_NANOS))) {
      long id = newId();
      replica
          .machine()
          .ledger()
          .read(
              new Operation.GetConflicts(
                  descriptor.id(), null, notesBelow, NOTES_MAX, replica.pageBytesMax()),
              result -> {
                if (!closed && result instanceof Result.ConflictsAre page) {
                  handNotes(id, page);
                }
              });
    }
    return notesBelow == 0;
  }

  private void handNotes(long id, Result.ConflictsAre page) {
    if (page.conflicts().isEmpty()) {
      notesBelow = page.below();
      asked = 0;
      return;
    }
    notesNext = page.below();
    List<LostValue> lost = page.conflicts().stream().map(Result.Noted::value).toList();
    host.send(
        Roles.heir(descriptor),
        out -> {
          out.u8(replica.channel()).u8(NOTES).varint(id);
          out.bytes(new LogRecord.Note(lost).encode());
        });
  }

  private long newId() {
    asked = Math.max(1, host.seed() >>> 8);
    askedNanos = host.monotonicNanos();
    return asked;
  }

  private boolean hasJoined() {
    if (!replica.core().fetching().isCaughtUp()) {
      return false;
    }
    survey.goOn();
    return survey.isDone() && adopting == 0 && replica.core().seen().coversAll(survey.told());
  }

  private void ask(NodeId acceptor, long id, Bytes from) {
    if (acceptor.equals(host.self())) {
      page(id, from, page -> took(acceptor, page));
    } else {
      host.send(acceptor, out -> out.u8(replica.channel()).u8(ASK).varint(id).bytes(from));
    }
  }

  /// What this acceptor holds, with all that it was about to when it was asked.
  private void page(long id, Bytes from, Consumer<AcceptorPages.Page> answer) {
    replica
        .log()
        .onceApplied(
            () ->
                pages.read(
                    id,
                    from,
                    replica.pageBytesMax(),
                    page -> {
                      if (!closed) {
                        answer.accept(page);
                      }
                    }));
  }

  /// Whoever said something that there is no room for says it again.
  void receive(NodeId sender, ByteReader in) throws MalformedException {
    if (!host.hasRoom()) {
      return;
    }
    switch (in.u8()) {
      case ASK -> {
        page(
            in.varint(),
            in.bytes(),
            page -> host.send(sender, out -> page.write(out.u8(replica.channel()).u8(PAGE))));
      }
      case PAGE -> took(sender, AcceptorPages.Page.read(in));
      case NOTES -> note(sender, in.varint(), in.bytes());
      case NOTED -> {
        if (in.varint() == asked && notesBelow > 0) {
          asked = 0;
          notesBelow = notesNext;
        }
      }
      default -> throw new MalformedException("nothing that one who moves says");
    }
  }

  private void note(NodeId sender, long id, Bytes notes) throws MalformedException {
    if (!(LogRecord.decode(notes) instanceof LogRecord.Note)) {
      throw new MalformedException("not of a conflict ledger");
    }
    replica
        .log()
        .append(
            notes,
            HybridTime.ZERO,
            _ -> host.send(sender, out -> out.u8(replica.channel()).u8(NOTED).varint(id)));
  }

  private void took(NodeId sender, AcceptorPages.Page page) {
    if (!survey.took(sender, page)) {
      gaps.took(sender, page);
      return;
    }
    for (CollectingEvent.Held entry : page.entries()) {
      adopt(new PaxosMessage.Adopt(0, entry.key(), entry.state()));
    }
    adopt(new PaxosMessage.Raise(page.floor()));
    survey.goOn();
  }

  private void adopt(PaxosMessage record) {
    adopting++;
    replica.log().append(PaxosRecord.encode(record), HybridTime.ZERO, _ -> adopting--);
  }

  void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
