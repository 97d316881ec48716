package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Catalog;
import dev.gamut.model.Item;
import dev.gamut.model.Key;
import dev.gamut.model.Member;
import dev.gamut.model.Outcome;
import dev.gamut.model.Receipt;
import dev.gamut.model.Table;
import dev.gamut.wire.NodeStatus;
import dev.gamut.wire.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a [Call].
public sealed interface Reply {
  /// The outcome of a write, as the replicated state knows it, or unknown. An unknown outcome also
  /// answers a change of the catalog that may or may not have been made.
  record Written(Outcome outcome, @Nullable Receipt receipt) implements Reply {}

  /// What a read found: null when there is no such item.
  record Read(@Nullable Item item, @Nullable Receipt receipt) implements Reply {}

  /// The catalog is as the call wanted it, and this is its version.
  record Changed(long catalogVersion) implements Reply {}

  /// A client id, good until the cluster's clocks have passed `expires`.
  record Granted(long client, HybridTime expires) implements Reply {}

  record CatalogIs(Catalog catalog) implements Reply {}

  record TableIs(Table table) implements Reply {}

  /// One page of a scan, in the order of the table: of keys, or of their tokens.
  ///
  /// @param resume what the next page is asked with; null when there is none. A page may be empty
  ///   and still have a next one
  record Page(List<Row> rows, @Nullable Bytes resume) implements Reply {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /// An item with its key.
  record Row(Key key, Item item) {}

  /// The replies to the items of a batch, in their order: each stands for itself.
  record Many(List<Reply> replies) implements Reply {
    public Many {
      replies = List.copyOf(replies);
    }
  }

  /// What the nodes said of themselves, in the order of the catalog.
  record Statuses(List<MemberStatus> members) implements Reply {
    public Statuses {
      members = List.copyOf(members);
    }
  }

  /// What one node said of itself.
  ///
  /// @param status null when it did not answer
  /// @param trouble why not; empty when it did
  record MemberStatus(Member member, @Nullable NodeStatus status, String trouble) {}

  /// What lost to concurrent writes, the latest winner first.
  ///
  /// @param silent nodes that did not answer, each once: what only they know of is missing
  /// @param shortages nodes that had no room, and so dropped the oldest before their time
  record Conflicts(List<Conflict> conflicts, List<Silence> silent, List<Shortage> shortages)
      implements Reply {
    public Conflicts {
      conflicts = List.copyOf(conflicts);
      silent = List.copyOf(silent);
      shortages = List.copyOf(shortages);
    }
  }

  /// A value that lost.
  ///
  /// @param winner what it lost to at the replica that found it last
  /// @param foundMillis when that was, by the clock of its node: perhaps long after the writes, and
  ///   again when the node had to apply its journal again
  record Conflict(Key key, Item.Sibling lost, Version winner, long foundMillis) {}

  /// A node that did not answer, and why.
  record Silence(NodeId node, String trouble) {}

  /// @param dropped values of one partition that a node dropped early
  /// @param millis when the latest of them was lost
  record Shortage(NodeId node, long dropped, long millis) {}

  /// Text for people.
  record Explained(String text) implements Reply {}

  /// An answer that is only a part of a reply: within the client, never seen by a caller.
  record Part(Result result) implements Reply {}

  /// Certainly not carried out.
  record Failed(Failure failure) implements Reply {
    static Failed of(Failure.Reason reason, String message) {
      return new Failed(new Failure(reason, message));
    }
  }
}
