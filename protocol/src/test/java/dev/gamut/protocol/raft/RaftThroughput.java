package dev.gamut.protocol.raft;

import dev.gamut.base.Bytes;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import dev.gamut.protocol.raft.RaftEffect.Apply;
import dev.gamut.protocol.raft.RaftEffect.Persist;
import dev.gamut.protocol.raft.RaftEffect.Send;
import dev.gamut.protocol.raft.RaftEffect.SendOncePersisted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// How many entries a second three replicas replicate on one thread when network, disk and store
/// cost nothing: the price of the protocol alone. A program, not a test: `java …
/// dev.gamut.protocol.raft.RaftThroughput [entries a batch] [batches in flight] [seconds]`.
final class RaftThroughput {
  private record Letter(NodeId from, int to, RaftMessage message) {}

  private final Raft[] rafts = new Raft[3];
  private final ArrayDeque<Letter> letters = new ArrayDeque<>();
  private final List<RaftEffect> effects = new ArrayList<>();
  private final NodeId[] nodes = {new NodeId(1), new NodeId(2), new NodeId(3)};
  private final long[] applied = new long[3];
  private Now now = new Now(0, 1);
  private long steps;

  public static void main(String[] arguments) {
    int batch = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
    int inFlight = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
    for (int round = 0; round < 3; round++) {
      new RaftThroughput().run(batch, inFlight, seconds);
    }
  }

  private void run(int batch, int inFlight, int seconds) {
    Membership membership = Membership.ofVoters(nodes);
    for (int i = 0; i < 3; i++) {
      Start start = Start.empty(nodes[i], membership, RaftConfig.defaults(), i);
      rafts[i] = new Raft(start, now, effects);
      effects.clear();
    }
    step(0, new RaftEvent.Campaign());
    drain();
    byte[] payload = new byte[256];
    long id = 0;
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      now = new Now(System.nanoTime() - begin, System.currentTimeMillis());
      for (int i = 0; i < inFlight; i++) {
        List<Proposal> proposals = new ArrayList<>(batch);
        for (int j = 0; j < batch; j++) {
          proposals.add(new Proposal(id++, Bytes.wrap(payload)));
        }
        step(0, new RaftEvent.Propose(proposals));
      }
      drain();
      if (rafts[0].lastIndex() - rafts[0].firstIndex() > 100_000) {
        for (int i = 0; i < 3; i++) {
          step(i, new RaftEvent.Compact(applied[i]));
        }
      }
    }
    double time = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        "batch %d, %d in flight: %,.0f entries/s, %,.0f steps/s, commit %d of %d%n",
        batch, inFlight, applied[0] / time, steps / time, rafts[0].commitIndex(), id + 1);
  }

  private void drain() {
    for (Letter next = letters.poll(); next != null; next = letters.poll()) {
      step(next.to(), new RaftEvent.Received(next.from(), next.message()));
    }
  }

  private void step(int node, RaftEvent event) {
    steps++;
    rafts[node].step(event, now, effects);
    List<RaftEffect> todo = new ArrayList<>(effects);
    effects.clear();
    long written = 0;
    long given = 0;
    for (int i = 0; i < todo.size(); i++) {
      switch (todo.get(i)) {
        case Persist persist -> written = persist.sequence();
        case Send send ->
            letters.add(new Letter(nodes[node], send.to().value() - 1, send.message()));
        case SendOncePersisted send ->
            letters.add(new Letter(nodes[node], send.to().value() - 1, send.message()));
        case Apply apply -> given = apply.entries().getLast().index();
        case RaftEffect.SetTimer _,
            RaftEffect.RoleChanged _,
            RaftEffect.ProposalAppended _,
            RaftEffect.ReadReady _,
            RaftEffect.ReadRefused _ -> {}
        default -> throw new IllegalStateException(todo.get(i).toString());
      }
    }
    if (written > 0) {
      step(node, new RaftEvent.Persisted(written));
    }
    if (given > 0) {
      applied[node] = given;
      step(node, new RaftEvent.Applied(given));
    }
  }
}
