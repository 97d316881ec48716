package dev.gamut.wire;

import dev.gamut.base.ByteReader;
import dev.gamut.base.ByteWriter;
import dev.gamut.base.Bytes;
import dev.gamut.base.HybridTime;
import dev.gamut.base.MalformedException;
import dev.gamut.base.NodeId;
import dev.gamut.model.Catalog;
import dev.gamut.model.Item;
import dev.gamut.model.LostValue;
import dev.gamut.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node answers to one attempt.
public sealed interface Result {
  /// What the replicated state says of a write; settles the operation unless it is unknown.
  record Written(Outcome outcome) implements Result {}

  record Found(Item item) implements Result {}

  record Missing() implements Result {}

  /// @param next where the next page begins; null when the partition has no more in the range
  record Page(List<Placed> items, @Nullable Bytes next) implements Result {
    public Page {
      items = List.copyOf(items);
    }
  }

  /// An item with its place.
  record Placed(Bytes place, Item item) {}

  /// @param encoded a [Catalog]; empty when the caller's is current
  record CatalogIs(Bytes encoded) implements Result {
    /// @param knownVersion the version that the caller has; 0 and less for none
    public static CatalogIs of(Catalog catalog, long knownVersion) {
      boolean current = knownVersion > 0 && catalog.version() == knownVersion;
      return new CatalogIs(current ? Bytes.EMPTY : catalog.encode());
    }
  }

  /// The catalog has changed as asked, and this is its version since.
  record Changed(long catalogVersion) implements Result {}

  record ClientGranted(long client, HybridTime expires) implements Result {}

  record StatusIs(NodeStatus status) implements Result {}

  /// A page of one replica's conflict ledger.
  ///
  /// @param below what the next page is asked with; 0 when there is none
  /// @param dropped values that went before their time because there was no room for them
  /// @param droppedMillis when the latest of those was lost, by the node's clock
  record ConflictsAre(List<Noted> conflicts, long below, long dropped, long droppedMillis)
      implements Result {
    public ConflictsAre {
      conflicts = List.copyOf(conflicts);
    }
  }

  /// A lost value, and when a replica lost it, by its node's clock.
  record Noted(long millis, LostValue value) {}

  /// This attempt was certainly not carried out, and will not be.
  ///
  /// @param retryAfterMillis when it is worth trying again; 0 for at once elsewhere
  /// @param leader who may carry it out, when that is known
  record Refused(Reason reason, String message, long retryAfterMillis, @Nullable NodeId leader)
      implements Result {
    public static Refused of(Reason reason, String message) {
      return new Refused(reason, message, 0, null);
    }
  }

  /// Why an attempt was refused. The codes are part of the wire format: new ones at the end.
  enum Reason {
    /// Another node leads the partition, or none does at the moment.
    NOT_LEADER,
    /// The caller's description of the partition is not the node's.
    STALE_EPOCH,
    OVERLOADED,
    /// Its time was up before it was proposed.
    TOO_LATE,
    /// The node takes no writes that need room (its disk is full), or is recovering or draining.
    READ_ONLY,
    RECOVERING,
    DRAINING,
    /// The request is wrong, and will be wrong anywhere.
    BAD_REQUEST,
    LEVEL_NOT_OFFERED,
    ALREADY_EXISTS,
    NOT_FOUND,
    FORBIDDEN,
    /// Too few replicas answered in time.
    QUORUM_NOT_REACHED,
    /// The table takes conditional writes only, and this is a plain one.
    CONDITION_REQUIRED,
    /// The node was asked to pass the request on, and reaches nobody who could carry it out.
    NOT_REACHED;

    /// Whether trying again, here or elsewhere, can help.
    public boolean isRetryable() {
      return switch (this) {
        case NOT_LEADER,
            STALE_EPOCH,
            OVERLOADED,
            READ_ONLY,
            RECOVERING,
            DRAINING,
            QUORUM_NOT_REACHED,
            NOT_REACHED ->
            true;
        case TOO_LATE,
            BAD_REQUEST,
            LEVEL_NOT_OFFERED,
            ALREADY_EXISTS,
            NOT_FOUND,
            FORBIDDEN,
            CONDITION_REQUIRED ->
            false;
      };
    }
  }

  default void write(ByteWriter out) {
    switch (this) {
      case Written(Outcome outcome) -> outcome.write(out.u8(1));
      case Found(Item item) -> item.write(out.u8(2));
      case Missing() -> out.u8(3);
      case Page page -> writePage(page, out.u8(4));
      case CatalogIs(Bytes encoded) -> out.u8(5).bytes(encoded);
      case Changed(long version) -> out.u8(6).varint(version);
      case ClientGranted(long client, HybridTime expires) ->
          out.u8(7).varint(client).i64(expires.value());
      case StatusIs(NodeStatus status) -> status.write(out.u8(8));
      case Refused refused -> writeRefused(refused, out.u8(9));
      case ConflictsAre conflicts -> writeConflicts(conflicts, out.u8(10));
    }
  }

  private static void writePage(Page page, ByteWriter out) {
    out.varint(page.items().size());
    for (Placed placed : page.items()) {
      placed.item().write(out.bytes(placed.place()));
    }
    Bytes next = page.next();
    out.bool(next != null);
    if (next != null) {
      out.bytes(next);
    }
  }

  private static void writeConflicts(ConflictsAre of, ByteWriter out) {
    out.varint(of.conflicts().size());
    for (Noted noted : of.conflicts()) {
      noted.value().write(out.varint(noted.millis()));
    }
    out.varint(of.below()).varint(of.dropped()).varint(of.droppedMillis());
  }

  private static void writeRefused(Refused refused, ByteWriter out) {
    NodeId leader = refused.leader();
    out.u8(refused.reason().ordinal()).text(refused.message());
    out.varint(refused.retryAfterMillis()).varint(leader == null ? 0 : leader.value());
  }

  static Result read(ByteReader in) throws MalformedException {
    int kind = in.u8();
    return switch (kind) {
      case 1 -> new Written(Outcome.read(in));
      case 2 -> new Found(Item.read(in));
      case 3 -> new Missing();
      case 4 -> readPage(in);
      case 5 -> new CatalogIs(in.bytes());
      case 6 -> new Changed(in.varint());
      case 7 -> new ClientGranted(in.varint(), new HybridTime(in.i64()));
      case 8 -> new StatusIs(NodeStatus.read(in));
      case 9 -> readRefused(in);
      case 10 -> readConflicts(in);
      default -> throw new MalformedException("unknown result " + kind);
    };
  }

  private static Page readPage(ByteReader in) throws MalformedException {
    int count = in.count(2);
    List<Placed> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(new Placed(in.bytes(), Item.read(in)));
    }
    return new Page(items, in.bool() ? in.bytes() : null);
  }

  private static ConflictsAre readConflicts(ByteReader in) throws MalformedException {
    int count = in.count(LostValue.SIZE_MIN + 1);
    List<Noted> conflicts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      conflicts.add(new Noted(in.varint(), LostValue.read(in)));
    }
    return new ConflictsAre(conflicts, in.varint(), in.varint(), in.varint());
  }

  private static Refused readRefused(ByteReader in) throws MalformedException {
    int reason = in.u8();
    if (reason >= Reason.values().length) {
      throw new MalformedException("unknown reason " + reason);
    }
    String message = in.text();
    long retryAfterMillis = in.varint();
    long leader = in.varint();
    if (leader < 0 || leader > Integer.MAX_VALUE) {
      throw new MalformedException("node id out of range: " + leader);
    }
    return new Refused(
        Reason.values()[reason],
        message,
        retryAfterMillis,
        leader == 0 ? null : new NodeId((int) leader));
  }
}
