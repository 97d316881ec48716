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
  private static final NodeId SELF = new NodeId(4);
  private static final Frontier ALL = Frontier.ofRange(2, 1, 9);
  private static final Frontier SOME = Frontier.ofRange(2, 1, 5);

  private final LeaderlessConfig config = LeaderlessConfig.defaults();
  private final Map<NodeId, Peer> peers = new LinkedHashMap<>();
  private Catching catching = catching(List.of());
  private Now now = new Now(1_000_000_000L, 1_000);

  private CatchingTest() {
    peers.put(FALLBACK, new Peer(false));
    peers.put(HOME, new Peer(true));
    peers.put(OTHER_HOME, new Peer(true));
  }

  private Catching catching(List<NodeId> rebuilding) {
    List<NodeId> homes = List.of(HOME, OTHER_HOME, SELF);
    Homes.Members members =
        new Homes.Members(homes, List.of(FALLBACK), null, null, false, null, rebuilding);
    return new Catching(new Homes(SELF, members), config, new Ids(1), new Presence(), peers);
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

  /// It was not there when the fallback forgot.
  @Test
  void aHomeThatHasLostWhatItHadTellsNothingOfWhatAFallbackForgot() {
    catching = catching(List.of(OTHER_HOME, SELF));
    tells(FALLBACK, ALL, Frontier.EMPTY);
    tells(OTHER_HOME, Frontier.EMPTY, Frontier.EMPTY);
    assertEquals(List.of(), asksForAWalk(Frontier.EMPTY), "no whole home has been heard");
    tells(HOME, ALL, Frontier.EMPTY);
    assertEquals(List.of(HOME), asksForAWalk(Frontier.EMPTY));
  }

  @Test
  void everyHomeThatIsHeardComesFirst() {
    tells(FALLBACK, ALL, Frontier.EMPTY);
    tells(HOME, SOME, SOME);
    tells(OTHER_HOME, Frontier.ofRange(3, 1, 1), SOME);
    assertEquals(List.of(OTHER_HOME), asksForAWalk(SOME));
  }
}
