package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import java.util.ArrayDeque;
import java.util.Collection;

/// Asks some homes what their acceptors have promised and accepted, one home after the other, page
/// by page. What is lost on the way is asked again.
final class Survey {
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final ReplicaHost host;
  private final Question question;
  private final ArrayDeque<NodeId> left = new ArrayDeque<>();
  private Bytes from = Bytes.EMPTY;
  private Frontier told = Frontier.EMPTY;
  private long asked;
  private long askedNanos;

  /// Asks one of them for a page.
  interface Question {
    void ask(NodeId acceptor, long id, Bytes from);
  }

  Survey(ReplicaHost host, Question question) {
    this.host = host;
    this.question = question;
  }

  /// Begins anew.
  void begin(Collection<NodeId> acceptors) {
    left.clear();
    left.addAll(acceptors);
    from = Bytes.EMPTY;
    told = Frontier.EMPTY;
    asked = 0;
  }

  /// Whether all have told everything.
  boolean isDone() {
    return left.isEmpty();
  }

  /// What they had seen when they told: whatever they call decided is in there.
  Frontier told() {
    return told;
  }

  /// Asks, if nobody is asked or an answer is late.
  void goOn() {
    boolean late = asked != 0 && host.monotonicNanos() - askedNanos >= PATIENCE_NANOS;
    if (!left.isEmpty() && (asked == 0 || late)) {
      asked = Math.max(1, host.seed() >>> 8);
      askedNanos = host.monotonicNanos();
      question.ask(left.getFirst(), asked, from);
    }
  }

  /// Takes a page; false if it is not the one that was asked for.
  boolean took(NodeId sender, AcceptorPages.Page page) {
    if (asked == 0 || page.id() != asked || !sender.equals(left.peekFirst())) {
      return false;
    }
    asked = 0;
    told = told.join(page.seen());
    Bytes next = page.next();
    from = next == null ? Bytes.EMPTY : next;
    if (next == null) {
      left.removeFirst();
    }
    return true;
  }
}
