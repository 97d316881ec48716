package dev.gamut.protocol.leaderless;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gamut.base.Frontier;
import dev.gamut.base.NodeId;
import dev.gamut.protocol.Now;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whom a replica asks for what it has missed.
final class CatchingTest {
  private static final NodeId FALLBACK = new NodeId(1);
  private static final NodeId HOME = new NodeId(2);
  private static final NodeId OTHER_HOME = new NodeId(3);
  private static final Frontier ALL = Frontier.ofRange(2, 1, 9);
  private static final Frontier SOME = Frontier.ofRange(2, 1, 5);

  private final LeaderlessConfig config = LeaderlessConfig.defaults();
  private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
  private final Catching catching = new Catching(config, new Ids(1), new Presence(), peers);
  private Now now = new Now(1_000_000_000L, 1_000);

  private CatchingTest() {
    peers.put(FALLBACK, new Peer(false));
    peers.put(HOME, new Peer(true));
    peers.put(OTHER_HOME, new Peer(true));
  }

  private Peer peer(NodeId node) {
    return requireNonNull(peers.get(node));
  }

  /// It tells that it has seen something, but does not know which keys that was.
  private void tells(NodeId from, Frontier told, Frontier seenHere) {
    Peer peer = peer(from);
    peer.heard(told, now);
    peer.compare(seenHere, now);
    peer.forgot();
  }

  private List<NodeId> asksForAWalk(Frontier seen) {
    now = new Now(now.monotonicNanos() + config.fetchTimeoutNanos(), now.wallMillis());
    List<LeaderlessEffect> effects = new ArrayList<>();
    catching.beginIfDue(seen, now, effects);
    List<NodeId> asked = new ArrayList<>();
    for (LeaderlessEffect effect : effects) {
      if (effect instanceof LeaderlessEffect.Send(NodeId to, LeaderlessMessage.Walk _)) {
        asked.add(to);
      }
    }
    return asked;
  }

  @Test
  void aFallbackThatHandedOverIsNotTakenForOneThatHoldsAll() {
    tells(FALLBACK, ALL, Frontier.EMPTY);
    assertEquals(List.of(), asksForAWalk(Frontier.EMPTY), "no home has been heard");
    tells(HOME, SOME, Frontier.EMPTY);
    assertEquals(List.of(HOME), asksForAWalk(Frontier.EMPTY));
    peer(HOME).compare(SOME, now);
    assertEquals(List.of(FALLBACK), asksForAWalk(SOME), "what no home has, it holds");
  }

  @Test
  void everyHomeThatIsHeardComesFirst() {
    tells(FALLBACK, ALL, Frontier.EMPTY);
    tells(HOME, SOME, SOME);
    tells(OTHER_HOME, Frontier.ofRange(3, 1, 1), SOME);
    assertEquals(List.of(OTHER_HOME), asksForAWalk(SOME));
  }
}
