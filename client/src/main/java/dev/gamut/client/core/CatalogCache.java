package dev.gamut.client.core;

import dev.gamut.base.Bytes;
import dev.gamut.base.MalformedException;
import dev.gamut.model.Catalog;
import dev.gamut.model.Member;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The catalog as this client last heard of it. It is asked for only when somebody needs a newer
/// one, from one node at a time, and everybody who asks meanwhile shares the next question.
final class CatalogCache extends Timed {
  private final Courier courier;
  private final Peers peers;
  private final DeadlineQueue queue;
  private @Nullable CatalogView view;

  /// Those who asked before the question under way was sent, and those who asked since: its answer
  /// may be older than what the latter know.
  private List<CatalogWaiter> asked = new ArrayList<>();

  private List<CatalogWaiter> next = new ArrayList<>();
  private boolean isAsking;
  private @Nullable Pending question;
  private long versionWanted;
  private int failures;
  private String trouble = "nobody was asked yet";

  CatalogCache(Courier courier, Peers peers, DeadlineQueue queue) {
    this.courier = courier;
    this.peers = peers;
    this.queue = queue;
  }

  @Nullable CatalogView view() {
    return view;
  }

  /// Why there is no newer catalog, for messages.
  String trouble() {
    return trouble;
  }

  /// A change made this version: an older catalog is no news any more.
  void wantVersion(long version) {
    versionWanted = Math.max(versionWanted, version);
  }

  void await(CatalogWaiter waiter, long nowNanos) {
    if (isAsking && isUnsent(question)) {
      asked.add(waiter);
      return;
    }
    next.add(waiter);
    if (!isAsking) {
      ask(nowNanos);
    }
  }

  private static boolean isUnsent(@Nullable Pending question) {
    Attempt attempt = question == null ? null : question.latest;
    return attempt != null && attempt.state == Attempt.State.WAITING;
  }

  /// The time to try again after all nodes had failed.
  @Override
  void fire(long nowNanos) {
    isAsking = false;
    ask(nowNanos);
  }

  private void ask(long nowNanos) {
    if (courier.isClosed()) {
      return;
    }
    next.removeIf(waiter -> !waiter.awaitsCatalog());
    asked.removeIf(waiter -> !waiter.awaitsCatalog());
    asked.addAll(next);
    next.clear();
    if (asked.isEmpty()) {
      return;
    }
    isAsking = true;
    List<Peer> sources = sources(nowNanos);
    for (int i = 0; i < sources.size(); i++) {
      Peer source = sources.get((failures + i) % sources.size());
      if (source.isUsable(nowNanos)) {
        ask(source, nowNanos);
        return;
      }
    }
    rest(nowNanos);
  }

  private void ask(Peer source, long nowNanos) {
    CatalogView known = view;
    long knownVersion = known == null ? -1 : known.catalog().version();
    long deadline = nowNanos + peers.config().attemptTimeoutNanos();
    question =
        courier.askNode(source, new Operation.GetCatalog(knownVersion), deadline, this::answered);
  }

  /// The catalog's own leader first, when it is known: it has heard of everything.
  private List<Peer> sources(long nowNanos) {
    Set<Peer> sources = new LinkedHashSet<>();
    CatalogView known = view;
    if (known != null) {
      Peer first = known.catalogRoute().choose(nowNanos);
      if (first != null) {
        sources.add(first);
      }
      sources.addAll(known.members());
    }
    peers.config().seeds().forEach(seed -> sources.add(peers.at(seed)));
    return List.copyOf(sources);
  }

  private void answered(Reply reply) {
    question = null;
    long now = peers.now();
    if (reply instanceof Reply.Failed(Failure failure)) {
      trouble = failure.message();
      failed(now);
      return;
    }
    if (reply instanceof Reply.Part(Result.CatalogIs(Bytes encoded))) {
      take(encoded);
    }
    if (!isAsNewAsWanted()) {
      trouble = view == null ? trouble : "the nodes that answered have an older catalog";
      failed(now);
      return;
    }
    failures = 0;
    isAsking = false;
    List<CatalogWaiter> ready = asked;
    asked = new ArrayList<>();
    for (CatalogWaiter waiter : ready) {
      if (waiter.awaitsCatalog()) {
        waiter.catalogRefreshed(now);
      }
    }
    if (!isAsking) {
      ask(now);
    }
  }

  /// Asks the next node at once, until each has had its turn.
  private void failed(long nowNanos) {
    failures++;
    if (failures % sources(nowNanos).size() == 0) {
      rest(nowNanos);
    } else {
      isAsking = false;
      ask(nowNanos);
    }
  }

  private void rest(long nowNanos) {
    queue.set(this, nowNanos + 1 + peers.backoff().delayNanos(failures));
  }

  /// @param encoded empty when there is no newer one
  /// @return whether it could be used, and is as new as wanted
  boolean take(Bytes encoded) {
    if (encoded.isEmpty()) {
      return isAsNewAsWanted();
    }
    Catalog catalog;
    try {
      catalog = Catalog.decode(encoded);
    } catch (MalformedException e) {
      trouble = "a node sent a catalog that cannot be read: " + e.getMessage();
      return false;
    }
    if (catalog.members().isEmpty()) {
      trouble = "a node sent a catalog without members";
      return false;
    }
    if (view == null || catalog.version() > view.catalog().version()) {
      install(catalog);
    }
    return isAsNewAsWanted();
  }

  private void install(Catalog catalog) {
    view = new CatalogView(catalog, peers, view);
    Set<String> addresses = new HashSet<>();
    catalog.members().stream().map(Member::address).forEach(addresses::add);
    peers.retain(addresses);
  }

  private boolean isAsNewAsWanted() {
    return view != null && view.catalog().version() >= versionWanted;
  }
}
