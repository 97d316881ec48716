package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.Dot;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.base.PartitionId;
import dev.gamut.client.core.CatalogView.TableView;
import dev.gamut.model.Key;
import dev.gamut.model.PartitionDescriptor;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Merges the conflict ledgers of a table's replicas, fallbacks too: most losses are found by
/// several of them, and one that answers with few pages may hold what nobody else does.
///
/// Every ledger is read newest first, so the next of all is the newest of what each has next, and
/// no more than a page of each is in memory. A loss that several note counts as their latest.
final class ConflictsRun {
  private static final int PAGES_BYTES_MAX = 8 << 20;
  private static final int PAGE_BYTES_MIN = 4 << 10;
  private static final int PAGE_BYTES_MAX = 256 << 10;

  /// A node that is silent takes no more than this part of the time left.
  private static final int PATIENCE_PARTS = 4;

  private final Courier courier;
  private final TableView table;
  private final ClientCore.Asked asked;
  private final @Nullable Bytes place;
  private final int countMax;
  private final List<Source> sources = new ArrayList<>();
  private final List<Reply.Conflict> found = new ArrayList<>();
  private final Set<Loss> known = new HashSet<>();
  private final TreeMap<NodeId, String> silent = new TreeMap<>();
  private final List<Reply.Shortage> shortages = new ArrayList<>();
  private int waiting;

  /// What makes two notes the same loss.
  private record Loss(Bytes place, Dot dot) {}

  /// The ledger of one replica, as far as it is read.
  private static final class Source {
    final NodeId node;
    final PartitionId partition;
    final ArrayDeque<Result.Noted> page = new ArrayDeque<>();

    /// What the next page is asked with; 0 when there is none.
    long below = Long.MAX_VALUE;

    Source(NodeId node, PartitionId partition) {
      this.node = node;
      this.partition = partition;
    }
  }

  private ConflictsRun(
      Courier courier, ClientCore.Asked asked, Call.GetConflicts call, TableView table) {
    this.courier = courier;
    this.asked = asked;
    this.table = table;
    this.countMax = call.countMax();
    Key key = call.key();
    this.place = key == null ? null : table.place(key);
  }

  static void start(
      Courier courier, ClientCore.Asked asked, Call.GetConflicts call, TableView table) {
    Reply.Failed wrong = Messages.noLedger(table.table().spec());
    if (wrong == null) {
      new ConflictsRun(courier, asked, call, table).begin();
    } else {
      asked.done().accept(wrong);
    }
  }

  private void begin() {
    for (PartitionDescriptor partition : table.table().partitions()) {
      if (place == null || partition.holds(place)) {
        partition.participants().forEach(n -> sources.add(new Source(n, partition.id())));
      }
    }
    askOn();
  }

  /// Asks whoever has nothing left to compare for its next page, and goes on when all are there.
  private void askOn() {
    waiting = 1;
    for (Source source : sources) {
      if (source.page.isEmpty() && source.below > 0) {
        waiting++;
        ask(source);
      }
    }
    arrived();
  }

  private void arrived() {
    waiting--;
    if (waiting == 0) {
      merge();
    }
  }

  private void ask(Source source) {
    CatalogView view = courier.catalog().view();
    Peer peer = view == null ? null : view.nodeOrNull(source.node);
    if (peer == null) {
      fail(source, "it is no member of the cluster any more");
      arrived();
      return;
    }
    int room = PAGES_BYTES_MAX / sources.size();
    Operation.GetConflicts question =
        new Operation.GetConflicts(
            source.partition,
            place,
            source.below,
            countMax,
            Math.clamp(room, PAGE_BYTES_MIN, PAGE_BYTES_MAX));
    long now = courier.now();
    long deadline = now + Math.max(1, (asked.deadlineNanos() - now) / PATIENCE_PARTS);
    courier.askNode(peer, question, deadline, reply -> answered(source, reply));
  }

  private void answered(Source source, Reply reply) {
    switch (reply) {
      case Reply.Part(Result.ConflictsAre page) -> {
        boolean isFirst = source.below == Long.MAX_VALUE;
        source.page.addAll(page.conflicts());
        source.below = page.below();
        if (isFirst && page.dropped() > 0) {
          shortages.add(new Reply.Shortage(source.node, page.dropped(), page.droppedMillis()));
        }
      }
      case Reply.Failed(Failure failure) -> fail(source, failure.message());
      default -> fail(source, "it answered something else");
    }
    arrived();
  }

  private void fail(Source source, String trouble) {
    source.below = 0;
    silent.putIfAbsent(source.node, trouble);
  }

  private void merge() {
    boolean needsMore = false;
    while (!needsMore && found.size() < countMax) {
      Source newest = null;
      for (Source source : sources) {
        needsMore |= source.page.isEmpty() && source.below > 0;
        if (!source.page.isEmpty() && (newest == null || isNewer(source, newest))) {
          newest = source;
        }
      }
      if (needsMore) {
        askOn();
        return;
      }
      if (newest == null) {
        break;
      }
      take(newest);
    }
    finish();
  }

  private static boolean isNewer(Source one, Source other) {
    return one.page.element().millis() > other.page.element().millis();
  }

  private void take(Source source) {
    Result.Noted noted = source.page.remove();
    Bytes at = noted.value().place();
    if (!known.add(new Loss(at, noted.value().lost().dot()))) {
      return;
    }
    try {
      Key key = Key.atPlace(table.table().spec().partitionBy(), at);
      found.add(
          new Reply.Conflict(key, noted.value().lost(), noted.value().winner(), noted.millis()));
    } catch (MalformedException e) {
      fail(source, "it sent no key: " + e.getMessage());
    }
  }

  private void finish() {
    List<Reply.Silence> silences = new ArrayList<>();
    silent.forEach((node, trouble) -> silences.add(new Reply.Silence(node, trouble)));
    found.sort(Comparator.comparing(Reply.Conflict::winner).reversed());
    asked.done().accept(new Reply.Conflicts(found, silences, shortages));
  }
}
