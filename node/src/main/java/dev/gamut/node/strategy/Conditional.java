package dev.gamut.node.strategy;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.base.Version;
import dev.gamut.model.Item;
import dev.gamut.model.Outcome;
import dev.gamut.model.Value;
import dev.gamut.model.WriteName;
import dev.gamut.node.machine.TableMachine;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.leaderless.Handed;
import dev.gamut.protocol.leaderless.ItemRules;
import dev.gamut.protocol.leaderless.LeaderlessEffect;
import dev.gamut.protocol.leaderless.LogRecord;
import dev.gamut.protocol.leaderless.Write;
import dev.gamut.protocol.paxos.Acceptors;
import dev.gamut.protocol.paxos.PaxosConfig;
import dev.gamut.protocol.paxos.PaxosEffect;
import dev.gamut.protocol.paxos.PaxosEvent;
import dev.gamut.protocol.paxos.PaxosMessage;
import dev.gamut.protocol.paxos.Proposer;
import dev.gamut.wire.Operation;
import dev.gamut.wire.Result;
import dev.gamut.world.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Conditional writes and linearizable reads of a leaderless partition, seen through by Paxos a key
/// (`docs/protocols/paxos.md`). The proposer is this home; what it proposes supersedes exactly what
/// the promising quorum showed.
final class Conditional {
  private final ReplicaHost host;
  private final ConditionalHome home;
  private final ItemRules rules;
  private final Proposer proposer;
  private final Map<Long, Attempt> attempts = new LinkedHashMap<>();

  private final Feed<PaxosEvent> feed = new Feed<>(this::take);
  private Loop.@Nullable Timer timer;
  private long lastId;
  private boolean closed;

  /// @param origin of the dots and ballots of this home
  Conditional(
      ReplicaHost host, Acceptors acceptors, long origin, ItemRules rules, ConditionalHome home) {
    this.host = host;
    this.home = home;
    this.rules = rules;
    this.proposer =
        new Proposer(host.self(), acceptors, origin, PaxosConfig.defaults(), host.seed());
  }

  /// A caller's conditional write or linearizable read.
  void begin(Call call, Bytes place) {
    Attempt attempt = new Attempt(place, call);
    long id = ++lastId;
    attempt.patience = host.loop().schedule(call.deadlineNanos(), () -> expired(id));
    begin(id, attempt);
  }

  private void begin(long id, Attempt attempt) {
    attempts.put(id, attempt);
    step(new PaxosEvent.Begin(id, attempt.place));
  }

  /// A dot that this home gave before it was restarted, perhaps in vain: finds out.
  void resume(Bytes place, Version version) {
    Attempt attempt = new Attempt(place, null);
    attempt.version = version;
    begin(++lastId, attempt);
  }

  /// Has a key's last proposal decided, or something after it.
  void decide(Bytes place, Runnable done) {
    Attempt attempt = new Attempt(place, null);
    attempt.done = done;
    begin(++lastId, attempt);
  }

  boolean isIdle() {
    return attempts.isEmpty();
  }

  /// Others promise and accept from now on.
  void become(Acceptors acceptors) {
    feed.run(
        () -> {
          List<PaxosEffect> effects = new ArrayList<>();
          proposer.become(acceptors, now(), effects);
          effects.forEach(this::carryOut);
        });
  }

  void received(NodeId from, PaxosMessage.Answer answer) {
    step(new PaxosEvent.Received(from, answer));
  }

  /// This home's acceptor refuses ballots of rounds below.
  void raised(long refusedBelow) {
    step(new PaxosEvent.Raised(refusedBelow));
  }

  private void step(PaxosEvent event) {
    if (!closed) {
      feed.add(event);
    }
  }

  private void take(PaxosEvent event) {
    List<PaxosEffect> effects = new ArrayList<>();
    proposer.step(event, now(), effects);
    effects.forEach(this::carryOut);
  }

  private Now now() {
    return new Now(host.monotonicNanos(), host.wallMillis());
  }

  private void carryOut(PaxosEffect effect) {
    switch (effect) {
      case PaxosEffect.Send(NodeId to, PaxosMessage message) -> {
        if (to.equals(host.self())) {
          home.ask(message);
        } else {
          home.send(to, message);
        }
      }
      case PaxosEffect.Choose choose -> look(choose);
      case PaxosEffect.Decided(long id, List<NodeId> accepted) -> decided(id, accepted);
      case PaxosEffect.NothingDecided(long id, List<NodeId> accepted) ->
          nothingDecided(id, accepted);
      case PaxosEffect.SetTimer(long atNanos) -> {
        Loop.Timer old = timer;
        timer = host.loop().schedule(atNanos, () -> step(new PaxosEvent.TimerFired()));
        if (old != null) {
          old.cancel();
        }
      }
    }
  }

  /// Merges what the quorum showed; what is held here will do when this home decided the last.
  private void look(PaxosEffect.Choose choose) {
    if (choose.views().isEmpty()) {
      home.item(choose.key(), item -> choose(choose, item, List.of(host.self())));
      return;
    }
    Item merged = Item.NOTHING;
    List<NodeId> shown = new ArrayList<>(choose.views().size());
    for (PaxosEffect.View view : choose.views()) {
      merged = merged.merge(TableMachine.decodeItem(view.bytes()));
      shown.add(view.from());
    }
    choose(choose, merged, shown);
  }

  private void choose(PaxosEffect.Choose choose, Item known, List<NodeId> shown) {
    Item merged = rules.settle(known);
    long id = choose.operation();
    Attempt attempt = attempts.get(id);
    if (attempt == null) {
      step(new PaxosEvent.Finish(id));
      return;
    }
    attempt.view = known;
    if (proposer.isVoid(id)) {
      // It is asked again whatever it says; a dot would be given now, and not logged.
      nothing(id, attempt);
      return;
    }
    Version given = attempt.version;
    Call call = attempt.call;
    Version took =
        given != null && merged.seen().covers(given.dot())
            ? decided(attempt, given, merged)
            : Judgement.earlier(call, merged);
    if (took != null && given != null && !took.dot().equals(given.dot())) {
      attempt.earlier = took;
      nothing(id, attempt);
    } else if (took != null) {
      attempt.answer(home, new Result.Written(new Outcome.Applied(took)), shown);
      finish(id, attempt);
    } else if (call != null && Judgement.isWanted(call, merged)) {
      propose(id, attempt, call, merged);
    } else if (choose.views().isEmpty() || !Judgement.isRead(call)) {
      // A write is rejected only once nothing that an attempt at it proposed can be decided.
      nothing(id, attempt);
    } else {
      attempt.answer(home, Judgement.seen(call, merged), shown);
      finish(id, attempt);
    }
  }

  /// The version of a proposal that was decided: of those with its dot any may be, and each has
  /// another stamp.
  private Version decided(Attempt attempt, Version given, Item merged) {
    Item.Sibling sibling = merged.sibling(given.dot());
    Version known = sibling == null ? home.decided(attempt) : sibling.version();
    return known != null && known.dot().equals(given.dot()) ? known : given;
  }

  /// Decides that the key stays as it is.
  private void nothing(long id, Attempt attempt) {
    Handed same = Handed.of(attempt.place, attempt.view);
    step(new PaxosEvent.ProposeNothing(id, new LogRecord.Merge(List.of(same)).encode()));
  }

  private void propose(long id, Attempt attempt, Call call, Item merged) {
    Version given = attempt.version;
    Version version =
        given == null
            ? home.give(merged.time())
            : new Version(home.stamp(merged.time()), given.dot());
    if (version == null) {
      attempt.answer(home, Judgement.refused(LeaderlessEffect.Reason.CLOCK_AHEAD), List.of());
      finish(id, attempt);
      return;
    }
    attempt.version = version;
    home.keep(attempt.place, attempt.view);
    Value value =
        call.request().operation() instanceof Operation.Put put ? put.value() : Value.TOMBSTONE;
    WriteName name = WriteName.of(call.request().envelope().operation());
    Write write = new Write(attempt.place, new Item.Sibling(version, value, name), merged.seen());
    step(new PaxosEvent.Propose(id, new LogRecord.Take(write).encode()));
  }

  private void finish(long id, Attempt attempt) {
    attempts.remove(id);
    attempt.call = null;
    step(new PaxosEvent.Finish(id));
  }

  private void decided(long id, List<NodeId> accepted) {
    Attempt attempt = attempts.remove(id);
    if (attempt != null && attempt.version != null) {
      attempt.answer(home, new Result.Written(new Outcome.Applied(attempt.version)), accepted);
    }
  }

  private void nothingDecided(long id, List<NodeId> accepted) {
    Attempt attempt = attempts.remove(id);
    if (attempt == null) {
      return;
    }
    attempt.done.run();
    Version given = attempt.version;
    if (given != null) {
      home.settle(attempt.place, given.dot());
    }
    Version earlier = attempt.earlier;
    attempt.answer(
        home,
        earlier == null
            ? Judgement.seen(attempt.call, rules.settle(attempt.view))
            : new Result.Written(new Outcome.Applied(earlier)),
        accepted);
  }

  private void giveUp(Attempt attempt) {
    attempt.answer(home, Judgement.late(attempt.version != null), List.of());
  }

  /// Its caller hears now; what was proposed is still settled, since dots behind it wait for it.
  private void expired(long id) {
    Attempt attempt = attempts.get(id);
    if (attempt == null || attempt.call == null) {
      return;
    }
    giveUp(attempt);
    if (attempt.version == null) {
      attempts.remove(id);
    }
  }

  void close() {
    closed = true;
    if (timer != null) {
      timer.cancel();
    }
    attempts.values().forEach(this::giveUp);
    attempts.clear();
  }
}
