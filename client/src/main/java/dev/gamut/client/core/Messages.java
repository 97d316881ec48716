package dev.gamut.client.core;

import dev.gamut.base.MalformedException;
import dev.gamut.client.core.Failure.Reason;
import dev.gamut.client.core.NewerCatalog.Knowledge;
import dev.gamut.model.Catalog;
import dev.gamut.model.ConflictPolicy;
import dev.gamut.model.Member;
import dev.gamut.model.StrategyKind;
import dev.gamut.model.Table;
import dev.gamut.model.TableSpec;
import dev.gamut.wire.Result;
import org.jspecify.annotations.Nullable;

/// What the client says when it cannot do what was asked: what happened, why, and what to do.
final class Messages {
  private Messages() {}

  static String trouble(Peer peer, Result result) {
    return result instanceof Result.Refused refused
        ? peer.address() + " refused: " + words(refused)
        : peer.address() + " could not tell what became of it";
  }

  private static String words(Result.Refused refused) {
    String reason = refused.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return refused.message().isEmpty() ? reason : reason + " (" + refused.message() + ")";
  }

  static String noAnswer(Peer peer, boolean wasSent) {
    return peer.address()
        + (wasSent ? " did not answer" : " could not be connected to")
        + " in time";
  }

  static Reply clientFull(long pendingSize) {
    return Reply.Failed.of(
        Reason.OVERLOADED,
        "not sent: this client already holds calls of "
            + pendingSize
            + " bytes that are not finished; wait for some of them, or raise its limit");
  }

  static Reply noCatalog(String trouble) {
    return Reply.Failed.of(
        Reason.UNAVAILABLE,
        "not carried out: no node could be asked for the catalog: "
            + trouble
            + "; check the addresses, and that a node is running there");
  }

  static Reply resumeRefused(MalformedException problem) {
    return Reply.Failed.of(
        Reason.BAD_REQUEST,
        "the resume token is not one of this scan: "
            + problem.getMessage()
            + "; begin again without it");
  }

  static Reply.MemberStatus statusOf(Member member, Reply reply) {
    return switch (reply) {
      case Reply.Part(Result.StatusIs(var status)) -> new Reply.MemberStatus(member, status, "");
      case Reply.Failed(Failure failure) -> new Reply.MemberStatus(member, null, failure.message());
      default -> new Reply.MemberStatus(member, null, "it answered something else");
    };
  }

  /// Why a table has no conflict ledger; null when it has one.
  static Reply.@Nullable Failed noLedger(TableSpec spec) {
    if (spec.strategy() != StrategyKind.LEADERLESS) {
      return Reply.Failed.of(
          Reason.BAD_REQUEST,
          "table '%s' is %s: its writes are in one order, so none loses to a concurrent one"
              .formatted(spec.name(), spec.strategy().label()));
    }
    return spec.quorums().conflict() == ConflictPolicy.LAST_WRITER_WINS
        ? null
        : Reply.Failed.of(
            Reason.BAD_REQUEST,
            "table '%s' keeps concurrent values as siblings, so none is lost: a read shows them all"
                .formatted(spec.name()));
  }

  static Reply closed() {
    return Reply.Failed.of(Reason.CLOSED, "not carried out: this client was closed");
  }

  /// The reply when the time is up, or no retry is left, and nothing can have taken effect.
  static Reply unavailable(Pending pending, String catalogTrouble) {
    String why =
        switch (pending.state) {
          case CATALOG -> "the catalog could not be learned: " + catalogTrouble;
          case CLIENT_ID ->
              pending.trouble.isEmpty() ? "no client id was granted in time" : pending.trouble;
          case ANSWER, RETRY, DONE ->
              pending.trouble.isEmpty() ? "no answer came in time" : pending.trouble;
        };
    Reason reason =
        pending.isReadOnly
            ? Reason.READ_ONLY
            : pending.retryCharged ? Reason.OVERLOADED : Reason.UNAVAILABLE;
    String what =
        pending.isReadOnly
            ? "delete what is not needed or give the node a larger disk, and try again"
            : "try again later";
    String advice = pending.fate.changes() ? "nothing was changed; " + what : what;
    return Reply.Failed.of(reason, "not carried out: " + why + "; " + advice);
  }

  /// The reply to an operation that was refused for good.
  static Reply refused(Pending pending, Peer peer, Result result) {
    if (!(result instanceof Result.Refused refused)) {
      throw dev.gamut.base.Invariant.unreachable("failed by an answer that is no refusal");
    }
    Reason reason =
        switch (refused.reason()) {
          case ALREADY_EXISTS -> Reason.TABLE_EXISTS;
          case NOT_FOUND -> Reason.NO_SUCH_TABLE;
          case LEVEL_NOT_OFFERED -> Reason.LEVEL_NOT_OFFERED;
          case FORBIDDEN -> Reason.FORBIDDEN;
          case CONDITION_REQUIRED -> Reason.CONDITION_REQUIRED;
          case BAD_REQUEST -> Reason.BAD_REQUEST;
          case OVERLOADED -> Reason.OVERLOADED;
          case READ_ONLY -> Reason.READ_ONLY;
          case NOT_LEADER,
              STALE_EPOCH,
              TOO_LATE,
              RECOVERING,
              DRAINING,
              QUORUM_NOT_REACHED,
              NOT_REACHED ->
              Reason.UNAVAILABLE;
        };
    String message = refused.message();
    return Reply.Failed.of(reason, message.isEmpty() ? trouble(peer, result) : message);
  }

  static Reply cutAlready(Table table) {
    return Reply.Failed.of(
        Reason.TABLE_EXISTS,
        "table '"
            + table.name()
            + "' has its partitions already: whoever was first cut it, or wrote to it");
  }

  static String uncut(Table table) {
    return "'"
        + table.name()
        + "' has no partitions yet, and so no items: it is cut into up to "
        + table.spec().partitionCount()
        + " by its first import, or into one by its first write";
  }

  /// @param knowledge how new that catalog is
  static Reply noSuchTable(String name, Catalog catalog, Knowledge knowledge) {
    return knowledge == Knowledge.NEWEST
        ? noSuchTable(name, catalog)
        : Reply.Failed.of(
            Reason.UNAVAILABLE,
            "not carried out: no node that answers knows a table '"
                + name
                + "', and the catalog has no leader now who could tell whether there is one; call"
                + " again when most of the nodes that hold the catalog run");
  }

  static Reply noSuchTable(String name, Catalog catalog) {
    if (catalog.table(name) != null) {
      return Reply.Failed.of(
          Reason.NO_SUCH_TABLE,
          "table '"
              + name
              + "' was dropped meanwhile, and another one has its name now; call again for that");
    }
    String nearest = nearest(name, catalog);
    String advice =
        nearest != null
            ? "did you mean '" + nearest + "'?"
            : catalog.tables().isEmpty()
                ? "there are no tables yet: create it first"
                : "create it first, or list the tables";
    return Reply.Failed.of(Reason.NO_SUCH_TABLE, "there is no table '" + name + "'; " + advice);
  }

  /// The table whose name is most like this one, if any is alike at all.
  private static @Nullable String nearest(String name, Catalog catalog) {
    String best = null;
    int bestDistance = 1 + Math.max(1, name.length() / 3);
    for (String candidate : catalog.tables().keySet()) {
      int distance = distance(name, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /// How many letters must be put in, left out or changed (Levenshtein 1966).
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
