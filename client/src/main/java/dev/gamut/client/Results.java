package dev.gamut.client;

import dev.gamut.base.Invariant;
import dev.gamut.client.core.Failure;
import dev.gamut.client.core.Reply;
import dev.gamut.model.Catalog;
import dev.gamut.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// What replies are for callers: results, or exceptions.
final class Results {
  private Results() {}

  static ReadResult read(Reply reply) {
    if (reply instanceof Reply.Read(var item, var receipt)) {
      return new ReadResult(item, receipt);
    }
    throw failure(reply);
  }

  static WriteResult write(Reply reply) {
    if (reply instanceof Reply.Written(Outcome outcome, var receipt)) {
      return WriteResult.of(outcome, receipt);
    }
    throw failure(reply);
  }

  static List<PerItem<ReadResult>> reads(Reply reply) {
    return each(reply, Results::read);
  }

  static List<PerItem<WriteResult>> writes(Reply reply) {
    return each(reply, Results::write);
  }

  private static <T> List<PerItem<T>> each(Reply reply, Function<Reply, T> result) {
    if (!(reply instanceof Reply.Many(List<Reply> replies))) {
      throw failure(reply);
    }
    List<PerItem<T>> items = new ArrayList<>(replies.size());
    for (Reply one : replies) {
      items.add(
          one instanceof Reply.Failed(Failure failure)
              ? new PerItem.Failed<>(GamutException.of(failure))
              : new PerItem.Done<>(result.apply(one)));
    }
    return items;
  }

  static Page page(Reply reply) {
    if (reply instanceof Reply.Page(var rows, var resume)) {
      return new Page(rows, resume);
    }
    throw failure(reply);
  }

  static String text(Reply reply) {
    if (reply instanceof Reply.Explained(String text)) {
      return text;
    }
    throw failure(reply);
  }

  static Catalog catalog(Reply reply) {
    if (reply instanceof Reply.CatalogIs(Catalog catalog)) {
      return catalog;
    }
    throw failure(reply);
  }

  static List<Reply.MemberStatus> statuses(Reply reply) {
    if (reply instanceof Reply.Statuses(List<Reply.MemberStatus> members)) {
      return members;
    }
    throw failure(reply);
  }

  static Reply.Conflicts conflicts(Reply reply) {
    if (reply instanceof Reply.Conflicts conflicts) {
      return conflicts;
    }
    throw failure(reply);
  }

  /// The version of the catalog that holds the change.
  static long changed(Reply reply) {
    if (reply instanceof Reply.Changed(long version)) {
      return version;
    }
    throw failure(reply);
  }

  private static GamutException failure(Reply reply) {
    return switch (reply) {
      case Reply.Failed(Failure failure) -> GamutException.of(failure);
      case Reply.Written(Outcome.Unknown(Outcome.Cause cause), _) ->
          new GamutException.UnknownOutcomeException(cause);
      default -> throw Invariant.unreachable("a reply to another call: " + reply);
    };
  }
}
